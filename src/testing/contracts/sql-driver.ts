/**
 * What every `SqlDriver` does, as functions over a context. Cases marked durable need a disk that
 * outlasts the driver and run where there is one.
 */

import type { SqlDriver, SqlValue } from '../../engine/base/ports.ts'
import { same, thrown } from './expect.ts'
import type { ContractStory } from './story.ts'

export interface SqlDriverContext {
  /** A driver on an empty database. */
  fresh(): Promise<SqlDriver>
}

export interface DurableSqlContext extends SqlDriverContext {
  /** Kills whatever holds the database of the last `fresh` or `reopen`, without closing, and opens it again. */
  reopen(): Promise<SqlDriver>
}

const VALUES: readonly (readonly [what: string, value: SqlValue])[] = [
  ['null', null],
  ['zero', 0],
  ['a negative 32-bit integer', -2147483648],
  ['an integer of 33 bits', 4294967296],
  ['a time in milliseconds', 1795219200123],
  ['a negative integer of 41 bits', -1795219200123],
  ['the greatest safe integer', Number.MAX_SAFE_INTEGER],
  ['the least safe integer', Number.MIN_SAFE_INTEGER],
  ['a fraction', 0.1],
  ['a double beyond 2^53', 1e300],
  ['infinity', Number.POSITIVE_INFINITY],
  ['an empty string', ''],
  ['an id', 'ab'.repeat(32)],
  ['a string with a zero in it', 'a\u0000b'],
  ['a string with a byte order mark', '\uFEFFx'],
  ['two-, three- and four-byte characters', `é — 👋🏽 ${'ü'.repeat(300)}`],
  ['empty bytes', new Uint8Array(0)],
  ['every byte', Uint8Array.from({ length: 256 }, (_, i) => i)],
  ['two megabytes', new Uint8Array(2 * 1024 * 1024).fill(0xa5)],
  ['a view into larger bytes', Uint8Array.of(1, 2, 3, 4).subarray(1, 3)],
]

const typeOf = (value: SqlValue) => {
  if (value === null) return 'null'
  if (typeof value === 'string') return 'text'
  if (typeof value !== 'number') return 'blob'
  return Number.isSafeInteger(value) ? 'integer' : 'real'
}

