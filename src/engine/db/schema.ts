/**
 * Creates the database's tables once, or refuses one made by a newer build. The projected tables come
 * from the event modules, so a new event type needs no line here.
 */

import { EngineError } from '../base/errors.ts'
import type { SqlDriver } from '../base/ports.ts'
import { createTableSql, type ScopedTable } from './table.ts'

/** Raised when a table of `store/` changes shape; projected tables are rebuilt by replay instead. */
export const SCHEMA_VERSION = 15

/** @throws EngineError `version_mismatch` */
export function openSchema(driver: SqlDriver, storeSql: string, tables: readonly ScopedTable[]): void {
  const version = Number(driver.all('PRAGMA user_version')[0]?.user_version ?? 0)
  if (version > SCHEMA_VERSION)
    throw new EngineError('version_mismatch', `database ${version}, build ${SCHEMA_VERSION}`)
  if (version === SCHEMA_VERSION) return
  driver.exec('BEGIN IMMEDIATE')
  driver.exec([storeSql, ...tables.map(createTableSql), `PRAGMA user_version = ${SCHEMA_VERSION};`].join('\n'))
  driver.exec('COMMIT')
}
