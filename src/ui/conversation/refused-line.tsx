/** A join that did not count, or a removal, said where the joining line was: what is here stays, nothing new comes. */

import { type JSX, Match, Switch } from 'solid-js'
import type { IdentityRow } from '../../engine/api.ts'
import { isRefusedJoin, isRemoved } from '../app/refusal.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import styles from './refused-line.module.css'

export function RefusedLine(props: { role: IdentityRow['role'] | undefined }): JSX.Element {
  const joinCode = () => (isRefusedJoin(props.role) ? props.role : undefined)
  const removal = () => (isRemoved(props.role) ? props.role : undefined)
  return (
    <Switch>
      <Match when={removal()}>
        {(role) => (
          <div class={styles.removed} role="status" data-testid="refused">
            <StateShape name="ring" size={14} />
            <p>
              <strong class={styles.strong}>{strings.removed.titles[role()]}</strong> {strings.removed.text}
            </p>
          </div>
        )}
      </Match>
      <Match when={joinCode()}>
        <div class={styles.line}>
          <ErrorNote code={joinCode()} />
        </div>
      </Match>
    </Switch>
  )
}
