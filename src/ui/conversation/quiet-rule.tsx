/** The one quiet rule that day, new and waiting lines share: words, and a hairline that carries on. */

import type { JSX } from 'solid-js'
import styles from './quiet-rule.module.css'

export function QuietRule(props: { isNew?: boolean; children: JSX.Element }): JSX.Element {
  return (
    <div class={styles.rule} data-new={props.isNew === true}>
      <span class={styles.words}>{props.children}</span>
    </div>
  )
}
