/**
 * Reconciliation of one set over one link: a state machine, bytes in, bytes and items to send out.
 *
 * A session lives as long as its link. The initiator starts runs; within a run the two ends take turns, and
 * a turn is a *flight*: records, then the events that answer the other's records, then a last part that
 * says the flight is complete. The answer is made after the events received have been stored, so both ends
 * speak of sets that only lack what is still missing. A run begins with the root, ends when both have seen
 * equal roots, and survives inserts from elsewhere at any moment.
 *
 * Owns whose turn it is and the limits of a run. Never fetches an event, never reads a clock, keeps nothing
 * beyond the link. Runs per time and bytes out per day are limited by the caller (see {@link opensRun}).
 */

import { assert } from '../base/errors.ts'
import type { LinkRole } from '../base/ports.ts'
import { type Answer, answer } from './answer.ts'
import { FILTER_SHAPE, type FilterShape, type FlightPlace } from './bloom.ts'
import { CHASKEY_KEY_BYTES } from './chaskey.ts'
import { Description } from './describe.ts'
import { NOTHING, type Root, sameRoot } from './fingerprint.ts'
import { type AbortReason, decodeMessage, encodeAbort, encodeFlight, type Flight } from './messages.ts'
import { Outgoing } from './outgoing.ts'
import { type Content, Inbox, NO_CONTENT, partsOf } from './parts.ts'
import type { SyncSet } from './set.ts'
import { View } from './view.ts'
import { type Item, WHOLE } from './window.ts'

export const MAX_FLIGHTS = 24
export const MAX_DROPPED = 16
/** A run sends at most twice the set, and this. */
const SEND_ALLOWANCE = 1024
/** So many events a peer may announce on its word; beyond that, so many times what it has brought in this run. */
export const MAX_UNPROVEN = 1_000
const PROVEN_FACTOR = 15

export type SessionState = 'idle' | 'running' | 'synced' | 'aborted'

/** What to do next, in this order. */
export interface Output {
  /** Send these now. */
  readonly messages: readonly Uint8Array[]
  /** Then the events of these items, in this order: a snapshot, which later inserts do not change. */
  readonly events: Iterable<Item>
  readonly eventCount: number
  /** Then this. */
  readonly end?: Uint8Array
  /** A flight is complete: call `ingested` once all that came before it has been stored. */
  readonly drain: boolean
}

export interface Progress {
  /** Events that arrived in this run, as told by `arrived`. */
  readonly received: number
  /**
   * How many more are to come: announced by the peer, or the difference of the counts. Both are its word alone, so
   * it is believed 1,000 and fifteen times what it has brought, and not even the 1,000 if its last run broke off.
   */
  readonly toCome: number
}

export interface SessionOptions {
  /** 0 is sent oldest first, others newest first. */
  readonly scope: number
  readonly role: LinkRole
  /** 16 bytes, see `deriveSyncKey`. The same at both ends, fresh for each link. */
  readonly key: Uint8Array
  /** Shared with the store, which inserts whatever it commits. */
  readonly set: SyncSet
  /** Whether what is {@link Session.held} still waits; without it, all of it does. */
  readonly isWaiting?: (item: Item) => boolean
  /** Both ends must use the same one. */
  readonly shape?: FilterShape
}

const NOTHING_TO_DO: Output = { messages: [], events: [], eventCount: 0, drain: false }
const NOTHING_TO_SAY: Answer = { ...NO_CONTENT, events: new Outgoing() }

export class Session {
  readonly #scope: number
  readonly #role: LinkRole
  readonly #key: Uint8Array
  readonly #shape: FilterShape
  readonly #set: SyncSet
  readonly #isWaiting: (item: Item) => boolean
  #view: View | undefined
  #state: SessionState = 'idle'
  #abortedFor: AbortReason | undefined
  #run = 0
  /** Number of the flight that the peer sends next. */
  #expected = 0
  #inbox = new Inbox()
  /** The root in my latest flight. */
  #toldRoot: Root | undefined
  #sent = 0
  #dropped = 0
  /** What counts as had, and is offered again once it waits no longer. */
  #held: Item[] = []
  /** Some of that was lost in a run before this one, and has not been compared since. */
  #isShort = false
  #received = 0
  #announced = 0
  #peerCount = 0
  /** The run before this one did not end in step: what was announced then did not come. */
  #isDoubted = false
  /** Of the set, when the run began. */
  #sizeBefore = 0

  constructor(options: SessionOptions) {
    assert(options.key.length === CHASKEY_KEY_BYTES, 'a sync key is 16 bytes')
    this.#scope = options.scope
    this.#role = options.role
    this.#key = options.key
    this.#set = options.set
    this.#isWaiting = options.isWaiting ?? (() => true)
    this.#shape = options.shape ?? FILTER_SHAPE
  }

  get state(): SessionState {
    return this.#state
  }

