/**
 * The one lane to the database. Owns transactions and the record of which tables were written.
 *
 * A transaction is one synchronous function: the driver never suspends, so nothing can run between
 * two of its statements, a query never sees uncommitted rows, and a helper cannot commit because
 * nothing it is given can. {@link SafeDb} reads one identity's rows; {@link UnsafeDb} is device-wide
 * and belongs to `store/` and `pipeline/` alone.
 */

import { assert } from '../base/errors.ts'
import type { IdentityId } from '../base/ids.ts'
import type { SqlDriver, SqlRow, SqlValue } from '../base/ports.ts'
import { render, type Sql } from './sql.ts'
import { type Insert, insertSql, type ScopedTable } from './table.ts'

/** Reads of one identity's slice. Rows are trusted to have the shape of the statement that made them. */
export interface SafeDb {
  readonly identity: IdentityId
  all<Row extends object = SqlRow>(statement: Sql): readonly Row[]
  first<Row extends object = SqlRow>(statement: Sql): Row | undefined
}

/** Device-wide statements. `writes` names the table for live queries. */
export interface UnsafeDb {
  all<Row extends object = SqlRow>(text: string, params?: readonly SqlValue[]): readonly Row[]
  first<Row extends object = SqlRow>(text: string, params?: readonly SqlValue[]): Row | undefined
  run(writes: string, text: string, params?: readonly SqlValue[]): number
}

/** What code inside a transaction holds: one identity's reads, its inserts, and the wide view. */
export interface Tx {
  readonly identity: IdentityId
  readonly safe: SafeDb
  readonly unsafe: UnsafeDb
  insert(row: Insert): void
  /** What this transaction deletes or overwrites shall be in no file: after its commit the database is purged. */
  erases(): void
  /** The same transaction, seen as another identity. */
  as(identity: IdentityId): Tx
}

export interface Database {
  /**
   * All or nothing. After the commit the tables written are reported to the listener.
   * @throws whatever `work` throws, after rolling back
   */
  transaction<Result>(identity: IdentityId, work: (tx: Tx) => Result): Result
  read(identity: IdentityId, onTable?: (table: string) => void): SafeDb
  /** Makes good a kill between an erasure's commit and its purge; else it is one read. For the opening. */
  purgeIfDue(): void
  /** Device-wide reads outside a transaction: routing and the list of identities. */
  readonly wide: Pick<UnsafeDb, 'all' | 'first'>
  close(): void
}

export function createDatabase(driver: SqlDriver, onCommit: (tables: ReadonlySet<string>) => void): Database {
  let written: Set<string> | undefined
  let isErasing = false
  const insertStatements = new Map<ScopedTable, string>()

  const insertStatement = (table: ScopedTable): string => {
    const known = insertStatements.get(table)
    if (known !== undefined) return known
    const text = insertSql(table)
    insertStatements.set(table, text)
    return text
  }

  const rows = <Row extends object>(text: string, params: readonly SqlValue[]): readonly Row[] =>
    driver.all(text, params) as unknown as readonly Row[]

  const unsafe: UnsafeDb = {
    all: (text, params = []) => rows(text, params),
    first: <Row extends object>(text: string, params: readonly SqlValue[] = []) => rows<Row>(text, params)[0],
    run: (writes, text, params = []) => {
      assert(written !== undefined, 'writes happen inside a transaction')
      written.add(writes)
      return driver.run(text, params)
    },
  }

  const read = (identity: IdentityId, onTable?: (table: string) => void): SafeDb => {
    const all = <Row extends object>(statement: Sql): readonly Row[] => {
      const { text, params } = render(statement, identity, (table) => onTable?.(table.name))
      return rows<Row>(text, params)
    }
    return { identity, all, first: <Row extends object>(statement: Sql) => all<Row>(statement)[0] }
  }

  const createTx = (identity: IdentityId): Tx => ({
    identity,
    safe: read(identity),
    unsafe,
    insert: ({ table, values }) => {
      unsafe.run(table.name, insertStatement(table), [identity, ...values])
    },
    erases() {
      if (isErasing) return
      isErasing = true
      unsafe.run('unpurged', 'INSERT OR IGNORE INTO unpurged (one) VALUES (1)')
    },
    as: createTx,
  })

  /**
   * What deleted rows said is in no file and no cached page when this returns: the log's pages are written
   * into the database, and the log is emptied. Then nothing is left to purge, and that is written down.
   */
  const purge = (): void => {
    const [result] = driver.all('PRAGMA wal_checkpoint(TRUNCATE)')
    assert(result?.busy === 0, 'nobody else reads the log')
    driver.all('PRAGMA shrink_memory') // cached pages hold copies that the file no longer has
    driver.run('DELETE FROM unpurged', [])
  }

  return {
    transaction(identity, work) {
      assert(written === undefined, 'transactions do not nest')
      const tables = new Set<string>()
      written = tables
      isErasing = false
      driver.exec('BEGIN IMMEDIATE')
      try {
        const result = work(createTx(identity))
        driver.exec('COMMIT')
        written = undefined
        if (isErasing) purge()
        if (tables.size > 0) onCommit(tables)
        return result
      } catch (error) {
        if (written !== undefined) {
          written = undefined
          driver.exec('ROLLBACK')
        }
        throw error
      }
    },
    read,
    purgeIfDue() {
      if (unsafe.first('SELECT 1 AS due FROM unpurged') !== undefined) purge()
    },
    wide: { all: unsafe.all, first: unsafe.first },
    close: () => driver.close(),
  }
}
