/** A link just made, shown this once: to copy, to share, to scan. */

import { type JSX, Show } from 'solid-js'
import type { NewInvite } from '../../engine/api.ts'
import { Button } from '../parts/button.tsx'
import { CopyButton } from '../parts/copy-button.tsx'
import field from '../parts/field.module.css'
import { wholeLink } from '../start/invite-link.ts'
import { strings } from '../strings/en.ts'
import styles from './invite-sheet.module.css'
import { qrPath } from './qr-path.ts'

export function InviteReady(props: { invite: NewInvite; onAnother: () => void }): JSX.Element {
  const link = () => wholeLink(location, props.invite.link)
  const code = () => qrPath(wholeLink(location, props.invite.short_link))
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
      <figure class={styles.figure}>
        <svg
          class={styles.qr}
          role="img"
          aria-label={strings.invite.qr}
          viewBox={`0 0 ${code().size} ${code().size}`}
          shape-rendering="crispEdges"
        >
          <path d={code().d} />
        </svg>
        <figcaption class={styles.quiet}>{strings.invite.qrHint}</figcaption>
      </figure>
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
