/**
 * What links ask of the engine: its lane, its ports and its time.
 */

import type { Timestamp } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { IngestOutcome } from '../base/outcome.ts'
import type { EnginePorts } from '../base/ports.ts'
import type { Database, Tx } from '../db/database.ts'
import type { Authoring } from '../pipeline/author.ts'
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
}
