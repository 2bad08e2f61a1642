/**
 * The `SqlDriver` port over one wa-sqlite module, synchronous from end to end: it calls SQLite's
 * exports directly, because the package's own interface returns a promise for every step. Shared by
 * Node and the browser, which differ in the file system they registered before.
 */

import type { SqliteModule } from 'wa-sqlite/dist/wa-sqlite.mjs'
import { assert } from '../../engine/base/errors.ts'
import type { SqlDriver, SqlValue } from '../../engine/base/ports.ts'
import { createScratch, withCString } from './heap.ts'
import { SqlError } from './sql-error.ts'
import { bind, type Connection, collect, failure, stepAll } from './statement.ts'
import { createStatementCache } from './statement-cache.ts'

const SQLITE_OPEN_READWRITE = 2
const SQLITE_OPEN_CREATE = 4
const NO_PARAMS: readonly SqlValue[] = []

/**
 * @param path of the database in the named file system, or ':memory:'
 * @param vfs name of a registered file system; the module's default when absent
 * @throws SqlError
 */
export function openDriver(module: SqliteModule, path: string, vfs?: string): SqlDriver {
  const connection: Connection = { module, db: openConnection(module, path, vfs), scratch: createScratch(module) }
  const { db } = connection
  const statements = createStatementCache(connection)
  let isOpen = true

  return {
    exec(sql) {
      assert(isOpen, 'the database is closed')
      if (sql === 'ROLLBACK' && module._sqlite3_get_autocommit(db) !== 0) return // a failure has done it already
      const rc = withCString(module, sql, (ptr) => module._sqlite3_exec(db, ptr, 0, 0, 0))
      if (rc !== 0) throw failure(connection, 'exec', rc, sql)
    },
    run(sql, params = NO_PARAMS) {
      assert(isOpen, 'the database is closed')
      const statement = statements.get(sql)
      bind(connection, statement, params)
      // sqlite3_changes keeps its value through statements that change nothing
      const before = module._sqlite3_total_changes(db)
      stepAll(connection, statement)
      return module._sqlite3_total_changes(db) === before ? 0 : module._sqlite3_changes(db)
    },
    all(sql, params = NO_PARAMS) {
      assert(isOpen, 'the database is closed')
      const statement = statements.get(sql)
      bind(connection, statement, params)
      return collect(connection, statement)
    },
    close() {
      if (!isOpen) return
      isOpen = false
      statements.finalizeAll()
      connection.scratch.free()
      const rc = module._sqlite3_close_v2(db)
      if (rc !== 0) throw failure(connection, 'exec', rc, 'close')
    },
  }
}

function openConnection(module: SqliteModule, path: string, vfs: string | undefined): number {
  const out = module._sqlite3_malloc(4)
  try {
    const flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    const open = (vfsPtr: number) =>
      withCString(module, path, (pathPtr) => module._sqlite3_open_v2(pathPtr, out, flags, vfsPtr))
    const rc = vfs === undefined ? open(0) : withCString(module, vfs, open)
    const db = module.HEAP32[out >> 2] as number
    if (rc !== 0) {
      const said = module.UTF8ToString(module._sqlite3_errstr(rc))
      module._sqlite3_close_v2(db) // a handle exists even when opening failed; closing null is a no-op
      throw new SqlError(rc, said, 'open')
    }
    module._sqlite3_extended_result_codes(db, 1)
    return db
  } finally {
    module._sqlite3_free(out)
  }
}
