/**
 * The worker boundary on the wire: every message there is, with the version on each, so that neither
 * side has a state in which it has not yet checked.
 *
 *   client → server   command | query | watch, each with a call number; unwatch
 *   server → client   welcome, once; result | failed for a call; changed | watch_failed for a watch; refused
 *
 * A call number belongs to one client and is never used twice. Calls are sent again when the client is
 * attached to another server; a command therefore carries a command id, under which the engine acts
 * once (I17).
 */

import type { CommandArgs, CommandId, CommandName, EngineErrorCode, QueryArgs, QueryName } from '../engine/api.ts'

/**
 * To be raised with every change of these messages, of `engine/api.ts`, or of the database's schema:
 * tabs of different builds refuse each other by it.
 */
export const RPC_VERSION = 1

export type Call = number

export interface CommandMessage<N extends CommandName = CommandName> {
  readonly v: typeof RPC_VERSION
  readonly kind: 'command'
  readonly call: Call
  readonly name: N
  readonly args: CommandArgs<N>
  readonly id: CommandId
}

export interface QueryMessage<N extends QueryName = QueryName> {
  readonly v: typeof RPC_VERSION
  readonly kind: 'query' | 'watch'
  readonly call: Call
  readonly name: N
  readonly args: QueryArgs<N>
}

export interface UnwatchMessage {
  readonly v: typeof RPC_VERSION
  readonly kind: 'unwatch'
  readonly call: Call
}

export type ToServer = CommandMessage | QueryMessage | UnwatchMessage

export type ToClient =
  /** Somebody serves this port. */
  | { readonly v: typeof RPC_VERSION; readonly kind: 'welcome' }
  | {
      readonly v: typeof RPC_VERSION
      readonly kind: 'result' | 'changed'
      readonly call: Call
      readonly value: unknown
    }
  | { readonly v: typeof RPC_VERSION; readonly kind: 'failed'; readonly call: Call; readonly error: ErrorData }
  | {
      readonly v: typeof RPC_VERSION
      readonly kind: 'watch_failed'
      readonly call: Call
      readonly code: EngineErrorCode
    }
  /** The server speaks another version than the message it was sent. */
  | { readonly v: number; readonly kind: 'refused' }

/** An error as data: see `errors.ts` for both directions. */
export interface ErrorData {
  readonly code: EngineErrorCode
  readonly detail: string
}

/**
 * The message, or `undefined` when the other side speaks another version. Both ends of one version are
 * built from one `api.ts`, so nothing else is checked: this is a border between threads, not a network.
 */
export function parseToServer(data: unknown): ToServer | undefined {
  return versionOf(data) === RPC_VERSION ? (data as ToServer) : undefined
}

/** As {@link parseToServer}, the other way. */
export function parseToClient(data: unknown): ToClient | undefined {
  return versionOf(data) === RPC_VERSION ? (data as ToClient) : undefined
}

/** The value that a call or watch of this name answers, by the same reasoning. */
export function parseValue<Value>(value: unknown): Value {
  return value as Value
}

function versionOf(data: unknown): unknown {
  return typeof data === 'object' && data !== null && 'v' in data ? data.v : undefined
}
