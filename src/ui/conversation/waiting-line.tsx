/** Messages that have arrived and cannot be read yet: one line, with the reason when asked. */

import { createSignal, type JSX, Show } from 'solid-js'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import { QuietRule } from './quiet-rule.tsx'
import styles from './waiting-line.module.css'

export function WaitingLine(props: { count: number }): JSX.Element {
  const [isExplained, setExplained] = createSignal(false)
  return (
    <div data-testid="waiting-line">
      <QuietRule>
        <span class={styles.words}>
          <StateShape name="clock" />
          <span>{strings.messages.waiting(props.count)}</span>
          <button
            type="button"
            class={styles.why}
            aria-expanded={isExplained()}
            onClick={() => setExplained(!isExplained())}
          >
            {strings.messages.why}
          </button>
        </span>
      </QuietRule>
      <Show when={isExplained()}>
        <p class={styles.reason}>{strings.messages.whyText}</p>
      </Show>
    </div>
  )
}
