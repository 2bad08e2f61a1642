/** A join that did not count, said where the joining line was: what was written stays, nobody else has it. */

import { type JSX, Show } from 'solid-js'
import type { IdentityRow } from '../../engine/api.ts'
import { isRefusal, type Refusal } from '../app/refusal.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import styles from './refused-line.module.css'

export function RefusedLine(props: { role: IdentityRow['role'] | undefined }): JSX.Element {
  const code = (): Refusal | undefined => (isRefusal(props.role) ? props.role : undefined)
  return (
    <Show when={code()}>
      <div class={styles.line}>
        <ErrorNote code={code()} />
      </div>
    </Show>
  )
}
