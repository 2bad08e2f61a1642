/** What a search of the raw database files of a device finds. */

import type { Device } from './device.ts'
import type { Member } from './member.ts'

function filesOf(device: Device): readonly Buffer[] {
  return [...device.copyDisk().files.values()].map((file) => Buffer.from(file.data, 0, file.size))
}

/** Whether any file of the device holds this text. */
export function filesHold({ device }: Pick<Member, 'device'>, text: string): boolean {
  return filesOf(device).some((file) => file.includes(text))
}

/** Something a row says, long enough to be told from chance and from the words of the schema. */
export interface Trace {
  readonly where: string
  readonly value: string | Uint8Array
}

const MIN_TEXT = 24
const MIN_BYTES = 16

/** Everything the database holds of one identity, value by value, and the device-wide rows about it. */
export function tracesOf(member: Member): readonly Trace[] {
  const { sql } = member.device
  const identity = member.identity()
  const tables = sql.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
  return tables.flatMap(({ name }) => {
    const columns = sql.all(`SELECT name FROM pragma_table_info('${name}')`).map((column) => String(column.name))
    const owner = columns.find((column) => column === 'recorded_by' || column === 'identity')
    if (owner === undefined) throw new Error(`whose the rows of ${name} are is not known`)
    const rows = sql.all(`SELECT * FROM ${name} WHERE ${owner} = ?`, [identity])
    return rows.flatMap((row) =>
      Object.entries(row).flatMap(([column, value]) => {
        const isLong =
          (typeof value === 'string' && value.length >= MIN_TEXT) ||
          (value instanceof Uint8Array && value.length >= MIN_BYTES)
        return isLong ? [{ where: `${name}.${column}`, value }] : []
      }),
    )
  })
}

/** Where what was traced is still found in the files. */
export function foundIn(device: Device, traces: readonly Trace[]): readonly string[] {
  const files = filesOf(device)
  return [
    ...new Set(
      traces
        .filter(({ value }) =>
          files.some((file) => file.includes(typeof value === 'string' ? value : Buffer.from(value))),
        )
        .map(({ where }) => where),
    ),
  ]
}