  /** Why the latest run was aborted, by either end. */
  get abortedFor(): AbortReason | undefined {
    return this.#abortedFor
  }

  get progress(): Progress {
    const brought = Math.min(this.#received, this.#set.size - this.#sizeBefore) // what was here already proves nothing
    const believed = (this.#isDoubted ? 0 : MAX_UNPROVEN) + PROVEN_FACTOR * brought
    return { received: this.#received, toCome: Math.min(this.#claimed(), believed) }
  }

  /** Whether the peer says that there is something that is not here, or has brought what found no room. */
  get isBehind(): boolean {
    return this.#claimed() > 0 || this.#isShort || this.#held.some((item) => this.#isLost(item))
  }

  /**
   * Begins a run, abandoning one in progress. After a run that ended in `synced` it tells the root alone,
   * else it describes the newest items as well. For the initiator only. @throws InvariantError
   */
  start(): Output {
    assert(this.#role === 'initiator', 'the initiator starts runs')
    const wasSynced = this.#state === 'synced'
    this.#begin(this.#run + 1)
    this.#expected = 1
    return this.#fly(0, wasSynced ? NOTHING_TO_SAY : this.#opening(0), true)
  }

  /** @param message kept until its flight has been answered. Hostile bytes abort the run, nothing throws */
  receive(message: Uint8Array): Output {
    const decoded = decodeMessage(message, this.#shape)
    if (!decoded.ok)
      return this.abort(decoded.fault === 'malformed' || decoded.fault === 'unknown_tag' ? 'malformed' : 'limit')
    if (decoded.message.scope !== this.#scope) return this.abort('malformed')
    if (decoded.message.kind === 'flight') return this.#receiveFlight(decoded.message, message.length)
    if (decoded.message.run === this.#run && this.#state === 'running') this.#stop('aborted', decoded.message.reason)
    return NOTHING_TO_DO
  }

  /** Everything received before the last `drain` has been stored, held or dropped: the answer. */
  ingested(): Output {
    const inbox = this.#inbox
    if (this.#state !== 'running' || !inbox.isComplete) return NOTHING_TO_DO
    const flight = this.#expected + 1
    const view = this.#settledView()
    const root = view.root()
    this.#inbox = new Inbox()
    this.#expected = flight + 1
    this.#announced = 0
    if (inbox.root !== undefined && sameRoot(root, inbox.root)) {
      const peerKnows = this.#toldRoot !== undefined && sameRoot(root, this.#toldRoot)
      const output = peerKnows ? NOTHING_TO_DO : this.#fly(flight, NOTHING_TO_SAY, true)
      if (this.#state === 'running') this.#stop('synced')
      return output
    }
    const reply = this.#reply(view, inbox, flight)
    this.#sent += reply.events.size
    if (this.#sent > 2 * this.#set.size + SEND_ALLOWANCE) return this.abort('asked_too_much')
    // Whoever has nothing left to describe tells the root, so that the other can agree.
    return this.#fly(flight, reply, !describes(reply) || !describes(inbox.content()))
  }

  /** Events of this session arrived, stored or not yet: for {@link progress}. */
  arrived(count: number): void {
    this.#received += count
    this.#announced = Math.max(0, this.#announced - count)
  }

  /** An event of the peer is outside the set: it counts as had for the rest of this run, and after it while it waits. */
  held(item: Item): void {
    if (this.#state === 'running' && this.#settledView().hold(item)) this.#held.push(item)
  }

  /**
   * An event of the peer was dropped: it counts as had while the link lasts, and 16 of them end the run.
   * @param item where the bytes at least told what they claimed to be
   */
  dropped(item?: Item): Output {
    if (this.#state !== 'running') return NOTHING_TO_DO
    if (item !== undefined) this.#settledView().hold(item)
    this.#dropped++
    return this.#dropped < MAX_DROPPED ? NOTHING_TO_DO : this.abort('dropped')
  }

  /** Ends the run and tells the peer. */
  abort(reason: AbortReason): Output {
    if (this.#state !== 'running') return NOTHING_TO_DO
    this.#stop('aborted', reason)
    return { ...NOTHING_TO_DO, messages: [encodeAbort({ scope: this.#scope, run: this.#run, reason })] }
  }

  /** The link is gone: the set is no longer observed. */
  close(): void {
    this.#view?.close()
    this.#view = undefined
    if (this.#state === 'running') this.#stop('aborted', 'closed')
  }

  #isLost(item: Item): boolean {
    return !this.#isWaiting(item) && !this.#set.has(item)
  }

  #claimed(): number {
    if (this.#state !== 'running') return 0
    return Math.max(0, this.#announced, this.#peerCount - this.#set.size)
  }

  #receiveFlight(message: Flight, bytes: number): Output {
    if (message.run < this.#run) return NOTHING_TO_DO // of an earlier run: late or repeated
    if (message.run > this.#run) {
      if (this.#role !== 'responder' || message.flight !== 0 || message.part !== 0) return this.abort('out_of_turn')
      this.#begin(message.run)
      this.#expected = 0
    }
    if (this.#state === 'aborted') return NOTHING_TO_DO
    if (message.flight < this.#expected) return NOTHING_TO_DO // a repeated frame
    if (message.flight === this.#expected && message.part < this.#inbox.parts) return NOTHING_TO_DO
    this.#state = 'running' // also again after `synced`: the peer's set changed meanwhile
    if (message.flight !== this.#expected || message.part !== this.#inbox.parts || this.#inbox.isComplete) {
      return this.abort('out_of_turn')
    }
    if (message.flight >= MAX_FLIGHTS) return this.abort('flights')
    const fault = this.#inbox.add(message, bytes)
    if (fault !== undefined) return this.abort(fault)
    this.#peerCount = message.root?.count ?? this.#peerCount
    this.#announced += message.events
    return this.#inbox.isComplete ? { ...NOTHING_TO_DO, drain: true } : NOTHING_TO_DO
  }

  /** The answer to a flight, when the sets differ. @param flight number of the answer */
  #reply(view: View, inbox: Inbox, flight: number): Answer {
    const { root } = inbox
    const heard = inbox.content()
    if (root?.count === 0) {
      const events = new Outgoing()
      view.copyAll(0, Number.POSITIVE_INFINITY, events)
      return { ...NO_CONTENT, events }
    }
    if (root !== undefined && view.root().count === 0) {
      return { ...NOTHING_TO_SAY, records: [{ window: WHOLE, fingerprint: NOTHING }] }
    }
    if (!describes(heard) && heard.wanted.length === 0) return this.#opening(flight)
    const isOpening = root !== undefined && heard.records.length > 0
    return answer(view, heard, this.#placeOf(flight - 1), this.#shape, isOpening)
  }

  #opening(flight: number): Answer {
    const view = this.#settledView()
    const description = new Description(view, this.#placeOf(flight), this.#shape)
    if (view.root().count > 0) description.addOpening()
    return { ...description.finish([], []), events: new Outgoing() }
  }

  #placeOf(flight: number): FlightPlace {
    return { key: this.#key, scope: this.#scope, run: this.#run, flight }
  }

  /** One flight of mine. */
  #fly(flight: number, { events, ...content }: Answer, tellRoot: boolean): Output {
    if (flight >= MAX_FLIGHTS) return this.abort('flights')
    const root = tellRoot ? this.#settledView().root() : undefined
    this.#toldRoot = root
    const parts = partsOf(content)
    const common = { scope: this.#scope, run: this.#run, flight }
    const quiet = events.size === 0
    const messages = parts.map((said, part) =>
      encodeFlight({
        ...common,
        part,
        last: quiet && part === parts.length - 1,
        events: part === 0 ? events.size : 0,
        ...(root !== undefined && part === 0 ? { root } : {}),
        ...said,
      }),
    )
    if (quiet) return { ...NOTHING_TO_DO, messages }
    const end = encodeFlight({ ...common, part: parts.length, last: true, events: 0, records: [] })
    const items = this.#scope === 0 ? events.oldestFirst() : events.newestFirst()
    return { messages, events: items, eventCount: events.size, end, drain: false }
  }

  #settledView(): View {
    this.#view ??= new View(this.#set, this.#key)
    this.#view.settle()
    return this.#view
  }

  #begin(run: number): void {
    this.#run = run
    this.#isDoubted = this.#state === 'running' || this.#state === 'aborted'
    this.#state = 'running'
    this.#abortedFor = undefined
    this.#inbox = new Inbox()
    this.#toldRoot = undefined
    this.#sent = 0
    this.#dropped = 0
    this.#received = 0
    this.#sizeBefore = this.#set.size
    this.#announced = 0
    this.#peerCount = 0
    this.#isShort ||= this.#held.some((item) => this.#isLost(item))
    this.#view?.letGo(this.#held.filter((item) => !this.#isWaiting(item)))
    this.#held = this.#held.filter(this.#isWaiting)
    this.#view?.rest()
  }

  #stop(state: 'synced' | 'aborted', reason?: AbortReason): void {
    this.#state = state
    this.#abortedFor = reason
    if (state === 'synced') this.#isShort = false
    this.#inbox = new Inbox()
    this.#view?.rest()
  }
}

/** Whether it says anything about a window. */
function describes({ records, sketch }: Content): boolean {
  return records.length > 0 || sketch !== undefined
}

/** Whether a message begins a run: what the caller limits to one in ten seconds. */
export function opensRun(message: Uint8Array): boolean {
  const decoded = decodeMessage(message)
  return decoded.ok && decoded.message.kind === 'flight' && decoded.message.flight === 0 && decoded.message.part === 0
}
