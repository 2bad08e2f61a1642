/**
 * The one door (I1). Takes verified events into the log of one identity and brings everything that can
 * be shown into the tables, inside a transaction its caller owns. A cascade of unblocking is a queue in
 * the database, drained in chunks: {@link drain} says whether more is left for the next transaction.
 */

import { NOTHING_CHANGED, recomputeStanding } from '../authority/standing.ts'
import { type EpochId, type EventId, idFromBytes, type Timestamp } from '../base/ids.ts'
import type { IngestOutcome, Missing } from '../base/outcome.ts'
import { FORM_HUSK, FORM_WHOLE, KIND_CONTROL, parseEnvelope } from '../crypto/envelope.ts'
import type { Tx } from '../db/database.ts'
import { decodeBody } from '../events/body.ts'
import { type PlacedEntry, takeReady } from '../store/blocked.ts'
import { decline } from '../store/declined.ts'
import { closeGap, isGap, restoreBody } from '../store/husks.ts'
import { isRecorded, type LogEntry, recordedAmong, setEventState, setValid } from '../store/log.ts'
import { settleBodies } from './bodies.ts'
import type { PipelineContext } from './context.ts'
import {
  append,
  type Candidate,
  createEffects,
  type Effects,
  type Evaluation,
  evaluate,
  judge,
  type Signed,
  settle,
  stateColumns,
} from './project.ts'
import { type Verified, withoutBody } from './verify.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** Events unblocked in one transaction, about 30 ms of work. */
export const MAX_DRAINED = 500

/** The origin of what this device authors itself. */
export const LOCAL = 'local'

export interface Ingested {
  readonly event: Verified
  readonly outcome: IngestOutcome
}

export interface IngestResult {
  /** One for each event given, then one for each that had waited outside and came in. */
  readonly outcomes: readonly Ingested[]
  /** The ready queue is not empty: call {@link drain} in another transaction. */
  readonly more: boolean
  /** Replay in this transaction: what was opened by a link's word must be judged anew (I9). */
  readonly disproved: boolean
}

function candidateOf(event: Verified): Candidate {
  const { header } = event.envelope
  return {
    id: event.id,
    author: event.author,
    seq: header.seq,
    created_at: header.created_at,
    envelope: event.envelope,
    typed: event.typed,
  }
}

/** Whether this very event, being valid, makes its own author a member. */
function admitsItsAuthor(evaluation: Evaluation, context: PipelineContext): boolean {
  if (evaluation.state !== 'valid') return false
  const opens = evaluation.module.opens?.(evaluation.event, evaluation.deps as never) ?? []
  return opens.includes(`member:${evaluation.event.author}:${context.me.network_id}`)
}

/** Under a known epoch, whose key may still come, an event has no limit; under unheard-of ones it and its husk have. */
function mayWaitForKey(
  tx: Tx,
  context: PipelineContext,
  event: Verified,
  evaluation: Evaluation,
  origin: string,
): boolean {
  const { epoch_id } = event.envelope.header
  const isUnread =
    evaluation.state === 'husk' || (evaluation.state === 'blocked' && evaluation.missing[0]?.startsWith('key:'))
  if (!isUnread || epoch_id === undefined) return true
  const epoch = idFromBytes<EpochId>(epoch_id)
  return isRecorded(tx.unsafe, tx.identity, epoch) || context.unknownEpochs.admit(origin, epoch)
}

/** Whether more of its author has come than is kept of one. One's own words are kept. */
function isToDecline(tx: Tx, context: PipelineContext, { author, plane, envelope }: Verified, origin: string): boolean {
  if (plane !== 2 || envelope.form === FORM_HUSK || origin === LOCAL || author === context.me.peer_id) return false
  return context.volumes.isBeyond(tx, author, envelope.bytes.length)
}

