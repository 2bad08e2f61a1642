/**
 * The links of all identities of this device.
 */

import type { IdentityId, PeerId, Timestamp } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { IngestOutcome } from '../base/outcome.ts'
import type { Database, Tx } from '../db/database.ts'
import type { EnginePorts } from '../engine.ts'
import type { Authoring } from '../pipeline/author.ts'
import type { Verified } from '../pipeline/verify.ts'
import type { ConnectionRow } from '../read/connection.ts'
import type { IdentityRuntime } from './identity-runtime.ts'

export interface ConnectionsHost {
  readonly ports: EnginePorts
  readonly log: Log
  readonly db: Database
  author<Result>(runtime: IdentityRuntime, t_ms: Timestamp, work: (context: Authoring, tx: Tx) => Result): Result
  receive(
    runtime: IdentityRuntime,
    events: readonly Uint8Array[],
    origin: string,
    t_ms: Timestamp,
  ): Promise<readonly IngestOutcome[]>
  runtimes(): Iterable<IdentityRuntime>
  touched(table: string): void
}

export interface Connections {
  start(runtime: IdentityRuntime, t_ms: Timestamp): void
  /** Stored and durable: goes to every connected member but the one it came from. */
  committed(runtime: IdentityRuntime, events: readonly Verified[], origin: string, t_ms: Timestamp): void
  isConnected(identity: IdentityId, peer: PeerId): boolean
  state(identity: IdentityId): Omit<ConnectionRow, 'waiting_out'>
  counters(identity: IdentityId): Readonly<Record<string, number>>
  tick(t_ms: Timestamp): void
  online(isOnline: boolean, t_ms: Timestamp): void
  idle(): Promise<void>
  close(t_ms: Timestamp): void
}

export function createConnections(_host: ConnectionsHost): Connections {
  return {
    start: () => undefined,
    committed: () => undefined,
    isConnected: () => false,
    state: () => ({ state: 'alone', connected: 0, servers: [], sync: { received: 0, to_come: 0 } }),
    counters: () => ({}),
    tick: () => undefined,
    online: () => undefined,
    idle: async () => undefined,
    close: () => undefined,
  }
}
