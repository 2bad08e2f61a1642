/**
 * Errors across the boundary. An {@link EngineError} crosses as its code and detail. Anything else is a
 * bug of ours: the caller hears `internal`, and this side logs what it was, without its message unless
 * we wrote it, because a message may quote what was being handled.
 */

import { EngineError } from '../engine/api.ts'
import { InvariantError } from '../engine/base/errors.ts'
import type { Log, LogFields } from '../engine/base/log.ts'
import type { ErrorData } from './messages.ts'

export function errorToData(error: unknown, log: Log): ErrorData {
  if (error instanceof EngineError) return { code: error.code, detail: detailOf(error) }
  log.warn('RPC_INTERNAL', describe(error))
  return { code: 'internal', detail: '' }
}

export function errorFromData(data: ErrorData): EngineError {
  return new EngineError(data.code, data.detail)
}

/** What may be logged of an error that nobody expected. */
export function describe(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error }
  const frame = error.stack?.split('\n').find((line) => line.trimStart().startsWith('at '))
  return {
    error: error.name,
    what: error instanceof InvariantError ? error.message : undefined,
    code: codeOf(error),
    // the file and line, without the path before them
    at: frame?.replace(/^.*\//, '').replace(/\)$/, ''),
  }
}

function detailOf(error: EngineError): string {
  return error.message === error.code ? '' : error.message.slice(error.code.length + 2)
}

/** SQLite's code or the like: numbers only. */
function codeOf(error: Error): number | undefined {
  return 'code' in error && typeof error.code === 'number' ? error.code : undefined
}
