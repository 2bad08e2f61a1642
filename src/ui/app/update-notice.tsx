/** A new build is ready: a notice, never a surprise. Drafts are kept across the reload it causes. */

import { createSignal, type JSX, Show } from 'solid-js'
import { Button } from '../parts/button.tsx'
import { strings } from '../strings/en.ts'
import styles from './app.module.css'
import { buildId } from './build.ts'

export interface UpdateReady {
  /** Takes the new build into use and reloads. */
  apply(): void
}

export function UpdateNotice(props: { update: UpdateReady }): JSX.Element {
  const [putOff, setPutOff] = createSignal<UpdateReady>()
  return (
    <Show when={putOff() !== props.update}>
      <section class={styles.update} role="status" data-testid="update-notice">
        <p>
          {strings.update.ready} <span class={styles.hint}>{strings.update.running(buildId)}</span>
        </p>
        <div class={styles.actions}>
          <Button weight="quiet" onClick={() => setPutOff(props.update)}>
            {strings.update.later}
          </Button>
          <Button weight="primary" onClick={() => props.update.apply()}>
            {strings.update.now}
          </Button>
        </div>
      </section>
    </Show>
  )
}
