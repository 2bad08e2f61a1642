/** A channel without a message: one sentence, one action. */

import { type JSX, Show } from 'solid-js'
import { Button } from '../parts/button.tsx'
import { strings } from '../strings/en.ts'
import styles from './empty-channel.module.css'

/** @param props.onInvite absent for those who may not invite: writing is the action then */
export function EmptyChannel(props: { isJoining: boolean; onInvite: (() => void) | undefined }): JSX.Element {
  return (
    <div class={styles.empty}>
      <p class={styles.words}>{props.isJoining ? strings.messages.emptyJoining : strings.messages.empty}</p>
      <Show when={props.onInvite}>
        {(invite) => (
          <Button icon="invite" onClick={() => invite()()}>
            {strings.channels.invitePeople}
          </Button>
        )}
      </Show>
    </div>
  )
}