export const sqlDriverContract: readonly ContractStory<SqlDriverContext>[] = [
  {
    name: 'every kind of value comes back as it went in',
    async run(context) {
      const sql = await context.fresh()
      sql.exec('CREATE TABLE kept (value)')
      for (const [what, value] of VALUES) {
        same(sql.run('INSERT INTO kept VALUES (?)', [value]), 1, what)
        same(sql.all('SELECT value, typeof(value) AS type FROM kept'), [{ value, type: typeOf(value) }], what)
        sql.run('DELETE FROM kept')
      }
    },
  },
  {
    name: 'columns keep their names and order, rows theirs, and each result is its own copy',
    async run(context) {
      const sql = await context.fresh()
      sql.exec("CREATE TABLE pair (a, b BLOB); INSERT INTO pair VALUES (1, x'01'), (2, x'02')")
      const rows = sql.all('SELECT b, a AS first FROM pair ORDER BY a DESC')
      same(
        rows,
        [
          { b: Uint8Array.of(2), first: 2 },
          { b: Uint8Array.of(1), first: 1 },
        ],
        'rows',
      )
      sql.all('SELECT zeroblob(5000000) AS grown')
      sql.run('UPDATE pair SET b = ?', [Uint8Array.of(9)])
      same(rows[0]?.b, Uint8Array.of(2), 'a blob read before the memory grew')
    },
  },
  {
    name: 'run answers the number of rows it changed, and zero where nothing changed',
    async run(context) {
      const sql = await context.fresh()
      sql.exec('CREATE TABLE n (v); INSERT INTO n VALUES (1), (2), (3)')
      same(sql.run('UPDATE n SET v = v + 1 WHERE v > ?', [1]), 2, 'update')
      same(sql.run('UPDATE n SET v = 0 WHERE v > ?', [99]), 0, 'update of nothing')
      same(sql.run('CREATE TABLE other (v)'), 0, 'schema')
      same(sql.run('SELECT v FROM n'), 0, 'a query run for nothing')
      same(sql.run('INSERT OR IGNORE INTO n SELECT v FROM n WHERE v > 99'), 0, 'insert of nothing')
    },
  },
  {
    name: 'a transaction rolled back leaves nothing, one committed leaves all',
    async run(context) {
      const sql = await context.fresh()
      sql.exec('CREATE TABLE n (v)')
      sql.exec('BEGIN; INSERT INTO n VALUES (1); ROLLBACK; BEGIN')
      sql.run('INSERT INTO n VALUES (?)', [2])
      sql.exec('COMMIT')
      same(sql.all('SELECT v FROM n'), [{ v: 2 }], 'rows')
    },
  },
  {
    name: 'an error carries its code and SQL and no value, and the statement works afterwards',
    async run(context) {
      const sql = await context.fresh()
      sql.exec('CREATE TABLE n (v TEXT PRIMARY KEY)')
      const insert = 'INSERT INTO n VALUES (?)'
      sql.run(insert, ['secret'])
      const error = thrown(() => sql.run(insert, ['secret']), 'a duplicate')
      same({ ...error, name: error.name }, { code: 1555, sql: insert, name: 'SqlError' }, 'the error')
      same(error.message.includes('secret'), false, 'the message quotes the value')
      same(sql.run(insert, ['other']), 1, 'the same statement')
      sql.exec('CREATE VIRTUAL TABLE words USING fts5(text)')
      const query = thrown(() => sql.all('SELECT * FROM words WHERE words MATCH ?', ['"hush']), 'a bad search')
      same(query.message.includes('hush'), false, 'the message quotes the search')
    },
  },
  {
    name: 'a wrong number of parameters, a second statement and SQL that says nothing are refused',
    async run(context) {
      const sql = await context.fresh()
      sql.exec('CREATE TABLE n (v)')
      sql.run('INSERT INTO n VALUES (?)', [1])
      thrown(() => sql.run('INSERT INTO n VALUES (?)'), 'no parameters')
      thrown(() => sql.run('INSERT INTO n VALUES (?)', [1, 2]), 'too many parameters')
      thrown(() => sql.run('INSERT INTO n VALUES (1); DELETE FROM n'), 'two statements')
      thrown(() => sql.all('  '), 'no statement')
      thrown(() => sql.all('SELECT nothing FROM nowhere'), 'no table')
      same(sql.all('SELECT v FROM n'), [{ v: 1 }], 'rows')
    },
  },
  {
    name: 'a transaction that a failure has ended is over, and rolling it back is no error',
    async run(context) {
      const sql = await context.fresh()
      sql.exec('CREATE TABLE n (v UNIQUE); INSERT INTO n VALUES (1); BEGIN; INSERT INTO n VALUES (2)')
      thrown(() => sql.run('INSERT OR ROLLBACK INTO n VALUES (1)'), 'the failure')
      sql.exec('ROLLBACK')
      same(sql.all('SELECT v FROM n'), [{ v: 1 }], 'rows')
      sql.exec('BEGIN')
      sql.exec('ROLLBACK')
    },
  },
  {
    name: 'more statements than are kept prepared still answer, old ones again, and after a schema change',
    async run(context) {
      const sql = await context.fresh()
      sql.exec('CREATE TABLE n (v); INSERT INTO n VALUES (1)')
      for (let round = 0; round < 2; round++) {
        for (let i = 0; i < 450; i++) same(sql.all(`SELECT v + ${i} AS sum FROM n`), [{ sum: i + 1 }], 'sum')
        sql.exec(`ALTER TABLE n ADD COLUMN w${round} DEFAULT 5`)
      }
      same(sql.all('SELECT v + 0 AS sum FROM n'), [{ sum: 1 }], 'sum')
    },
  },
  {
    name: 'a closed driver refuses, and closing twice is no error',
    async run(context) {
      const sql = await context.fresh()
      sql.all('SELECT 1 AS one')
      sql.close()
      sql.close()
      thrown(() => sql.all('SELECT 1 AS one'), 'a query')
      thrown(() => sql.exec('SELECT 1'), 'a script')
    },
  },
]

export const durableSqlContract: readonly ContractStory<DurableSqlContext>[] = [
  {
    name: 'what was committed survives a kill, what was not is gone, and the database is whole',
    async run(context) {
      let sql = await context.fresh()
      sql.exec('CREATE TABLE n (v INTEGER PRIMARY KEY, filler BLOB)')
      const insert = (v: number) => sql.run('INSERT INTO n VALUES (?, ?)', [v, new Uint8Array(2000).fill(v & 255)])
      for (let round = 0; round < 3; round++) {
        sql.exec('BEGIN')
        for (let v = 0; v < 1000; v++) insert(round * 10_000 + v)
        sql.exec('COMMIT; BEGIN')
        // more than the page cache holds, so that uncommitted pages reach the disk
        for (let v = 0; v < 9000; v++) insert(1_000_000 + v)
        sql = await context.reopen()
        same(
          sql.all('SELECT count(*) AS n, max(v) AS last FROM n'),
          [{ n: 1000 * (round + 1), last: round * 10_000 + 999 }],
          `round ${round}`,
        )
        same(sql.all('PRAGMA integrity_check'), [{ integrity_check: 'ok' }], `round ${round}`)
      }
    },
  },
  {
    name: 'a database closed in order opens again, in the promised mode',
    async run(context) {
      let sql = await context.fresh()
      sql.exec('CREATE TABLE n (v); INSERT INTO n VALUES (1)')
      sql.close()
      sql = await context.reopen()
      same(sql.all('SELECT v FROM n'), [{ v: 1 }], 'rows')
      same(sql.all('PRAGMA journal_mode'), [{ journal_mode: 'wal' }], 'journal')
      same(sql.all('PRAGMA synchronous'), [{ synchronous: 2 }], 'synchronous')
      same(sql.all('PRAGMA secure_delete'), [{ secure_delete: 1 }], 'secure_delete')
    },
  },
]
