/** A link just made, shown this once: to copy, to share, to scan. */

import { type JSX, Show } from 'solid-js'
import type { NewInvite } from '../../engine/api.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import field from '../parts/field.module.css'
import { QrCode } from '../parts/qr-code.tsx'
import { wholeLink } from '../start/invite-link.ts'
import { strings } from '../strings/en.ts'
import styles from './invite-sheet.module.css'

export function InviteReady(props: { invite: NewInvite; onAnother: () => void }): JSX.Element {
  const link = () => wholeLink(location, props.invite.link)
  const canShare = typeof navigator.share === 'function'
  let input: HTMLInputElement | undefined

  const share = async () => {
    try {
      await navigator.share({ url: link() })
    } catch (thrown) {
      // Closing the system's sheet is not a failure; anything else leaves the link to be copied.
      if (!(thrown instanceof DOMException && thrown.name === 'AbortError')) input?.select()
    }
  }

  return (
    <div class={styles.ready}>
      <p class={styles.words}>
        <strong class={styles.strong}>{strings.invite.ready}</strong> {strings.invite.secret}
      </p>
      <div class={styles.link}>
        <input
          ref={input}
          class={`${field.input} ${field.code}`}
          readonly
          aria-label={strings.invite.full}
          value={link()}
          onFocus={(event) => event.currentTarget.select()}
        />
        <CopyButton weight="primary" text={link} onRefused={() => input?.select()} />
      </div>
      <QrCode
        text={wholeLink(location, props.invite.short_link)}
        label={strings.invite.qr}
        caption={strings.invite.qrHint}
      />
      <div class={styles.actions}>
        <Show when={canShare}>
          <Button onClick={() => void share()}>{strings.invite.share}</Button>
        </Show>
        <Button weight="quiet" onClick={() => props.onAnother()}>
          {strings.invite.another}
        </Button>
      </div>
    </div>
  )
}
