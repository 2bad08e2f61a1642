/** A link just made, shown this once: to copy, to share, to scan. */

import { type JSX, Show } from 'solid-js'
import type { NewInvite } from '../../engine/api.ts'
import { Button } from '../parts/button.tsx'
import { CopyField } from '../parts/copy-field.tsx'
import { QrCode } from '../parts/qr-code.tsx'
import sheet from '../parts/sheet.module.css'
import { wholeLink } from '../start/invite-link.ts'
import { strings } from '../strings/en.ts'
import styles from './invite-sheet.module.css'

export function InviteReady(props: { invite: NewInvite; onAnother: () => void }): JSX.Element {
  const link = () => wholeLink(location, props.invite.link)
  const canShare = typeof navigator.share === 'function'
  let select: (() => void) | undefined

  const share = async () => {
    try {
      await navigator.share({ url: link() })
    } catch (thrown) {
      // Closing the system's sheet is not a failure; anything else leaves the link to be copied.
      if (!(thrown instanceof DOMException && thrown.name === 'AbortError')) select?.()
    }
  }

  return (
    <div class={styles.ready}>
      <p class={sheet.hint}>
        <strong class={sheet.strong}>{strings.invite.ready}</strong> {strings.invite.secret}
      </p>
      <CopyField
        weight="primary"
        label={strings.invite.full}
        text={link()}
        onReady={(give) => {
          select = give
        }}
      />
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
