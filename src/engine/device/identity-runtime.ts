/**
 * What a running engine holds of one identity: its pipeline context, its waiting room, its sync sets,
 * and counters of what came of received bytes.
 */

import { idBytes } from '../base/ids.ts'
import type { Limits } from '../base/limits.ts'
import type { Log } from '../base/log.ts'
import type { IngestOutcome } from '../base/outcome.ts'
import type { Random } from '../base/ports.ts'
import type { UnsafeDb } from '../db/database.ts'
import type { Me, Registry } from '../events/event-module.ts'
import type { BodyChanges } from '../pipeline/body-changes.ts'
import { createContext, type PipelineContext } from '../pipeline/context.ts'
import type { Verified } from '../pipeline/verify.ts'
import { createWaitingRoom, type WaitingRoom } from '../pipeline/waiting-room.ts'
import { unheldPlaces } from '../store/husks.ts'
import { type ChainPlace, contentChains, setItems } from '../store/log.ts'
import { ChainRanges } from '../sync/chain-ranges.ts'
import { SyncSet } from '../sync/set.ts'

export interface IdentityRuntime {
  readonly me: Me
  readonly context: PipelineContext
  readonly room: WaitingRoom
  readonly counters: Map<string, number>
  /** The ready queue may hold events: left by a chunk, or by a process that died. */
  needsDrain: boolean
  /** The stored set of a scope: 0 is control and sealed state, 1 is content. Read from the log once. */
  set(scope: 0 | 1): SyncSet
  /** Which content is held, by author: what a receipt says. Read from the log once. */
  ranges(): ChainRanges
  /** Committed events join the sets, and what is held of them the ranges. */
  stored(events: readonly Verified[], bodies: BodyChanges): void
  count(name: string, by?: number): void
}

export function createIdentityRuntime(
  db: Pick<UnsafeDb, 'all'>,
  me: Me,
  registry: Registry,
  random: Random,
  log: Log,
  limits?: Limits,
): IdentityRuntime {
  const sets: (SyncSet | undefined)[] = []
  const counters = new Map<string, number>()
  let ranges: ChainRanges | undefined

  const loadRanges = (): ChainRanges => {
    const loaded = new ChainRanges()
    const unheld = new Set(unheldPlaces(db, me.identity).map(placeName))
    for (const place of contentChains(db, me.identity)) {
      if (!unheld.has(placeName(place))) loaded.add(place.author, place.seq)
    }
    ranges = loaded
    return loaded
  }

  const load = (scope: 0 | 1): SyncSet => {
    const set = new SyncSet()
    const items = setItems(db, me.identity, scope === 0 ? 1 : 2).map((item) => ({
      created_at: item.created_at,
      id: idBytes(item.event_id),
    }))
    for (const item of items.sort((a, b) => a.created_at - b.created_at)) set.insert(item)
    sets[scope] = set
    return set
  }

  return {
    me,
    context: createContext(me, registry, random, log, limits),
    room: createWaitingRoom(),
    counters,
    needsDrain: false,
    set: (scope) => sets[scope] ?? load(scope),
    ranges: () => ranges ?? loadRanges(),
    stored(events, { opened, declined, closed }) {
      const reopened = new Set(opened)
      for (const { id, author, plane, envelope } of events) {
        const { created_at, seq } = envelope.header
        sets[plane === 2 ? 1 : 0]?.insert({ created_at, id: idBytes(id) })
        if (plane === 2 && !reopened.delete(id) && !declined.has(id)) ranges?.add(author, seq)
      }
      for (const { author, seq } of closed) ranges?.add(author, seq)
      if (reopened.size > 0) ranges = undefined // what was held is a gap now
    },
    count(name, by = 1) {
      counters.set(name, (counters.get(name) ?? 0) + by)
    },
  }
}

const placeName = ({ author, seq }: ChainPlace): string => `${author} ${seq}`

/** The counter an outcome is counted under, for diagnostics. */
export function outcomeName(outcome: IngestOutcome): string {
  if (outcome.kind === 'dropped') return `dropped.${outcome.reason}`
  if (outcome.kind !== 'stored') return outcome.kind
  return outcome.reason === undefined ? `stored.${outcome.state}` : `rejected.${outcome.reason}`
}
