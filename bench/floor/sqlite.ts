/**
 * The floor's database: the same SQLite, file system and settings as the application's, reached by the
 * shortest way there is. Imports nothing of ours; that the settings agree is checked at run time.
 */

import createModule, { type SqliteModule } from 'wa-sqlite/dist/wa-sqlite.mjs'
import wasmUrl from 'wa-sqlite/dist/wa-sqlite.wasm?url'
import { AccessHandlePoolVFS } from 'wa-sqlite/src/examples/AccessHandlePoolVFS.js'

const SQLITE_ROW = 100
const SQLITE_DONE = 101
const READWRITE_CREATE = 6
const SCRATCH_BYTES = 128 * 1024

const PRAGMAS = [
  'PRAGMA page_size=8192',
  'PRAGMA locking_mode=exclusive',
  'PRAGMA journal_mode=wal',
  'PRAGMA synchronous=FULL',
  'PRAGMA secure_delete=on',
  'PRAGMA temp_store=memory',
  'PRAGMA cache_size=-16384',
  'PRAGMA journal_size_limit=16777216',
]

export interface FloorDatabase {
  exec(sql: string): void
  /** First column of the first row, as text. */
  text(sql: string): string
  /** A prepared statement that takes two byte strings. */
  prepareTwo(sql: string): (first: Uint8Array, second: Uint8Array) => void
  close(): Promise<void>
}

function withText<Result>(module: SqliteModule, text: string, use: (ptr: number, bytes: number) => Result): Result {
  const bytes = new TextEncoder().encode(text)
  const ptr = module._sqlite3_malloc(bytes.length + 1)
  module.HEAPU8.set(bytes, ptr)
  module.HEAPU8[ptr + bytes.length] = 0
  const result = use(ptr, bytes.length)
  module._sqlite3_free(ptr)
  return result
}

/** @param directory of the origin private file system @throws Error with SQLite's result code */
export async function openFloorDatabase(directory: string): Promise<FloorDatabase> {
  const module = await createModule({ locateFile: () => wasmUrl })
  const files = new AccessHandlePoolVFS(directory, module)
  await files.isReady()
  const out = module._sqlite3_malloc(8)
  const check = (rc: number, expected = 0): void => {
    if (rc !== expected) throw new Error(`the floor's database answers ${rc}`)
  }
  check(module.vfs_register(files, false))
  check(
    withText(module, 'floor.db', (path) =>
      withText(module, files.name, (vfs) => module._sqlite3_open_v2(path, out, READWRITE_CREATE, vfs)),
    ),
  )
  const db = module.HEAP32[out >> 2] as number
  const prepare = (sql: string): number => {
    check(withText(module, sql, (ptr, bytes) => module._sqlite3_prepare_v3(db, ptr, bytes + 1, 1, out, out + 4)))
    return module.HEAP32[out >> 2] as number
  }
  const scratch = module._sqlite3_malloc(SCRATCH_BYTES)

  const database: FloorDatabase = {
    exec(sql) {
      check(withText(module, sql, (ptr) => module._sqlite3_exec(db, ptr, 0, 0, 0)))
    },
    text(sql) {
      const statement = prepare(sql)
      check(module._sqlite3_step(statement), SQLITE_ROW)
      const text = module.UTF8ToString(module._sqlite3_column_text(statement, 0))
      module._sqlite3_finalize(statement)
      return text
    },
    prepareTwo(sql) {
      const statement = prepare(sql)
      return (first, second) => {
        const { HEAPU8 } = module
        HEAPU8.set(first, scratch)
        HEAPU8.set(second, scratch + first.length)
        module._sqlite3_bind_blob(statement, 1, scratch, first.length, 0)
        module._sqlite3_bind_blob(statement, 2, scratch + first.length, second.length, 0)
        check(module._sqlite3_step(statement), SQLITE_DONE)
        module._sqlite3_reset(statement)
      }
    },
    async close() {
      module._sqlite3_close_v2(db)
      await files.close()
    },
  }
  for (const pragma of PRAGMAS) database.exec(pragma)
  return database
}
