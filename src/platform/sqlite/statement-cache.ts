/**
 * Prepared statements by SQL text, the least recently used finalized beyond a bound. A Map keeps
 * insertion order, so moving an entry to its end is the whole of the bookkeeping.
 */

import { assert } from '../../engine/base/errors.ts'
import type { SqlRow, SqlValue } from '../../engine/base/ports.ts'
import { withCString } from './heap.ts'
import { type Connection, failure, type Statement } from './statement.ts'

const MAX_STATEMENTS = 400
const SQLITE_PREPARE_PERSISTENT = 1

export interface StatementCache {
  get(sql: string): Statement
  finalizeAll(): void
}

export function createStatementCache(connection: Connection): StatementCache {
  const { module } = connection
  const statements = new Map<string, Statement>()
  let newest: Statement | undefined

  const get = (sql: string): Statement => {
    if (newest !== undefined && newest.sql === sql) return newest
    let statement = statements.get(sql)
    if (statement === undefined) {
      statement = prepare(connection, sql)
      evictOne()
    } else {
      statements.delete(sql)
    }
    statements.set(sql, statement)
    newest = statement
    return statement
  }

  const evictOne = () => {
    if (statements.size < MAX_STATEMENTS) return
    for (const [sql, oldest] of statements) {
      module._sqlite3_finalize(oldest.ptr)
      statements.delete(sql)
      return
    }
  }

  return {
    get,
    finalizeAll() {
      for (const statement of statements.values()) module._sqlite3_finalize(statement.ptr)
      statements.clear()
      newest = undefined
    },
  }
}

function prepare(connection: Connection, sql: string): Statement {
  const { module, db, scratch } = connection
  scratch.reserve(8)
  const out = scratch.blob(new Uint8Array(8))
  return withCString(module, sql, (sqlPtr, bytes) => {
    const rc = module._sqlite3_prepare_v3(db, sqlPtr, bytes + 1, SQLITE_PREPARE_PERSISTENT, out, out + 4)
    if (rc !== 0) throw failure(connection, 'prepare', rc, sql)
    const ptr = module.HEAP32[out >> 2] as number
    const tail = module.HEAP32[(out >> 2) + 1] as number
    assert(ptr !== 0, `no statement in: ${sql}`)
    if (/\S/.test(module.UTF8ToString(tail))) {
      module._sqlite3_finalize(ptr)
      assert(false, `one statement only: ${sql}`)
    }
    const columns = Array.from({ length: module._sqlite3_column_count(ptr) }, (_, i) =>
      module.UTF8ToString(module._sqlite3_column_name(ptr, i)),
    )
    const blank: Record<string, SqlValue> = {}
    for (const name of columns) blank[name] = null
    const parameters = module._sqlite3_bind_parameter_count(ptr)
    return { sql, ptr, parameters, columns, blank: blank satisfies SqlRow }
  })
}
