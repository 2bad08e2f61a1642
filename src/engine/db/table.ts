/**
 * Table handles: the only way rows reach the projected part of the database.
 *
 * A scoped table belongs to identities: every row carries `recorded_by`, which the applier adds, so a
 * projector cannot name an identity. The primary key is (recorded_by, event_id) plus the table's own
 * `key` columns, for tables with several rows an event. Tables whose name ends in `_ephemeral` hold
 * observations and scheduling: outside replay, never an input to validity (I2).
 */

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
  row(values: RowOf<C>): Insert
}

export function table<C extends Columns>(
  name: string,
  columns: C & { readonly event_id: 'id' },
  options: {
    readonly key?: readonly (keyof C & string)[]
    readonly indexes?: readonly (readonly (keyof C & string)[])[]
  } = {},
): ScopedTable<C> {
  const names = Object.keys(columns)
  const handle: ScopedTable<C> = {
    name,
    columns,
    key: options.key ?? [],
    indexes: options.indexes ?? [],
    row: (values) => ({ table: handle, values: names.map((column) => values[column] as SqlValue) }),
  }
  return handle
}

export function isEphemeral(handle: ScopedTable): boolean {
  return handle.name.endsWith('_ephemeral')
}

const SQL_TYPE: Readonly<Record<ColumnType, string>> = { id: 'TEXT', text: 'TEXT', integer: 'INTEGER', blob: 'BLOB' }

/** WITHOUT ROWID: the primary key is the table, one tree instead of two. */
export function createTableSql(handle: ScopedTable): string {
  const columns = Object.entries(handle.columns).map(([name, type]) => `${name} ${SQL_TYPE[type]} NOT NULL`)
  const key = ['recorded_by', 'event_id', ...handle.key].join(', ')
  const create = `CREATE TABLE ${handle.name} (recorded_by INTEGER NOT NULL, ${columns.join(', ')}, PRIMARY KEY (${key})) WITHOUT ROWID, STRICT;`
  const indexes = handle.indexes.map(
    (index) =>
      `CREATE INDEX ${handle.name}_by_${index.join('_')} ON ${handle.name} (recorded_by, ${index.join(', ')});`,
  )
  return [create, ...indexes].join('\n')
}

export function insertSql(handle: ScopedTable): string {
  const names = Object.keys(handle.columns)
  return `INSERT INTO ${handle.name} (recorded_by, ${names.join(', ')}) VALUES (?${', ?'.repeat(names.length)})`
}
