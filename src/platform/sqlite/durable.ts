/**
 * How a database on a durable file system is set up, the same on OPFS and on the tests' disk, and the
 * proof that SQLite did as asked: a pragma that cannot be honoured is ignored without an error.
 */

import { EngineError } from '../../engine/base/errors.ts'
import type { SqlDriver, SqlValue } from '../../engine/base/ports.ts'
import { PAGE_BYTES } from './unused-space.ts'

/** Order matters: exclusive locking first, or write-ahead logging wants shared memory nobody has. */
const PRAGMAS = [
  // halves the calls into the file system of a bulk commit against 4096, at little cost to a single row
  `PRAGMA page_size=${PAGE_BYTES}`,
  'PRAGMA locking_mode=exclusive',
  'PRAGMA journal_mode=wal',
  'PRAGMA synchronous=FULL',
  'PRAGMA secure_delete=on',
  'PRAGMA temp_store=memory',
  'PRAGMA cache_size=-16384', // KiB
  'PRAGMA journal_size_limit=16777216', // after a huge transaction the log gives its room back
]

const EXPECTED: Readonly<Record<string, SqlValue>> = {
  locking_mode: 'exclusive',
  journal_mode: 'wal',
  synchronous: 2,
  secure_delete: 1,
  temp_store: 2,
  auto_vacuum: 0, // `unused-space.ts` counts on it
}

/** @throws EngineError storage_unavailable when the database is not in the promised mode */
export function makeDurable(sql: SqlDriver): void {
  for (const pragma of PRAGMAS) sql.all(pragma)
  for (const [name, expected] of Object.entries(EXPECTED)) {
    const found = sql.all(`PRAGMA ${name}`)[0]?.[name]
    if (found !== expected) throw new EngineError('storage_unavailable', `${name} is ${found}`)
  }
}
