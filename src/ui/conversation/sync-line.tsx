/**
 * Joining and catching up: a thin line under the header, never a gate. It follows the engine's own
 * state, so it survives reload and gives up only when there is nothing left to do.
 */

import { createMemo, type JSX, Show } from 'solid-js'
import type { ConnectionRow, IdentityId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createQuery } from '../live/create-query.ts'
import { shownName } from '../parts/names.ts'
import { StateShape, type StateShapeName } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import styles from './sync-line.module.css'

const NAMED = 2

export function SyncLine(props: { row: ConnectionRow; identity: IdentityId; isJoining: boolean }): JSX.Element {
  const isCatchingUp = () => props.row.sync.to_come > 0
  return (
    <Show when={props.isJoining || isCatchingUp()}>
      <SyncLineWords row={props.row} identity={props.identity} isJoining={props.isJoining} />
    </Show>
  )
}

function SyncLineWords(props: { row: ConnectionRow; identity: IdentityId; isJoining: boolean }): JSX.Element {
  const { sotto } = useServices()
  const members = createQuery(sotto, 'member.list', () => ({ as: props.identity }))
  const connectedNames = createMemo(() =>
    (members() ?? []).filter((row) => row.is_connected && !row.is_me).map((row) => shownName(row.name)),
  )
  const total = () => props.row.sync.received + props.row.sync.to_come
  const shape = (): StateShapeName => (props.row.state === 'connected' ? 'disc' : 'half')
  const whom = () => {
    if (props.row.state !== 'connected') return props.isJoining ? strings.notice.joiningAlone : strings.notice.looking
    const names = connectedNames()
    if (names.length > 0 && names.length <= NAMED) return strings.notice.connectedTo(names)
    return strings.notice.connectedToSome(props.row.connected)
  }
  return (
    <div class={styles.line} role="status" data-testid="sync-line">
      <p class={styles.words}>
        <StateShape name={shape()} />
        <span>{whom()}</span>
        <Show when={total() > 0}>
          <span class={styles.count}>{strings.notice.progress(props.row.sync.received, total())}</span>
        </Show>
      </p>
      <Show when={props.row.sync.to_come > 0}>
        <div class={styles.track}>
          <div class={styles.done} style={{ '--done': props.row.sync.received / total() }} />
        </div>
      </Show>
    </div>
  )
}
