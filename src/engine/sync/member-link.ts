/**
 * What goes over one open link: both scopes reconciled by their sessions, new events pushed at once,
 * receipts. Sits between a link's sealed messages and the store; knows neither WebRTC nor handshakes.
 *
 * The initiator starts runs: at once, again after an abort or a stall, and as a keep-alive that costs a
 * root while nothing differs. Events received are stored before a session answers, so what an answer
 * lacks is what is missing.
 */

import { type EventId, idFromBytes, type PeerId, type ShortId, type Timestamp } from '../base/ids.ts'
import { FOR_WANT_OF_ROOM, type IngestOutcome } from '../base/outcome.ts'
import { isOver } from '../base/pauses.ts'
import type { LinkRole } from '../base/ports.ts'
import { batchEvents, type MemberMessage, type Scope } from '../transit/messages.ts'
import { createBodyAsker, createBodyPace } from './body-want.ts'
import { claimedItem, sizeOf } from './claimed.ts'
import { createCredit } from './credit.ts'
import { type BytesOf, bodyFrames, outputFrames } from './event-frames.ts'
import { deriveSyncKey } from './key.ts'
import { createLiveIntake } from './live-intake.ts'
import type { OutBudget } from './out-budget.ts'
import { createOutbox } from './outbox.ts'
import { type Output, opensRun, type Progress, Session } from './session.ts'
import type { SyncSet } from './set.ts'
import type { Item } from './window.ts'

/** Between two root checks while nothing differs. */
const KEEP_ALIVE_MS = 60_000
/** Between two runs otherwise: more than the responder asks for, since frames take their time. */
const RETRY_MS = 12_000
/** A run that heard nothing for this long is started again. */
const STALL_MS = 15_000
/** A peer may open one run in this time; more are ignored and charged. */
const MIN_RUN_MS = 10_000
/** A link that brings what is missing here keeps the others waiting, unless it says nothing for this long … */
const BUSY_MS = 5_000
/** … or brings an event less often: what a bad line still does, and a liar who trickles must do. */
const BUSY_EVENT_MS = 50
/** More at once go as bulk, behind the link's room, so that they never delay a message. */
const LIVE_EVENTS = 50
const SCOPES: readonly Scope[] = [0, 1]

export interface MemberLinkHost {
  readonly role: LinkRole
  readonly network: Uint8Array
  /** The device at the other end. */
  readonly peer: PeerId
  /** 32 secret bytes of this link. */
  readonly syncKey: Uint8Array
  now(): Timestamp
  set(scope: Scope): SyncSet
  /** Takes events in; one outcome each, once they are durable. Rejects when none of them is. */
  receive(events: readonly Uint8Array[], t_ms: Timestamp): Promise<readonly IngestOutcome[]>
  /** Whether it is kept outside the set for now. */
  isWaiting(id: EventId): boolean
  readonly bytesOf: BytesOf
  /** Husks whose bodies are wanted, in the order of their ids. */
  gapsAfter(after: string, limit: number): readonly EventId[]
  /** Whether it was well made. */
  statement(bytes: Uint8Array): boolean
  /** What came over this link about new events, for the push tree. */
  readonly push: {
    received(ids: readonly EventId[]): void
    announced(ids: readonly ShortId[], t_ms: Timestamp): void
    grafted(ids: readonly ShortId[]): void
    pruned(): void
  }
  /** Whether another link is bringing what is missing here: asked of two at once, all of it would come twice. */
  isFilledElsewhere(scope: Scope, t_ms: Timestamp): boolean
  send(message: MemberMessage): void
  /** Whether bulk may be handed to the link now. */
  hasRoom(): boolean
  /** What the device at the other end may still be given today. */
  readonly budget: OutBudget
  /** Something received was bad. */
  charge(): void
  /** Progress or state changed. */
  changed(): void
  /** Events are on their way into the store. */
  progressed(): void
}

export interface MemberLink {
  start(t_ms: Timestamp): void
  message(message: MemberMessage, t_ms: Timestamp): void
  /** New events, whole. */
  deliver(events: readonly Uint8Array[]): void
  /** Much was stored that did not come over this link: to be compared soon. */
  compare(): void
  /** There are new gaps: ask here too. */
  wantBodies(): void
  /** The link has room again. */
  pump(): void
  tick(t_ms: Timestamp): void
  /** Whether what is missing here comes over this link, or has been asked for by who has nothing yet. */
  filling(scope: Scope, t_ms: Timestamp): 'coming' | 'asked' | 'not'
  readonly progress: Progress
  /** Both scopes were equal when last compared, and nothing is known to be missing here since. */
  readonly isComplete: boolean
  /** Scope 0 alone: both know the same control events. */
  readonly isControlSynced: boolean
  /** When the latest completed comparison of scope 0 began; 0 before the first. */
  readonly controlSyncedSince: number
  idle(): Promise<void>
  close(): void
}

