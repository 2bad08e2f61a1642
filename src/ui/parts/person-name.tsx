/** A person's name, isolated from the text around it. */

import type { JSX } from 'solid-js'
import { cleanName, shownName } from './names.ts'
import styles from './person-name.module.css'

export function PersonName(props: { name: string; unknown?: string }): JSX.Element {
  return (
    <bdi class={cleanName(props.name) === '' ? styles.unknown : styles.name}>
      {shownName(props.name, props.unknown)}
    </bdi>
  )
}
