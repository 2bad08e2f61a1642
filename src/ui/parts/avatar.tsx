/** Initials on the hue of a device's id: a face for a key, the same on every device. */

import type { JSX } from 'solid-js'
import styles from './avatar.module.css'
import { hueOfId, initials } from './names.ts'

export function Avatar(props: { name: string; peer: string; small?: boolean }): JSX.Element {
  return (
    <span
      aria-hidden="true"
      class={`${styles.avatar} ${props.small ? styles.small : ''}`}
      data-hue={hueOfId(props.peer)}
    >
      {initials(props.name)}
    </span>
  )
}
