/** Said once after a device that ran from a copy became a new one: until it is put away in this browser. */

import { createSignal, type JSX, Show } from 'solid-js'
import { useServices } from '../app/services.ts'
import { readStored, writeStored } from '../app/stored.ts'
import { Button } from '../parts/button.tsx'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import styles from './refused-line.module.css'

/** The number of the newest identity of which it was put away. */
const KEY = 'sotto.renewed'

export function RenewedLine(): JSX.Element {
  const { session } = useServices()
  const [putAway, setPutAway] = createSignal(Number(readStored(KEY) ?? 0))
  const renewed = () => {
    const identity = session.current()?.identity
    const isSuccessor = session.identities()?.some((row) => row.continues_as === identity) === true
    return isSuccessor && identity !== undefined && identity > putAway() ? identity : undefined
  }
  return (
    <Show when={renewed()}>
      {(identity) => (
        <div class={styles.removed} data-testid="renewed">
          <StateShape name="disc" size={14} />
          <p class={styles.text}>
            <strong class={styles.strong}>{strings.renewed.title}</strong> {strings.renewed.text}
          </p>
          <Button
            weight="quiet"
            onClick={() => {
              writeStored(KEY, String(identity()))
              setPutAway(identity())
            }}
          >
            {strings.notices.dismiss}
          </Button>
        </div>
      )}
    </Show>
  )
}
