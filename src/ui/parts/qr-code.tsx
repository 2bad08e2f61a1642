/** A QR code on its own paper, with what to do about it below. Loaded lazily by the sheets that show one. */

import { createMemo, type JSX } from 'solid-js'
import styles from './qr-code.module.css'
import { qrPath } from './qr-path.ts'

/** @param props.label what it holds: its accessible name */
export function QrCode(props: { text: string; label: string; caption: string }): JSX.Element {
  const code = createMemo(() => qrPath(props.text))
  return (
    <figure class={styles.figure}>
      <svg
        class={styles.qr}
        role="img"
        aria-label={props.label}
        viewBox={`0 0 ${code().size} ${code().size}`}
        shape-rendering="crispEdges"
      >
        <path d={code().d} />
      </svg>
      <figcaption class={styles.caption}>{props.caption}</figcaption>
    </figure>
  )
}
