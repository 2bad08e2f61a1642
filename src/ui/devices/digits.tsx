/** The six digits two devices compare, in two groups of three, and read out one by one. */

import type { JSX } from 'solid-js'
import styles from './devices.module.css'

export function Digits(props: { digits: string }): JSX.Element {
  return (
    <p class={styles.digits} role="img" aria-label={[...props.digits].join(' ')} data-testid="digits">
      <span>{props.digits.slice(0, 3)}</span>
      <span>{props.digits.slice(3)}</span>
    </p>
  )
}
