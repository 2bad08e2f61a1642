/** A channel without a message: one sentence, and at most one action. */

import { type JSX, Show } from 'solid-js'
import type { ChannelRow } from '../../engine/api.ts'
import { Button } from '../parts/button.tsx'
import { isolatedName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'
import styles from './empty-channel.module.css'

/**
 * @param props.onInvite absent for those who may not invite: writing is the action then
 * @param props.onGroup adds people to a private one
 */
export function EmptyChannel(props: {
  isJoining: boolean
  channel: ChannelRow | undefined
  channelName: string
  onInvite: (() => void) | undefined
  onGroup: () => void
}): JSX.Element {
  const kind = () => props.channel?.kind ?? 'public'
  const words = () => {
    if (props.isJoining) return strings.messages.emptyJoining
    if (kind() !== 'direct') return kind() === 'private' ? strings.messages.emptyPrivate : strings.messages.empty
    const isAlone = props.channel?.people.every((person) => person.is_me)
    return isAlone ? strings.messages.emptyAlone : strings.messages.emptyDirect(isolatedName(props.channelName))
  }
  return (
    <div class={styles.empty}>
      <p class={styles.words}>{words()}</p>
      <Show when={kind() === 'private'}>
        <Button icon="people" onClick={() => props.onGroup()}>
          {strings.group.people}
        </Button>
      </Show>
      <Show when={kind() === 'public' && props.onInvite}>
        {(invite) => (
          <Button icon="invite" onClick={() => invite()()}>
            {strings.channels.invitePeople}
          </Button>
        )}
      </Show>
    </div>
  )
}
