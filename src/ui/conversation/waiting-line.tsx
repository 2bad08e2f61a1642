/**
 * Messages that have arrived and cannot be read yet: one line, with the reasons when asked, who could
 * supply what is missing, and the way to ask for it again.
 */

import { createSignal, For, type JSX, Show } from 'solid-js'
import type { IdentityId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createNow } from '../live/create-now.ts'
import { createQuery } from '../live/create-query.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import { formatAgo } from '../strings/format.ts'
import { QuietRule } from './quiet-rule.tsx'
import { suppliersIn, type WaitingReason } from './suppliers.ts'
import styles from './waiting-line.module.css'

export function WaitingLine(props: { count: number; identity: IdentityId; onResize: () => void }): JSX.Element {
  const { sotto } = useServices()
  const [isExplained, setExplained] = createSignal(false)
  const [missing, setMissing] = createSignal<number>()
  const askAgain = createCommand(sotto, 'key.askAgain')
  const ask = async () => {
    const answer = await askAgain.run({ as: props.identity })
    setMissing(answer?.missing)
    props.onResize()
  }
  return (
    <div data-testid="waiting-line">
      <QuietRule>
        <span class={styles.words}>
          <StateShape name="clock" />
          <span>{strings.messages.waiting(props.count)}</span>
          <span class={styles.asks}>
            <button
              type="button"
              class={styles.ask}
              aria-expanded={isExplained()}
              onClick={() => {
                setExplained(!isExplained())
                queueMicrotask(props.onResize)
              }}
            >
              {strings.messages.why}
            </button>
            <button type="button" class={styles.ask} onClick={() => void ask()}>
              {strings.messages.askAgain}
            </button>
          </span>
        </span>
      </QuietRule>
      <p class={styles.said} role="status">
        <Show when={missing() !== undefined}>{strings.messages.asked(missing() ?? 0)}</Show>
      </p>
      <ErrorNote code={askAgain.error()} />
      <Show when={isExplained()}>
        <Reasons identity={props.identity} onResize={props.onResize} />
      </Show>
    </div>
  )
}

function Reasons(props: { identity: IdentityId; onResize: () => void }): JSX.Element {
  const { sotto } = useServices()
  const rows = createQuery(sotto, 'message.waiting', () => ({ as: props.identity }))
  return (
    <div class={styles.reasons} ref={() => queueMicrotask(props.onResize)}>
      <p>{strings.messages.whyText}</p>
      <ul class={styles.list}>
        <For each={rows()}>{(row) => <Reason row={row} />}</For>
      </ul>
    </div>
  )
}

function Reason(props: { row: WaitingReason }): JSX.Element {
  const now = createNow()
  const words = () => {
    const { reason, count, made_at } = props.row
    if (reason !== 'key') return strings.messages.reasons[reason](count)
    return strings.messages.reasons.key(count, made_at === 0 ? '' : formatAgo(made_at, now()))
  }
  const supply = () => {
    const { names, areConnected } = suppliersIn(props.row.suppliers)
    if (names.length === 0) return strings.messages.nobodyKnown
    return areConnected ? strings.messages.canSupply(names) : strings.messages.couldSupply(names)
  }
  return (
    <li>
      {words()}
      <Show when={props.row.reason === 'key'}> {supply()}</Show>
    </li>
  )
}
