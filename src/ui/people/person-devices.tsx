/** The devices of one person, how each is reached, and the way to remove one. */

import { For, type JSX, Show } from 'solid-js'
import type { DeviceRow, IdentityId, MemberRow, PeerId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createNow } from '../live/create-now.ts'
import { createQuery } from '../live/create-query.ts'
import { Button } from '../parts/button.tsx'
import sheet from '../parts/sheet.module.css'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import { formatAgo, formatMoment } from '../strings/format.ts'
import styles from './person-sheet.module.css'
import { presenceWords } from './presence.ts'

export function PersonDevices(props: {
  identity: IdentityId
  row: MemberRow
  onRemove: (peer: PeerId) => void
}): JSX.Element {
  const { sotto } = useServices()
  const devices = createQuery(sotto, 'device.list', () => ({ as: props.identity, person: props.row.person_id }))
  // This one leaves by leaving; with somebody's last device they are removed as a person.
  const mayRemove = (device: DeviceRow) => device.may_remove && !device.is_this && (devices()?.length ?? 0) > 1
  return (
    <section class={sheet.section}>
      <h3 class={sheet.label}>{strings.person.devices(devices()?.length ?? 0)}</h3>
      <ul class={styles.devices}>
        <For each={devices()}>
          {(device) => (
            <Device device={device} onRemove={mayRemove(device) ? () => props.onRemove(device.peer_id) : undefined} />
          )}
        </For>
      </ul>
    </section>
  )
}

function Device(props: { device: DeviceRow; onRemove: (() => void) | undefined }): JSX.Element {
  const now = createNow()
  const presence = () => {
    const { is_this, connected, last_seen_at } = props.device
    return presenceWords({ isHere: is_this, isConnected: connected, lastSeenAt: last_seen_at }, now())
  }
  return (
    <li class={styles.device} data-testid="device">
      <StateShape name={props.device.connected || props.device.is_this ? 'disc' : 'ring'} size={10} />
      <span>{presence()}</span>
      <span class={sheet.hint} title={formatMoment(props.device.since)}>
        {props.device.is_first ? strings.person.first : strings.person.linked(formatAgo(props.device.since, now()))}
      </span>
      <Show when={props.onRemove}>
        {(remove) => (
          <Button weight="quiet" onClick={() => remove()()}>
            {strings.person.removeDevice}
          </Button>
        )}
      </Show>
    </li>
  )
}
