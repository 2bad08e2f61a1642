/** The header pill: the truth about the connection in a shape, a colour and words. */

import type { JSX } from 'solid-js'
import type { ConnectionRow } from '../../engine/api.ts'
import { StateShape, type StateShapeName } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import styles from './connection-pill.module.css'

const SHAPES: Readonly<Record<ConnectionRow['state'], StateShapeName>> = {
  connected: 'disc',
  looking: 'half',
  alone: 'ring',
  offline: 'triangle',
}

function wordsOf(row: ConnectionRow): string {
  if (row.state === 'connected') return strings.pill.connected(row.connected)
  return strings.pill[row.state]
}

export function ConnectionPill(props: { row: ConnectionRow; onOpen: () => void }): JSX.Element {
  return (
    <button
      type="button"
      class={styles.pill}
      data-testid="connection-pill"
      data-state={props.row.state}
      title={strings.pill.open}
      onClick={() => props.onOpen()}
    >
      <StateShape name={SHAPES[props.row.state]} />
      <span role="status">{wordsOf(props.row)}</span>
    </button>
  )
}
