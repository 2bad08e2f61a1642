/** People & sync: every member and how they are reached, and the servers where devices meet. */

import { createSignal, For, type JSX, lazy, onCleanup, Show, Suspense } from 'solid-js'
import type { ConnectionRow, MemberRow, PeerSyncRow, PersonId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createNow } from '../live/create-now.ts'
import { createQuery } from '../live/create-query.ts'
import { createFocusKeeper, focusIfLost } from '../live/focus.ts'
import { Notices } from '../notices/notices.tsx'
import { Avatar } from '../parts/avatar.tsx'
import { IconButton } from '../parts/button.tsx'
import { PersonName } from '../parts/person-name.tsx'
import { StateShape, type StateShapeName } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import styles from './people-panel.module.css'
import { presenceWords } from './presence.ts'
import { RoleLine } from './role-line.tsx'

const PersonSheet = lazy(() => import('./person-sheet.tsx'))

export function PeoplePanel(props: { ref?: HTMLElement | undefined; onClose: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const as = () => {
    const identity = session.current()?.identity
    return identity === undefined ? undefined : { as: identity }
  }
  const members = createQuery(sotto, 'member.list', as)
  const connection = createQuery(sotto, 'connection.state', as)
  const peers = createQuery(sotto, 'connection.peers', as)
  /** Of several devices the one that is least far. */
  const syncOf = (row: MemberRow) => {
    const theirs = peers()?.filter((peer) => row.devices.includes(peer.peer_id))
    return theirs?.find((peer) => !peer.is_complete) ?? theirs?.[0]
  }
  const [opened, setOpened] = createSignal<PersonId>()
  const person = () => members()?.find((row) => row.person_id === opened())
  let title: HTMLHeadingElement | undefined
  createFocusKeeper(
    () => title?.closest('aside') ?? undefined,
    () => title,
  )
  const before = document.activeElement
  onCleanup(() => focusIfLost(() => (before instanceof HTMLElement ? before : undefined)))
  return (
    <aside ref={props.ref} class={styles.panel} aria-label={strings.people.title}>
      <header class={styles.header}>
        <h2 ref={title} class={styles.title} tabindex="-1">
          {strings.people.title}
        </h2>
        <IconButton icon="close" label={strings.close} onClick={() => props.onClose()} />
      </header>
      <div class={styles.body}>
        <Show when={members()}>
          {(rows) => (
            <section>
              <h3 class={styles.label}>{strings.people.members(rows().length)}</h3>
              <ul class={styles.list}>
                <For each={rows()}>
                  {(row) => <Member row={row} sync={syncOf(row)} onOpen={() => setOpened(row.person_id)} />}
                </For>
              </ul>
            </section>
          )}
        </Show>
        <Notices />
        <Show when={connection()}>{(row) => <Servers row={row()} />}</Show>
      </div>
      <Suspense>
        <Show when={opened() !== undefined && person()}>
          {(row) => (
            <Show when={session.current()?.identity}>
              {(identity) => <PersonSheet identity={identity()} row={row()} onClose={() => setOpened(undefined)} />}
            </Show>
          )}
        </Show>
      </Suspense>
    </aside>
  )
}

/** How far this device and a connected one have told each other what they hold. */
function syncWords({ is_complete, received, to_come }: PeerSyncRow): string {
  if (to_come > 0) return strings.people.arrived(received, received + to_come)
  return is_complete ? strings.people.complete : strings.people.comparing
}

function Member(props: { row: MemberRow; sync: PeerSyncRow | undefined; onOpen: () => void }): JSX.Element {
  const now = createNow()
  const presence = () =>
    presenceWords(
      { isHere: props.row.is_me, isConnected: props.row.is_connected, lastSeenAt: props.row.last_seen_at },
      now(),
    )
  return (
    <li class={styles.member} data-testid="member">
      <Avatar name={props.row.name} peer={props.row.person_id} />
      <div class={styles.words}>
        <p class={styles.name}>
          <button type="button" class={styles.open} aria-haspopup="dialog" onClick={() => props.onOpen()}>
            <PersonName name={props.row.name} />
          </button>
          <Show when={props.row.is_me}>
            <span class={styles.hint}> {strings.people.you}</span>
          </Show>
        </p>
        <p class={styles.presence}>
          <StateShape name={props.row.is_connected || props.row.is_me ? 'disc' : 'ring'} size={10} />
          <span>{presence()}</span>
        </p>
        <Show when={props.row.is_connected && props.sync}>
          {(sync) => <p class={styles.hint}>{syncWords(sync())}</p>}
        </Show>
        <Show when={props.row.not_kept > 0}>
          <p class={styles.hint}>{strings.people.notKept(props.row.not_kept)}</p>
        </Show>
        <p class={styles.hint}>
          <RoleLine row={props.row} />
        </p>
      </div>
    </li>
  )
}

const SERVER_SHAPES: Readonly<Record<ConnectionRow['servers'][number]['state'], StateShapeName>> = {
  open: 'disc',
  connecting: 'half',
  closed: 'ring',
  refused: 'triangle',
}

function Servers(props: { row: ConnectionRow }): JSX.Element {
  return (
    <section>
      <Show when={props.row.waiting_out > 0 || props.row.sync.to_come > 0}>
        <h3 class={styles.label}>{strings.people.sync}</h3>
        <Show when={props.row.waiting_out > 0}>
          <p class={styles.fact}>{strings.people.waitingOut(props.row.waiting_out)}</p>
        </Show>
        <Show when={props.row.sync.to_come > 0}>
          <p class={styles.fact}>{strings.people.toCome(props.row.sync.to_come)}</p>
        </Show>
      </Show>
      <h3 class={styles.label}>{strings.people.servers}</h3>
      <p class={styles.about}>{strings.people.serversHint}</p>
      <ul class={styles.list}>
        <For each={props.row.servers} fallback={<li class={styles.fact}>{strings.people.noServers}</li>}>
          {(server) => (
            <li class={styles.server}>
              <StateShape name={SERVER_SHAPES[server.state]} size={10} />
              <span class={styles.url}>{server.url.replace(/^wss?:\/\//, '').replace(/\/$/, '')}</span>
              <span class={styles.hint}>
                {strings.people.serverStates[server.state]}
                <Show when={server.reason}>{(reason) => <>: {reason()}</>}</Show>
              </span>
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}
