/** A text to be passed on as it is: shown on one line, selected whole when focused, copied by the button beside it. */

import type { JSX } from 'solid-js'
import type { ButtonWeight } from './button.tsx'
import { CopyButton } from './copy-button.tsx'
import styles from './field.module.css'

/** @param props.onReady hands out the way to select it, for where the clipboard is refused */
export function CopyField(props: {
  label: string
  text: string
  weight?: ButtonWeight
  onReady?: (select: () => void) => void
}): JSX.Element {
  let input: HTMLInputElement | undefined
  const select = () => input?.select()
  props.onReady?.(select)
  return (
    <div class={styles.copied}>
      <input
        ref={input}
        class={`${styles.input} ${styles.code}`}
        readonly
        aria-label={props.label}
        value={props.text}
        onFocus={select}
      />
      <CopyButton weight={props.weight ?? 'plain'} text={() => props.text} onRefused={select} />
    </div>
  )
}
