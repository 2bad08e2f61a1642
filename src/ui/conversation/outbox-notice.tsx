/** Own messages nobody else holds yet, said plainly above the composer while nobody is there to take them. */

import { type JSX, Show } from 'solid-js'
import type { ConnectionRow } from '../../engine/api.ts'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import styles from './outbox-notice.module.css'

export function OutboxNotice(props: { row: ConnectionRow }): JSX.Element {
  const words = () => (props.row.state === 'offline' ? strings.notice.offline : strings.notice.alone)
  const isShown = () => props.row.waiting_out > 0 && (props.row.state === 'alone' || props.row.state === 'offline')
  return (
    <Show when={isShown()}>
      <p class={styles.notice} role="status" data-testid="outbox-notice">
        <StateShape name="clock" size={14} />
        <span>
          {words()} <span class={styles.count}>{strings.notice.waitingOut(props.row.waiting_out)}</span>
        </span>
      </p>
    </Show>
  )
}
