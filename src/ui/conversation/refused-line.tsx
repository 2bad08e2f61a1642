/** A join that did not count, or a removal, said where the joining line was: what is here stays, nothing new comes. */

import { type JSX, Match, Switch } from 'solid-js'
import { isRefusal, type Refusal } from '../app/refusal.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import styles from './refused-line.module.css'

export function RefusedLine(props: { refusal: Refusal | undefined }): JSX.Element {
  const code = () => (isRefusal(props.refusal) ? props.refusal : undefined)
  return (
    <Switch>
      <Match when={props.refusal === 'removed'}>
        <div class={styles.removed} role="status" data-testid="refused">
          <StateShape name="ring" size={14} />
          <p>
            <strong class={styles.strong}>{strings.removed.title}</strong> {strings.removed.text}
          </p>
        </div>
      </Match>
      <Match when={code()}>
        <div class={styles.line}>
          <ErrorNote code={code()} />
        </div>
      </Match>
    </Switch>
  )
}
