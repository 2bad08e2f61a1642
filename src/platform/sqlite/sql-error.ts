/**
 * What SQLite refused. Carries the extended result code and the SQL text, never a parameter. The
 * message is SQLite's own only where it is known to speak of names and syntax: other messages (a full
 * text query, say) may quote a value.
 */

import { EngineError } from '../../engine/base/errors.ts'

export const SQLITE_FULL = 13
const SQLITE_ERROR = 1
const SQLITE_CONSTRAINT = 19

export type SqlPhase = 'open' | 'prepare' | 'bind' | 'step' | 'exec'

export class SqlError extends Error {
  /** Extended result code, see sqlite.org/rescode.html; the primary code is the low byte. */
  readonly code: number
  readonly sql: string
  constructor(code: number, what: string, sql: string) {
    super(`SQLite ${code}: ${what}`)
    this.name = 'SqlError'
    this.code = code
    this.sql = sql
  }
}

/** @param said SQLite's message for this failure; `general` its sentence for the code alone */
export function sqlFailure(
  phase: SqlPhase,
  code: number,
  said: string,
  general: string,
  sql: string,
): SqlError | EngineError {
  const primary = code & 0xff
  if (primary === SQLITE_FULL) return new EngineError('storage_full')
  const quotesNoValue =
    phase === 'prepare' || primary === SQLITE_CONSTRAINT || (phase === 'exec' && primary === SQLITE_ERROR)
  return new SqlError(code, quotesNoValue ? said : general, sql)
}
