/** The word mark: the half disc of the state family, a voice at half volume, and the name. */

import type { JSX } from 'solid-js'
import { strings } from '../strings/en.ts'
import styles from './logo.module.css'

export function Logo(): JSX.Element {
  return (
    <span class={styles.logo}>
      <svg
        aria-hidden="true"
        width="18"
        height="18"
        viewBox="0 0 16 16"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
      >
        <circle cx="8" cy="8" r="6" />
        <path d="M8 2a6 6 0 0 0 0 12z" fill="currentColor" />
      </svg>
      {strings.app}
    </span>
  )
}
