/**
 * Where the person is: which identity, which channel, or on the way to a new community. Owns the
 * selection and remembers it; holds nothing the engine knows better.
 */

import { type Accessor, createEffect, createMemo, createSignal, untrack } from 'solid-js'
import type {
  Capability,
  ChannelRow,
  EngineErrorCode,
  EventId,
  IdentityId,
  IdentityRow,
  Sotto,
} from '../../engine/api.ts'
import { createQuery } from '../live/create-query.ts'
import { strings } from '../strings/en.ts'
import { channelTitle } from './channel-title.ts'
import { listPersonas, type Persona } from './personas.ts'
import { readSelection, type Selection, writeSelection } from './selection.ts'

/** Somebody is about to enter a community: as a persona there is, or as a fresh one. */
export interface Entering {
  readonly persona: string
  readonly isFresh: boolean
}

export interface Session {
  readonly identities: Accessor<readonly IdentityRow[] | undefined>
  /** Nothing was ever opened in this browser, as far as it remembers: told before the engine answers. */
  readonly isFirstVisit: boolean
  /** Why the list of identities cannot be read: storage or worker. */
  readonly failure: Accessor<EngineErrorCode | undefined>
  readonly personas: Accessor<readonly Persona[]>
  readonly persona: Accessor<Persona | undefined>
  readonly current: Accessor<IdentityRow | undefined>
  readonly channels: Accessor<readonly ChannelRow[] | undefined>
  /** `undefined` also while a short link's community is unknown. */
  readonly channelId: Accessor<EventId<'channel'> | undefined>
  readonly channel: Accessor<ChannelRow | undefined>
  readonly channelName: Accessor<string>
  /** What the chosen channel was called, when it was taken away while this window showed it. */
  readonly gone: Accessor<string | undefined>
  /** Whether this person may do that in the open community. */
  may(capability: Capability): boolean
  readonly entering: Accessor<Entering | undefined>
  enter(entering: Entering | undefined): void
  open(identity: IdentityId, channel?: EventId<'channel'> | undefined): void
}

export const newPersonaId = (): string => crypto.randomUUID()

export function createSession(sotto: Sotto): Session {
  const identities = createQuery(sotto, 'identity.list', () => ({}))
  const [selection, setSelection] = createSignal<Selection>(readSelection())
  const [awaited, setAwaited] = createSignal<number>()
  const [entering, setEntering] = createSignal<Entering>()

  const personas = createMemo(() => listPersonas(identities() ?? []))
  const current = createMemo(() => identities()?.find((row) => row.identity === selection().identity))
  const persona = createMemo(() => personas().find((row) => row.persona === current()?.persona))
  const identityId = createMemo(() => current()?.identity)
  const channels = createQuery(sotto, 'channel.list', () => {
    const as = identityId()
    return as === undefined ? undefined : { as }
  })

  const capabilities = createQuery(sotto, 'capability.list', () => {
    const as = identityId()
    return as === undefined ? undefined : { as }
  })

  const wanted = createMemo(() => {
    const id = identityId()
    return id === undefined ? undefined : selection().channels[id]
  })
  let listed: { readonly channel_id: string; readonly title: string } | undefined
  /** A conversation may have become part of another, in which it is shown. */
  const wantedRow = createMemo(() =>
    channels()?.find(({ channel_id, also }) => [channel_id, ...also].some((id) => id === wanted())),
  )
  const gone = createMemo(() => {
    const [row, id] = [wantedRow(), wanted()]
    if (row !== undefined && id !== undefined) {
      listed = { channel_id: id, title: channelTitle(row, strings.channels.alone) }
    }
    return channels() !== undefined && row === undefined && listed?.channel_id === id ? listed?.title : undefined
  })
  const channelId = createMemo(() => {
    const row = current()
    if (row === undefined || gone() !== undefined) return undefined
    return wantedRow()?.channel_id ?? row.channel_id
  })
  const channel = createMemo(() => channels()?.find((row) => row.channel_id === channelId()))
  const channelName = createMemo(() => {
    const row = channel()
    return row === undefined ? '' : channelTitle(row, strings.channels.alone)
  })

  const select = (identity: IdentityRow | undefined, id: number, channel?: string) => {
    const before = untrack(selection)
    const after: Selection = {
      persona: identity?.persona ?? before.persona,
      identity: id,
      channels: channel === undefined ? before.channels : { ...before.channels, [id]: channel },
    }
    setSelection(after)
    writeSelection(after)
  }

  createEffect(() => {
    const rows = identities()
    if (rows === undefined) return
    const successor = rows.find((row) => row.identity === current()?.continues_as)
    if (successor !== undefined) select(successor, successor.identity, untrack(channelId))
    if (rows.some((row) => row.identity === awaited())) setAwaited(undefined)
    if (current() !== undefined || awaited() !== undefined) return
    const remembered = rows.filter((row) => row.persona === selection().persona)
    const first = remembered[0] ?? rows[0]
    if (first !== undefined) select(first, first.identity)
  })

  return {
    identities,
    isFirstVisit: readSelection().identity === undefined,
    failure: identities.error,
    personas,
    persona,
    current,
    channels,
    channelId,
    channel,
    channelName,
    gone,
    may: (capability) => capabilities()?.includes(capability) === true,
    entering,
    enter: setEntering,
    open(identity, channel) {
      const row = identities()?.find((candidate) => candidate.identity === identity)
      if (row === undefined) setAwaited(identity)
      select(row, identity, channel)
      setEntering(undefined)
    },
  }
}
