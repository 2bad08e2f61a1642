/**
 * What an event type is: one self-describing module. No section reads the database to decide: what a
 * query sees is what happened to arrive, and that is how order leaks into state (I2). What combines
 * events is a query, or one of few folds.
 */

import type { EventId, GroupId, IdentityId, NetworkId, PeerId, Timestamp } from '../base/ids.ts'
import type { Missing, Verdict } from '../base/outcome.ts'
import type { Random } from '../base/ports.ts'
import type { SafeDb } from '../db/database.ts'
import type { Insert, ScopedTable } from '../db/table.ts'
import type { Dependency, DepsOf, EventOf, Shape, ShapeBody, Wrap } from './fields.ts'
import type { Power } from './power.ts'

/** Stands for an event until it arrives: what an accepted invite says of it. */
export type Vouch = Dependency

/** A local-only event to be recorded in the same transaction. */
export interface LocalDraft<S extends Shape = Shape> {
  readonly shape: S
  readonly body: ShapeBody<S>
}

export function localDraft<S extends Shape>(shape: S, body: ShapeBody<S>): LocalDraft {
  return { shape, body: body as ShapeBody<Shape> }
}

/** What `derive` may use: this device's own secrets, never the database. */
export interface Secrets {
  readonly me: PeerId
  /**
   * The group key inside a wrap made for this device; `undefined` when it was not made for it, the
   * prekey is gone, or the key does not hash to `key_id` (I9).
   */
  unwrap(wrap: Wrap, group: GroupId, author: PeerId, keyId: string): Uint8Array | undefined
}

/** Who a query or command speaks for. */
export interface Me {
  readonly identity: IdentityId
  readonly peer_id: PeerId
  readonly network_id: NetworkId
  /** Devices of this browser's other identities: they never count as elsewhere. */
  readonly siblings: readonly PeerId[]
}

/**
 * What a command works with: it reads, then authors; the transaction is its caller's. All or nothing
 * (I17): a command that throws leaves nothing.
 */
export interface CommandContext {
  readonly me: Me
  readonly db: SafeDb
  readonly random: Random
  readonly t_ms: Timestamp
  /** Signs (and for sealed kinds seals to `group`) an event of this shape and records it. @throws EngineError `no_key` */
  author<S extends Shape>(shape: S, body: ShapeBody<S>, group?: GroupId): EventId<S['type']>
  /** Records a local-only event. */
  local<S extends Shape>(shape: S, body: ShapeBody<S>): EventId<S['type']>
}

export type Command = (context: CommandContext, args: never) => unknown
export type Query = (db: SafeDb, args: never, me: Me) => unknown

export interface EventModule<
  S extends Shape = Shape,
  C extends Readonly<Record<string, Command>> = Readonly<Record<string, Command>>,
  Q extends Readonly<Record<string, Query>> = Readonly<Record<string, Query>>,
> {
  readonly shape: S
  readonly tables: readonly ScopedTable[]
  /** Structural and final: sees the event and its named dependencies, nothing else (I3). */
  validate(event: EventOf<S>, deps: DepsOf<S>): Verdict
  /** Rows keyed by this event's id, once; never another event's row. */
  project(event: EventOf<S>, deps: DepsOf<S>): readonly Insert[]
  /** What else waits for exactly this, beside its id: a key, a membership. */
  opens?(event: EventOf<S>, deps: DepsOf<S>): readonly Missing[]
  /** What `effective()` must know of it. */
  power?(event: EventOf<S>, deps: DepsOf<S>): Power | undefined
  /** Content events whose bodies it wants gone, now or when they come; whether it may is decided elsewhere. */
  erases?(event: EventOf<S>): readonly EventId[]
  /** Only of local-only events. */
  vouches?(body: ShapeBody<S>): readonly Vouch[]
  derive?(event: EventOf<S>, deps: DepsOf<S>, secrets: Secrets): readonly LocalDraft[]
  readonly commands: C
  readonly queries: Q
}

export function defineEvent<
  S extends Shape,
  C extends Readonly<Record<string, Command>>,
  Q extends Readonly<Record<string, Query>>,
>(module: EventModule<S, C, Q>): EventModule<S, C, Q> {
  return module
}

/** The registry as the pipeline sees it: by type, knowing none. */
export type Registry = ReadonlyMap<string, EventModule>
