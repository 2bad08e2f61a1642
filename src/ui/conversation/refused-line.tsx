/**
 * Why nothing written here goes out, said where the joining line was: a join that did not count, a removal, a
 * device that runs from a copy.
 */

import { type JSX, Match, Switch } from 'solid-js'
import type { IdentityRow } from '../../engine/api.ts'
import { isRefusedJoin, isRemoved } from '../app/refusal.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import styles from './refused-line.module.css'

/** @param props.onLink the way to be linked again */
export function RefusedLine(props: { row: IdentityRow | undefined; onLink: () => void }): JSX.Element {
  const joinCode = () => (isRefusedJoin(props.row?.role) ? props.row.role : undefined)
  const removal = () => (isRemoved(props.row?.role) ? props.row.role : undefined)
  return (
    <Switch>
      <Match when={removal()}>
        {(role) => (
          <div class={styles.removed} data-testid="refused">
            <StateShape name="ring" size={14} />
            <p class={styles.text}>
              <strong class={styles.strong}>{strings.removed.titles[role()]}</strong> {strings.removed.text}
            </p>
          </div>
        )}
      </Match>
      <Match when={props.row?.is_forked}>
        <div class={styles.removed} data-testid="forked">
          <StateShape name="ring" size={14} />
          <div class={styles.words}>
            <p class={styles.text}>
              <strong class={styles.strong}>{strings.forked.title}</strong> {strings.forked.text}
            </p>
            <Button onClick={() => props.onLink()}>{strings.forked.link}</Button>
          </div>
        </div>
      </Match>
      <Match when={joinCode()}>
        <div class={styles.line}>
          <ErrorNote code={joinCode()} />
        </div>
      </Match>
    </Switch>
  )
}
