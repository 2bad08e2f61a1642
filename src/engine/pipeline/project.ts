/**
 * Stage 2 for one event: open → deps → validate → insert → derive → release what waited. Local creation,
 * receipt, unblocking and replay all come through here (I1), each inside its own transaction.
 *
 * The result is a pure function of the event and its named dependencies, so the order of arrival can
 * only change when it is computed, never what it is (I2, I3).
 */

import { asTimestamp, type EpochId, type EventId, idFromBytes, type PeerId } from '../base/ids.ts'
import type { EventState, Missing, RejectReason } from '../base/outcome.ts'
import { encodeCanonical } from '../crypto/cbor.ts'
import { type Envelope, FORM_HUSK, isSealedKind, KIND_CONTENT, KIND_CONTROL, KIND_STATE } from '../crypto/envelope.ts'
import { domainHash } from '../crypto/hash.ts'
import type { Tx } from '../db/database.ts'
import { bodyValue, parseBody, type TypedBody } from '../events/body.ts'
import type { EventModule, LocalDraft } from '../events/event-module.ts'
import type { EventKind, EventOf, Shape } from '../events/fields.ts'
import { block, release as releaseBlocked } from '../store/blocked.ts'
import { appendToLog, isRecorded } from '../store/log.ts'
import { vouch } from '../store/tables.ts'
import type { PipelineContext } from './context.ts'
import { dependencyOf, openSealed, remember, resolveDependencies } from './deps.ts'
import type { ReadBody } from './waiting-bodies.ts'

/** What a header says, and the id. */
export interface Signed {
  readonly id: EventId
  readonly author: PeerId
  readonly seq: number
  readonly created_at: number
}

/** One event about to be evaluated, from bytes just verified, a local draft, or the log. */
export interface Candidate extends Signed {
  /** Absent for local-only events. */
  readonly envelope: Envelope | undefined
  /** Absent while sealed. */
  readonly typed: TypedBody | undefined
}

export type Evaluation =
  | { readonly state: 'valid'; readonly module: EventModule; readonly event: EventOf<Shape>; readonly deps: object }
  | {
      readonly state: 'blocked'
      readonly type: string
      readonly missing: readonly Missing[]
      /** Absent while sealed. */
      readonly read?: ReadBody
    }
  | { readonly state: 'rejected'; readonly type: string; readonly reason: RejectReason }
  | { readonly state: 'unsupported'; readonly type: string }
  | { readonly state: 'husk'; readonly type: '' }

const KIND_NUMBER: Readonly<Record<Exclude<EventKind, 'local'>, number>> = {
  control: KIND_CONTROL,
  content: KIND_CONTENT,
  state: KIND_STATE,
}
const KNOWN_KINDS: ReadonlySet<number> = new Set(Object.values(KIND_NUMBER))

/** By origin: what has an envelope came over the wire's grammar, which has no local-only types (I12). */
function isKindRight(kind: EventKind, envelope: Envelope | undefined): boolean {
  if (kind === 'local' || envelope === undefined) return kind === 'local' && envelope === undefined
  return KIND_NUMBER[kind] === envelope.header.kind
}

