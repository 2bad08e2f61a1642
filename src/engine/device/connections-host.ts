/**
 * The seam between the engine and its links: what they ask of it (its lane, its ports and its time), and
 * what it asks of them.
 */

import type { IdentityId, PeerId, Timestamp } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { IngestOutcome } from '../base/outcome.ts'
import type { EnginePorts } from '../base/ports.ts'
import type { Database, Tx } from '../db/database.ts'
import type { Authoring } from '../pipeline/author.ts'
import type { BodyChanges } from '../pipeline/body-changes.ts'
import type { Verified } from '../pipeline/verify.ts'
import type { ConnectionRow, PeerSyncRow } from '../read/connection.ts'
import type { IdentityRuntime } from './identity-runtime.ts'
import type { Renewals } from './renewal.ts'

export interface ConnectionsHost {
  readonly ports: EnginePorts
  readonly log: Log
  readonly db: Database
  now(): Timestamp
  /** Lets this device write of its own accord, where it may write at all. */
  react(runtime: IdentityRuntime, t_ms: Timestamp, work: (context: Authoring, tx: Tx) => unknown): void
  readonly renewals: Renewals
  receive(
    runtime: IdentityRuntime,
    events: readonly Uint8Array[],
    origin: string,
    t_ms: Timestamp,
  ): Promise<readonly IngestOutcome[]>
  touched(table: string): void
  /** The same while events come in: watchers hear of it with these. */
  noted(table: string): void
}

/** What one transaction stored, and what it made of bodies. */
export interface Committed {
  readonly events: readonly Verified[]
  /** The link they came over, or a name that is none. */
  readonly origin: string
  readonly bodies: BodyChanges
}

export interface Connections {
  start(runtime: IdentityRuntime, t_ms: Timestamp): void
  /** The identity has left: its links end, and its topics are no longer listened to. */
  end(runtime: IdentityRuntime, t_ms: Timestamp): void
  /** Stored and durable: goes to every connected member but the one it came from. */
  committed(runtime: IdentityRuntime, commit: Committed, t_ms: Timestamp): void
  isConnected(identity: IdentityId, peer: PeerId): boolean
  /** One row for each device with an open link. */
  peers(identity: IdentityId): readonly PeerSyncRow[]
  /** Who is at the other end of a link, once its handshake succeeded. */
  peerOn(identity: IdentityId, link: string): PeerId | undefined
  state(identity: IdentityId): Omit<ConnectionRow, 'waiting_out' | 'is_forked'>
  counters(identity: IdentityId): Readonly<Record<string, number>>
  tick(t_ms: Timestamp): void
  online(isOnline: boolean, t_ms: Timestamp): void
  idle(): Promise<void>
  close(t_ms: Timestamp): void
}

export type MakeConnections = (host: ConnectionsHost) => Connections