/** An event that is not recorded yet. */
function admit(
  tx: Tx,
  context: PipelineContext,
  room: WaitingRoom,
  received: Verified,
  origin: string,
  t_ms: Timestamp,
  effects: Effects,
): IngestOutcome {
  const isDeclined = isToDecline(tx, context, received, origin)
  const event = isDeclined ? withoutBody(received) : received
  const candidate = candidateOf(event)
  const evaluation = evaluate(tx, context, candidate)
  if (!context.isMemberOf(tx.safe, event.author, context.me.network_id) && !admitsItsAuthor(evaluation, context)) {
    if (evaluation.state === 'rejected') return { kind: 'dropped', reason: 'not_a_member' }
    const missing: Missing =
      (evaluation.state === 'blocked' ? evaluation.missing.find((one) => one.startsWith('event:')) : undefined) ??
      `member:${event.author}:${context.me.network_id}`
    return room.admit(event, origin, missing) ? { kind: 'waiting' } : { kind: 'dropped', reason: 'waiting_room_full' }
  }
  if (!mayWaitForKey(tx, context, event, evaluation, origin)) return { kind: 'dropped', reason: 'unknown_epochs_full' }
  append(tx, candidate, event.envelope.bytes, t_ms, evaluation)
  if (event.plane === 2 && event.envelope.form === FORM_WHOLE) {
    context.volumes.add(event.author, event.envelope.bytes.length)
  }
  const { id, author, plane, envelope } = event
  const { seq, prev } = envelope.header
  if (context.acts.recorded(tx.safe, { id, author, plane, seq, prev })) effects.control = true
  if (event.author === context.me.peer_id && origin !== LOCAL) context.metItself()
  if (isDeclined) noteDeclined(tx, context, event)
  const outcome = stored(tx, context, event, evaluation, effects)
  return isDeclined ? { kind: 'declined' } : outcome
}

function noteDeclined(tx: Tx, context: PipelineContext, { id, author }: Verified): void {
  decline(tx, id, author)
  context.bodies.declined.add(id)
}

/** The body of a husk that nothing explains is taken from whoever has it; other bodies are here, or gone for good. */
function fill(tx: Tx, context: PipelineContext, event: Verified, origin: string, effects: Effects): IngestOutcome {
  const { id, author, plane, envelope } = event
  if (plane !== 2 || envelope.form === FORM_HUSK || !isGap(tx.unsafe, tx.identity, id)) return { kind: 'known' }
  if (isToDecline(tx, context, event, origin)) {
    closeGap(tx, id)
    noteDeclined(tx, context, event)
    return { kind: 'declined' }
  }
  restoreBody(tx, id, envelope.bytes)
  context.volumes.add(author, envelope.bytes.length)
  context.bodies.closed.push({ author, seq: envelope.header.seq })
  const evaluation = evaluate(tx, context, candidateOf(event))
  const { state, reason, type } = stateColumns(evaluation)
  setEventState(tx, id, state, reason, type)
  return stored(tx, context, event, evaluation, effects)
}

function stored(
  tx: Tx,
  context: PipelineContext,
  { id, plane, envelope }: Verified,
  evaluation: Evaluation,
  effects: Effects,
): IngestOutcome {
  settle(tx, context, id, evaluation, effects)
  if (plane === 2) (envelope.form === FORM_HUSK ? effects.husks : effects.bodies).push(id)
  const { state, reason } = stateColumns(evaluation)
  return reason === '' ? { kind: 'stored', state } : { kind: 'stored', state, reason }
}