/** Opens, decodes and parses: what the bytes say, whatever else is here. A verdict where they say nothing to judge. */
function readBody(tx: Tx, context: PipelineContext, candidate: Candidate): ReadBody | Evaluation {
  const { envelope } = candidate
  if (envelope?.form === FORM_HUSK) return { state: 'husk', type: '' }
  if (envelope !== undefined && !KNOWN_KINDS.has(envelope.header.kind)) return { state: 'unsupported', type: '' }
  const isSealed = envelope !== undefined && isSealedKind(envelope.header.kind)
  let typed = candidate.typed
  let epoch: ReadBody['epoch']
  let isFact = envelope !== undefined
  if (isSealed) {
    const opened = openSealed(tx, context, envelope)
    if (!opened.ok) {
      return 'missing' in opened
        ? { state: 'blocked', type: '', missing: [opened.missing] }
        : { state: 'rejected', type: '', reason: opened.reason }
    }
    typed = opened.typed
    epoch = opened.epoch
    isFact = !opened.isVouched
  }
  if (typed === undefined) return { state: 'rejected', type: '', reason: 'plaintext_malformed' }

  const module = context.registry.get(typed.type)
  if (module === undefined || module.shape.version !== typed.version) return { state: 'unsupported', type: typed.type }
  const { type } = module.shape
  if (!isKindRight(module.shape.kind, envelope)) return { state: 'rejected', type, reason: 'wrong_plane' }
  const parsed = parseBody(module.shape, typed)
  if (typeof parsed === 'string') return { state: 'rejected', type, reason: 'plaintext_malformed' }
  return { module, body: parsed.body, epoch, keptBytes: isFact ? envelope?.header.body_len : undefined }
}

/** The verdict on one event. Reads its dependencies, writes nothing. */
export function evaluate(tx: Tx, context: PipelineContext, candidate: Candidate): Evaluation {
  const read = readBody(tx, context, candidate)
  return 'state' in read ? read : judge(tx, context, candidate, read)
}

/** {@link evaluate} of what has been read before. */
export function judge(tx: Tx, context: PipelineContext, signed: Signed, read: ReadBody): Evaluation {
  const { module, body, epoch } = read
  const { type } = module.shape
  if (epoch !== undefined && !context.isMemberOf(tx.safe, signed.author, epoch.group_id)) {
    return { state: 'blocked', type, missing: context.awaitedFor(tx.safe, signed.author, epoch.group_id), read }
  }
  const resolved = resolveDependencies(tx, context, module.shape, body)
  if (!resolved.ok) {
    return 'missing' in resolved
      ? { state: 'blocked', type, missing: [resolved.missing], read }
      : { state: 'rejected', type, reason: resolved.reason }
  }
  const event: EventOf<Shape> = {
    type,
    id: signed.id,
    author: signed.author,
    seq: signed.seq,
    created_at: asTimestamp(signed.created_at),
    network_id: context.me.network_id,
    epoch_id: epoch?.epoch_id,
    group_id: epoch?.group_id,
    body,
  }
  const deps = resolved.deps as never
  const verdict = module.validate(event, deps)
  return verdict.ok ? { state: 'valid', module, event, deps } : { state: 'rejected', type, reason: verdict.reason }
}

export interface Effects {
  /** The authority fold must run before the transaction ends. */
  control: boolean
  /** Something was moved to the ready queue. */
  released: boolean
  /** A link's word about a key turned out false: what was opened on it must be judged anew, by replay. */
  disproved: boolean
  /** What became available, for events that wait outside the log. */
  readonly available: Missing[]
  /** Content that came whole, and content that came as a husk. */
  readonly bodies: EventId[]
  readonly husks: EventId[]
  /** What a new claim wants erased. */
  readonly targets: EventId[]
  /** Who became a member of something: a device or a person. */
  readonly members: Set<string>
}

export function createEffects(): Effects {
  return {
    control: false,
    released: false,
    disproved: false,
    available: [],
    bodies: [],
    husks: [],
    targets: [],
    members: new Set(),
  }
}

/** Everything that waited for this may look again. */
function release(tx: Tx, missing: Missing, effects: Effects): void {
  if (releaseBlocked(tx, missing) > 0) effects.released = true
  effects.available.push(missing)
  if (missing.startsWith('member:')) effects.members.add(missing.split(':')[1] ?? '')
}

/**
 * Acts on a verdict. A rejected event releases what waited for it too: those are rejected in turn, as
 * they would have been had they come later.
 */
export function settle(tx: Tx, context: PipelineContext, id: EventId, evaluation: Evaluation, effects: Effects): void {
  if (evaluation.state === 'blocked') {
    block(tx, id, evaluation.missing)
    if (evaluation.read !== undefined) context.waitingBodies.keep(id, evaluation.read)
  }
  if (evaluation.state === 'rejected') release(tx, `event:${id}`, effects)
  if (evaluation.state === 'valid') apply(tx, context, evaluation, effects)
}

