/**
 * Table handles: the only way rows reach the projected part of the database.
 *
 * A scoped table belongs to identities: every row carries `recorded_by`, which the applier adds, so a
 * projector cannot name an identity. The primary key is (recorded_by, event_id) plus the table's own
 * `key` columns, for tables with several rows an event. A table with as many rows as there is content is
 * kept in the order of the log instead: its primary key is the position of its event there. Ids are random,
 * so a batch of rows by id changes a page for nearly each, and a batch by position a few at the end. Tables
 * whose name ends in `_ephemeral` hold observations and scheduling: outside replay, never an input to
 * validity (I2).
 */

import { assert } from '../base/errors.ts'
import type { SqlValue } from '../base/ports.ts'

/** `id` and `text` are TEXT, `integer` is INTEGER, `blob` is BLOB; none is nullable. */
export type ColumnType = 'id' | 'text' | 'integer' | 'blob'
export type Columns = Readonly<Record<string, ColumnType>>

type ValueOf<Type extends ColumnType> = Type extends 'integer' ? number : Type extends 'blob' ? Uint8Array : string
export type RowOf<C extends Columns> = { readonly [Name in keyof C]: ValueOf<C[Name]> }

export interface Insert {
  readonly table: ScopedTable
  /** In the order of the table's columns, without `recorded_by`. */
  readonly values: readonly SqlValue[]
}

export interface ScopedTable<C extends Columns = Columns> {
  readonly name: string
  readonly columns: C
  readonly key: readonly string[]
  readonly indexes: readonly (readonly string[])[]
  /** One row an event, found by `position`; there is no index by `event_id`. */
  readonly isInLogOrder: boolean
  row(values: RowOf<C>): Insert
}

export function table<C extends Columns>(
  name: string,
  columns: C & { readonly event_id: 'id' },
  options: {
    readonly key?: readonly (keyof C & string)[]
    readonly indexes?: readonly (readonly (keyof C & string)[])[]
    readonly isInLogOrder?: boolean
  } = {},
): ScopedTable<C> {
  const names = Object.keys(columns)
  assert(names[0] === 'event_id' || options.isInLogOrder !== true, 'the event comes first in what finds its position')
  const handle: ScopedTable<C> = {
    name,
    columns,
    key: options.key ?? [],
    indexes: options.indexes ?? [],
    isInLogOrder: options.isInLogOrder ?? false,
    row: (values) => ({ table: handle, values: names.map((column) => values[column] as SqlValue) }),
  }
  return handle
}

export function isEphemeral(handle: ScopedTable): boolean {
  return handle.name.endsWith('_ephemeral')
}

const SQL_TYPE: Readonly<Record<ColumnType, string>> = { id: 'TEXT', text: 'TEXT', integer: 'INTEGER', blob: 'BLOB' }

/** WITHOUT ROWID: the primary key is the table, one tree instead of two. So it is by position, SQLite's rowid. */
export function createTableSql(handle: ScopedTable): string {
  const typed = Object.entries(handle.columns).map(([name, type]) => `${name} ${SQL_TYPE[type]} NOT NULL`)
  const columns = ['recorded_by INTEGER NOT NULL', ...typed].join(', ')
  const key = ['recorded_by', 'event_id', ...handle.key].join(', ')
  const create = handle.isInLogOrder
    ? `CREATE TABLE ${handle.name} (position INTEGER PRIMARY KEY, ${columns}) STRICT;`
    : `CREATE TABLE ${handle.name} (${columns}, PRIMARY KEY (${key})) WITHOUT ROWID, STRICT;`
  const indexes = handle.indexes.map(
    (index) =>
      `CREATE INDEX ${handle.name}_by_${index.join('_')} ON ${handle.name} (recorded_by, ${index.join(', ')});`,
  )
  return [create, ...indexes].join('\n')
}

/** Of an identity (parameter 1) and its event (parameter 2). */
const POSITION = '(SELECT position FROM log WHERE recorded_by = ?1 AND event_id = ?2)'

/** Parameters: the identity, then the columns in their order. */
export function insertSql(handle: ScopedTable): string {
  const names = ['recorded_by', ...Object.keys(handle.columns)]
  const values = names.map((_, i) => `?${i + 1}`)
  if (handle.isInLogOrder) {
    names.push('position')
    values.push(POSITION)
  }
  return `INSERT INTO ${handle.name} (${names.join(', ')}) VALUES (${values.join(', ')})`
}

/** All rows of one event. Parameters: the identity, the event. */
export function deleteSql(handle: ScopedTable): string {
  const which = handle.isInLogOrder ? `position = ${POSITION}` : 'recorded_by = ?1 AND event_id = ?2'
  return `DELETE FROM ${handle.name} WHERE ${which}`
}