interface Side {
  readonly scope: Scope
  readonly session: Session
  startedAt: number
  heardAt: number
  /** Events of this scope on their way through ingest. */
  pending: Promise<unknown>
  wasSynced: boolean
  /** A flight of the peer is complete and not yet answered. */
  isDue: boolean
  /** When the run that last ended in step began. */
  syncedSince: number
}

export function createMemberLink(host: MemberLinkHost): MemberLink {
  const key = deriveSyncKey(host.syncKey)
  const isWaiting = ({ id }: Item): boolean => host.isWaiting(idFromBytes<EventId>(id))
  const sides = SCOPES.map(
    (scope): Side => ({
      scope,
      session: new Session({ scope, role: host.role, key, set: host.set(scope), isWaiting }),
      startedAt: 0,
      heardAt: 0,
      pending: Promise.resolve(),
      wasSynced: false,
      isDue: false,
      syncedSince: 0,
    }),
  )
  const credit = createCredit()
  const sendBulk = (message: MemberMessage): void => {
    if (message.kind === 'events') credit.spent(sizeOf(message.events))
    host.budget.spend(bulkBytes(message), host.now())
    host.send(message)
  }
  const outbox = createOutbox(sendBulk, () => credit.isLeft && host.hasRoom() && host.budget.isLeft(host.now()))
  const asker = createBodyAsker(host.gapsAfter)
  const mayAnswer = createBodyPace()
  /** Bodies asked for are on their way out, or wait for room. */
  let isAnsweringBodies = false
  let isClosed = false
  /** One side stored much that the other may lack. */
  let isStale = false
  let toldStaleAt = 0
  const live = createLiveIntake({
    network: host.network,
    peer: host.peer,
    receive: host.receive,
    received: host.push.received,
    charge: host.charge,
    leftOut: () => {
      isStale = true
    },
  })
  /** What watchers were told is to come: silence ends it without an event. */
  let toldToCome = 0

  const sideOf = (scope: Scope): Side => sides[scope] as Side

  function* bodyAnswer(ids: readonly EventId[]): Generator<MemberMessage> {
    yield* bodyFrames(host.bytesOf, ids)
    isAnsweringBodies = false
  }

  const act = (side: Side, output: Output): void => {
    if (isClosed) return
    if (output.messages.length > 0 || output.eventCount > 0 || output.end !== undefined) {
      outbox.addOfRun(side.scope, outputFrames(host.bytesOf, side.scope, output))
    }
    if (output.drain) {
      side.pending = side.pending.then(() => {
        side.isDue = true
        answer(side)
      })
    }
    if (side.session.state === 'synced') {
      side.wasSynced = true
      side.syncedSince = side.startedAt
    }
    host.changed()
  }

  /** The sets are compared over one link at a time while something large is missing here. */
  const answer = (side: Side): void => {
    if (isClosed || !side.isDue || host.isFilledElsewhere(side.scope, host.now())) return
    side.isDue = false
    act(side, side.session.ingested())
  }

  const begin = (side: Side, t_ms: number): void => {
    side.startedAt = t_ms
    side.heardAt = t_ms
    act(side, side.session.start())
  }

  /** In step but for what found no room here when it came. */
  const isShort = ({ session }: Side): boolean => session.state === 'synced' && session.isBehind

  const beginDue = (t_ms: Timestamp): void => {
    const wasStale = isStale
    for (const side of sides) {
      const { state } = side.session
      const since = t_ms - side.startedAt
      const isStalled = state === 'running' && outbox.isEmpty && t_ms - side.heardAt > STALL_MS
      const pause_ms = state === 'aborted' || wasStale || isShort(side) ? RETRY_MS : KEEP_ALIVE_MS
      if (host.isFilledElsewhere(side.scope, t_ms)) continue
      if (isStalled || (state !== 'running' && since > pause_ms)) {
        isStale = false
        begin(side, t_ms)
      }
    }
  }

  const settleOutcome = (side: Side, bytes: Uint8Array, outcome: IngestOutcome): void => {
    if (outcome.kind !== 'waiting' && outcome.kind !== 'dropped') return
    const item = claimedItem(host.network, bytes)
    if (outcome.kind === 'dropped' && !FOR_WANT_OF_ROOM.has(outcome.reason)) {
      host.charge()
      act(side, side.session.dropped(item))
      return
    }
    if (item !== undefined) side.session.held(item)
  }

  const settle = (size: number): void => {
    const bytes = credit.settled(size)
    if (bytes > 0) host.send({ kind: 'credit', bytes })
  }

  const takeEvents = (side: Side, events: readonly Uint8Array[], t_ms: Timestamp): void => {
    const size = sizeOf(events)
    if (!credit.arrived(size)) {
      host.charge() // more than was ever granted
      return
    }
    side.session.arrived(events.length)
    const stored = (outcomes: readonly IngestOutcome[]): void => {
      if (isClosed) return
      settle(size)
      for (const [i, outcome] of outcomes.entries()) settleOutcome(side, events[i] as Uint8Array, outcome)
    }
    // For want of room on disk, say. Of what follows in this run nothing would be better off.
    const notStored = (): void => {
      if (isClosed) return
      settle(size)
      act(side, side.session.abort('dropped'))
    }
    const taken = host.receive(events, t_ms).then(stored, notStored)
    side.pending = both(side.pending, taken)
    host.progressed()
  }

  const takeSync = (side: Side, bytes: Uint8Array, t_ms: Timestamp): void => {
    if (opensRun(bytes) && side.startedAt !== 0 && !isOver(side.startedAt, MIN_RUN_MS, t_ms)) {
      host.charge()
      return
    }
    if (opensRun(bytes)) {
      side.startedAt = t_ms
      outbox.dropRun(side.scope)
    }
    const before = side.session.state
    const output = side.session.receive(bytes)
    if (before === 'running' && side.session.state === 'aborted') outbox.dropRun(side.scope) // nobody waits for the rest of it
    act(side, output)
  }

  const progress = (): Progress => {
    const isHeard = ({ heardAt }: Side) => host.now() - heardAt <= STALL_MS // who has fallen silent promises nothing
    return {
      received: sides.reduce((sum, { session }) => sum + session.progress.received, 0),
      toCome: sides.filter(isHeard).reduce((sum, { session }) => sum + session.progress.toCome, 0),
    }
  }

  return {
    start(t_ms) {
      for (const side of sides) {
        side.heardAt = t_ms
        if (host.role === 'initiator' && !host.isFilledElsewhere(side.scope, t_ms)) begin(side, t_ms)
      }
    },
    message(message, t_ms) {
      switch (message.kind) {
        case 'live':
          return live.take(message.events, t_ms)
        case 'ihave':
          if (message.ids.length > 0) return host.push.announced(message.ids, t_ms)
          isStale = true // for the responder it changes nothing: it has no run to begin
          return
        case 'graft':
          return host.push.grafted(message.ids)
        case 'prune':
          return host.push.pruned()
        case 'credit':
          credit.granted(message.bytes)
          return outbox.pump()
        case 'have':
          if (!host.statement(message.statement)) host.charge()
          return
        case 'body_want':
          if (isAnsweringBodies || !mayAnswer(t_ms)) return
          isAnsweringBodies = true
          return outbox.add(1, bodyAnswer(message.ids))
        case 'sync':
          sideOf(message.scope).heardAt = t_ms
          return takeSync(sideOf(message.scope), message.bytes, t_ms)
        case 'events':
          sideOf(message.scope).heardAt = t_ms
          return takeEvents(sideOf(message.scope), message.events, t_ms)
      }
    },
    deliver(events) {
      const frames = batchEvents(events).map((batch): MemberMessage => ({ kind: 'live', events: batch }))
      if (events.length > LIVE_EVENTS) outbox.add(1, frames)
      else frames.forEach(host.send)
    },
    compare() {
      isStale = true
    },
    wantBodies: () => asker.restart(),
    pump: () => outbox.pump(),
    tick(t_ms) {
      outbox.pump()
      live.tick(t_ms)
      for (const side of sides) answer(side)
      const { toCome } = progress()
      if (toCome !== toldToCome) host.changed()
      toldToCome = toCome
      const wanted = asker.due(t_ms)
      if (wanted.length > 0) host.send({ kind: 'body_want', ids: wanted })
      if (host.role === 'initiator') return beginDue(t_ms)
      if ((isStale || sides.some(isShort)) && t_ms - toldStaleAt > RETRY_MS) {
        isStale = false
        toldStaleAt = t_ms
        host.send({ kind: 'ihave', ids: [] })
      }
    },
    filling(scope, t_ms) {
      const { session, startedAt, heardAt } = sideOf(scope)
      const patience_ms = BUSY_MS + BUSY_EVENT_MS * session.progress.received
      if (session.state !== 'running' || t_ms - heardAt > BUSY_MS || t_ms - startedAt > patience_ms) return 'not'
      if (session.progress.toCome > 0) return 'coming'
      return host.set(scope).size === 0 ? 'asked' : 'not'
    },
    get progress() {
      return progress()
    },
    get isComplete() {
      return sides.every(({ wasSynced, session }) => wasSynced && session.state !== 'aborted' && !session.isBehind)
    },
    get isControlSynced() {
      return sideOf(0).wasSynced
    },
    get controlSyncedSince() {
      return sideOf(0).syncedSince
    },
    async idle() {
      await Promise.all([live.idle(), ...sides.map((side) => side.pending)])
    },
    close() {
      isClosed = true
      live.close()
      for (const side of sides) side.session.close()
    },
  }
}

/** Does not hold on to what either resolved with: these chains are as long as the life of a link. */
async function both(one: Promise<unknown>, other: Promise<unknown>): Promise<void> {
  await Promise.all([one, other])
}

function bulkBytes(message: MemberMessage): number {
  if (message.kind === 'sync') return message.bytes.length
  return message.kind === 'events' || message.kind === 'live' ? sizeOf(message.events) : 0
}
