/**
 * One prepared statement: bound, stepped to its end and reset in one uninterrupted call, so a
 * statement outside these functions is always at rest.
 */

import type { SqliteModule } from 'wa-sqlite/dist/wa-sqlite.mjs'
import { assert } from '../../engine/base/errors.ts'
import type { SqlRow, SqlValue } from '../../engine/base/ports.ts'
import { readText, type Scratch, scratchBytes } from './heap.ts'
import { type SqlPhase, sqlFailure } from './sql-error.ts'

const SQLITE_OK = 0
const SQLITE_ROW = 100
const SQLITE_DONE = 101
const TYPE_INTEGER = 1
const TYPE_FLOAT = 2
const TYPE_TEXT = 3
const TYPE_BLOB = 4

export interface Statement {
  readonly sql: string
  readonly ptr: number
  readonly parameters: number
  /** Empty for a statement that returns no rows. */
  readonly columns: readonly string[]
  /** A row of nulls: a copy of it has all its keys in place, which makes filling it cheap. */
  readonly blank: SqlRow
}

export interface Connection {
  readonly module: SqliteModule
  readonly db: number
  readonly scratch: Scratch
}

export function failure(connection: Connection, phase: SqlPhase, code: number, sql: string) {
  const { module, db } = connection
  const said = module.UTF8ToString(module._sqlite3_errmsg(db))
  return sqlFailure(phase, code, said, module.UTF8ToString(module._sqlite3_errstr(code)), sql)
}

/** Text and blobs are read by SQLite where they lie in scratch. @throws SqlError, InvariantError */
export function bind(connection: Connection, statement: Statement, params: readonly SqlValue[]): void {
  const { module, scratch } = connection
  assert(params.length === statement.parameters, `parameters of: ${statement.sql}`)
  let room = 0
  for (let i = 0; i < params.length; i++) room += scratchBytes(params[i] as SqlValue)
  scratch.reserve(room)
  for (let i = 0; i < params.length; i++) {
    const rc = bindOne(module, scratch, statement.ptr, i + 1, params[i] as SqlValue)
    if (rc !== SQLITE_OK) throw failure(connection, 'bind', rc, statement.sql)
  }
}

function bindOne(module: SqliteModule, scratch: Scratch, ptr: number, index: number, value: SqlValue): number {
  if (typeof value === 'string') {
    const at = scratch.text(value)
    return module._sqlite3_bind_text(ptr, index, at, scratch.written, 0)
  }
  if (typeof value === 'number') {
    if (value === (value | 0)) return module._sqlite3_bind_int(ptr, index, value)
    if (Number.isSafeInteger(value)) {
      return module._sqlite3_bind_int64(ptr, index, value | 0, Math.floor(value / 0x1_0000_0000))
    }
    assert(!Number.isNaN(value), 'SQLite has no NaN')
    return module._sqlite3_bind_double(ptr, index, value)
  }
  if (value === null) return module._sqlite3_bind_null(ptr, index)
  assert(value instanceof Uint8Array, 'a SQL value is null, a number, a string or bytes')
  // an empty blob at address 0 would be NULL
  if (value.length === 0) return module._sqlite3_bind_zeroblob(ptr, index, 0)
  const at = scratch.blob(value)
  return module._sqlite3_bind_blob(ptr, index, at, value.length, 0)
}

/** Steps to the end, dropping rows. @throws SqlError */
export function stepAll(connection: Connection, statement: Statement): void {
  const { module } = connection
  let rc = module._sqlite3_step(statement.ptr)
  while (rc === SQLITE_ROW) rc = module._sqlite3_step(statement.ptr)
  finish(connection, statement, rc)
}

/** Steps to the end, keeping rows. @throws SqlError */
export function collect(connection: Connection, statement: Statement): SqlRow[] {
  const { module } = connection
  const rows: SqlRow[] = []
  let rc = module._sqlite3_step(statement.ptr)
  while (rc === SQLITE_ROW) {
    const row: Record<string, SqlValue> = { ...statement.blank }
    for (let i = 0; i < statement.columns.length; i++) {
      row[statement.columns[i] as string] = column(module, statement.ptr, i)
    }
    rows.push(row)
    rc = module._sqlite3_step(statement.ptr)
  }
  finish(connection, statement, rc)
  return rows
}

function column(module: SqliteModule, ptr: number, index: number): SqlValue {
  switch (module._sqlite3_column_type(ptr, index)) {
    case TYPE_INTEGER: // exact to 2^53, which is all the port promises
    case TYPE_FLOAT:
      return module._sqlite3_column_double(ptr, index)
    case TYPE_TEXT: {
      const at = module._sqlite3_column_text(ptr, index) // before column_bytes, which then speaks of UTF-8
      return readText(module.HEAPU8, at, module._sqlite3_column_bytes(ptr, index))
    }
    case TYPE_BLOB: {
      const at = module._sqlite3_column_blob(ptr, index)
      return module.HEAPU8.slice(at, at + module._sqlite3_column_bytes(ptr, index))
    }
    default:
      return null
  }
}

function finish(connection: Connection, statement: Statement, rc: number): void {
  if (rc === SQLITE_DONE) {
    connection.module._sqlite3_reset(statement.ptr)
    return
  }
  const error = failure(connection, 'step', rc, statement.sql)
  connection.module._sqlite3_reset(statement.ptr)
  throw error
}
