/**
 * The engine: the story of one event, from bytes or a command to rows and live queries.
 */

import type { CommandArgs, CommandName, CommandResult, QueryArgs, QueryName, QueryResult } from './api.ts'
import type { EngineErrorCode } from './base/errors.ts'
import type { CommandId, Timestamp } from './base/ids.ts'
import type { LinkDriver, LogSink, Random, RendezvousDriver, SqlDriver, Verifier } from './base/ports.ts'

export interface EnginePorts {
  readonly sql: SqlDriver
  readonly random: Random
  readonly verifier: Verifier
  readonly links: LinkDriver
  readonly rendezvous: RendezvousDriver
  readonly log: LogSink
}

/** `Sotto` with time as an argument; `rpc/` binds it to a clock. */
export interface Engine {
  /** @throws EngineError (as a rejection) */
  command<N extends CommandName>(
    name: N,
    args: CommandArgs<N>,
    id: CommandId,
    t_ms: Timestamp,
  ): Promise<CommandResult<N>>
  /** @throws EngineError (as a rejection) */
  query<N extends QueryName>(name: N, args: QueryArgs<N>, t_ms: Timestamp): Promise<QueryResult<N>>
  watch<N extends QueryName>(
    name: N,
    args: QueryArgs<N>,
    onResult: (result: QueryResult<N>) => void,
    onError: (error: EngineErrorCode) => void,
  ): () => void
  /** The host's heartbeat, about once a second: everything timed happens here. */
  tick(t_ms: Timestamp): void
  /** The device's network came back or went. */
  online(isOnline: boolean, t_ms: Timestamp): void
  /** Closes links, rendezvous and the database. */
  close(): void
}