/** Writes what a valid event means, and releases what waited for it. */
function apply(
  tx: Tx,
  context: PipelineContext,
  evaluation: Extract<Evaluation, { state: 'valid' }>,
  effects: Effects,
): void {
  const { module, event } = evaluation
  const deps = evaluation.deps as never
  for (const row of module.project(event, deps)) tx.insert(row)
  if (module.shape.kind !== 'content') remember(context, dependencyOf(event))

  const power = module.power?.(event, deps)
  if (power !== undefined) {
    context.acts.add(tx, { event_id: event.id, author: event.author, created_at: event.created_at, power })
    effects.control = true
  }
  effects.targets.push(...(module.erases?.(event) ?? []))
  const opened: Missing[] = [`event:${event.id}`, ...(module.opens?.(event, deps) ?? [])]
  for (const { id } of module.vouches?.(event.body) ?? []) {
    tx.insert(vouch.row({ event_id: event.id, target_id: id }))
    opened.push(`event:${id}`)
  }
  // Content is never a dependency: nothing waits for it, so nothing needs to be looked up.
  if (module.shape.kind === 'content') return
  for (const missing of opened) release(tx, missing, effects)
  if (opened.includes(`key:${event.id}`) && context.isDisproved(tx.safe, event.id as EpochId)) effects.disproved = true
  for (const draft of module.derive?.(event, deps, context.secrets(tx.safe)) ?? []) {
    recordLocal(tx, context, draft, event.created_at, effects)
  }
}

/** Local ids contain no time: the same fact learnt twice is one event. */
export function localEventId(bytes: Uint8Array): EventId {
  return idFromBytes<EventId>(domainHash('local', undefined, bytes))
}

/** Records a local-only event through the same door; its id. */
export function recordLocal(
  tx: Tx,
  context: PipelineContext,
  draft: LocalDraft,
  t_ms: number,
  effects: Effects,
): EventId {
  const bytes = encodeCanonical(bodyValue(draft.shape, draft.body))
  const id = localEventId(bytes)
  if (isRecorded(tx.unsafe, tx.identity, id)) return id
  const typed: TypedBody = parseLocal(draft)
  const candidate: Candidate = { id, author: context.me.peer_id, seq: 0, created_at: t_ms, envelope: undefined, typed }
  const evaluation = evaluate(tx, context, candidate)
  append(tx, candidate, bytes, t_ms, evaluation)
  if (evaluation.state === 'valid') apply(tx, context, evaluation, effects)
  return id
}

function parseLocal(draft: LocalDraft): TypedBody {
  const [, , ...values] = bodyValue(draft.shape, draft.body) as readonly never[]
  return { type: draft.shape.type, version: draft.shape.version, values }
}

/** The log's row for a candidate and what became of it. */
export function append(tx: Tx, candidate: Candidate, bytes: Uint8Array, t_ms: number, evaluation: Evaluation): void {
  const { envelope } = candidate
  const kind = envelope?.header.kind ?? 0
  appendToLog(tx, {
    event_id: candidate.id,
    recorded_at: t_ms,
    plane: envelope === undefined ? 0 : kind === KIND_CONTENT ? 2 : 1,
    kind,
    author: candidate.author,
    seq: candidate.seq,
    created_at: candidate.created_at,
    form: envelope?.form ?? 1,
    bytes,
    ...stateColumns(evaluation),
  })
}

export function stateColumns(evaluation: Evaluation): { state: EventState; reason: RejectReason | ''; type: string } {
  if (evaluation.state === 'valid') return { state: 'valid', reason: '', type: evaluation.module.shape.type }
  const reason = evaluation.state === 'rejected' ? evaluation.reason : ''
  return { state: evaluation.state, reason, type: evaluation.type }
}