/** Takes a batch in: at most a few hundred events, so that a query waits for one batch at most. */
export function ingest(
  tx: Tx,
  context: PipelineContext,
  room: WaitingRoom,
  events: readonly Verified[],
  origin: string,
  t_ms: Timestamp,
): IngestResult {
  const effects = createEffects()
  const outcomes: Ingested[] = []
  const queue: { readonly event: Verified; readonly origin: string }[] = []
  const recorded = new Set<EventId>()
  const enqueue = (arrivals: typeof queue): void => {
    queue.push(...arrivals)
    const ids = arrivals.map(({ event }) => event.id)
    for (const id of recordedAmong(tx.unsafe, tx.identity, ids)) recorded.add(id)
  }
  const callIn = (): void => {
    const called = effects.available.splice(0).flatMap((missing) => room.take(missing))
    if (called.length > 0) enqueue(called)
  }
  enqueue(events.map((event) => ({ event, origin })))
  let more = false
  // What is unblocked may call in who waits outside, and those may unblock more.
  do {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const { event } = next
      const outcome = recorded.has(event.id)
        ? fill(tx, context, event, next.origin, effects)
        : admit(tx, context, room, event, next.origin, t_ms, effects)
      if (outcome.kind === 'stored' || outcome.kind === 'declined') recorded.add(event.id)
      outcomes.push({ event, outcome })
      callIn()
    }
    if (effects.released) more = drainReady(tx, context, effects)
    callIn()
  } while (queue.length > 0)
  conclude(tx, context, effects)
  return { outcomes, more, disproved: effects.disproved }
}

/** One chunk of the ready queue in a transaction of its own; whether more is left. */
export function drain(
  tx: Tx,
  context: PipelineContext,
): Pick<IngestResult, 'more' | 'disproved'> & { readonly available: readonly Missing[] } {
  const effects = createEffects()
  const more = drainReady(tx, context, effects)
  conclude(tx, context, effects)
  return { more, disproved: effects.disproved, available: effects.available }
}

/** What follows from all of a transaction's events together. */
export function conclude(tx: Tx, context: PipelineContext, effects: Effects): void {
  const { acts } = context
  const changes = effects.control ? recomputeStanding(tx, acts.all(tx.safe), acts.strays) : NOTHING_CHANGED
  if (effects.control) acts.folded()
  settleBodies(tx, context, effects, changes)
  context.volumes.flush(tx)
}

/** Takes up to a chunk off the ready queue; whether more is left. What follows from it is its caller's. */
export function drainReady(tx: Tx, context: PipelineContext, effects: Effects): boolean {
  let left = MAX_DRAINED
  const opened: Opened = new Map()
  let entries: readonly PlacedEntry[]
  do {
    entries = takeReady(tx, left)
    for (const entry of entries) reevaluate(tx, context, entry, effects, opened)
    left -= entries.length
  } while (left > 0 && entries.length > 0)
  for (const [type, positions] of opened) setValid(tx, type, positions)
  effects.released = false
  return left === 0
}

/** Content that has become valid, by type. Nothing depends on content, so its rows are marked together, at the end. */
type Opened = Map<string, number[]>

function reevaluate(tx: Tx, context: PipelineContext, entry: PlacedEntry, effects: Effects, opened: Opened): void {
  if (entry.state !== 'blocked') return
  const { event_id: id } = entry
  const read = context.waitingBodies.take(id)
  const evaluation =
    read === undefined ? evaluate(tx, context, candidateFromLog(entry)) : judge(tx, context, signedPartOf(entry), read)
  const { state, reason, type } = stateColumns(evaluation)
  if (evaluation.state === 'valid' && evaluation.module.shape.kind === 'content') {
    const positions = opened.get(type)
    if (positions === undefined) opened.set(type, [entry.position])
    else positions.push(entry.position)
  } else if (state !== 'blocked' || type !== entry.type) setEventState(tx, id, state, reason, type)
  settle(tx, context, id, evaluation, effects)
}

function signedPartOf({ event_id, author, seq, created_at }: LogEntry): Signed {
  return { id: event_id, author, seq, created_at }
}

/** A stored event, its signature having been verified when it was recorded. */
export function candidateFromLog(entry: LogEntry): Candidate {
  const common = signedPartOf(entry)
  if (entry.plane === 0) return { ...common, envelope: undefined, typed: decodeBody(entry.bytes) }
  const envelope = parseEnvelope(entry.bytes)
  if (typeof envelope === 'string') return { ...common, envelope: undefined, typed: undefined }
  const isOpen = envelope.body !== undefined && envelope.header.kind === KIND_CONTROL
  return { ...common, envelope, typed: isOpen ? decodeBody(envelope.body) : undefined }
}
