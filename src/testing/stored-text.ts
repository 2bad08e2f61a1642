/** What a search of the raw database files of a device finds. */

import type { NodeDisk } from '../platform/node/sql.ts'
import type { Device } from './device.ts'
import type { Member } from './member.ts'

function filesOf(disk: NodeDisk): readonly Buffer[] {
  return [...disk.files.values()].map((file) => Buffer.from(file.data, 0, file.size))
}

/** Whether any file holds this text. */
export function diskHolds(disk: NodeDisk, text: string): boolean {
  return filesOf(disk).some((file) => file.includes(text))
}

/** Whether any file of the device holds it. */
export function filesHold({ device }: Pick<Member, 'device'>, text: string): boolean {
  return diskHolds(device.copyDisk(), text)
}

/** Something a row says, long enough to be told from chance and from the words of the schema. */
export interface Trace {
  readonly where: string
  readonly value: string | Uint8Array
}

const MIN_TEXT = 24
const MIN_BYTES = 16

/** Ids of commands say nothing, and stay for a day: what is called again after leaving acts on nothing. */
const STAYS = 'command_id'

/** Everything the database holds of one identity, value by value, and the device-wide rows about it. */
export function tracesOf(member: Member): readonly Trace[] {
  const { sql } = member.device
  const identity = member.identity()
  const tables = sql.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
  return tables.flatMap(({ name }) => {
    const columns = sql.all(`SELECT name FROM pragma_table_info('${name}')`).map((column) => String(column.name))
    const owner = columns.find((column) => column === 'recorded_by' || column === 'identity')
    if (owner === undefined && name === 'unpurged') return []
    if (owner === undefined) throw new Error(`whose the rows of ${name} are is not known`)
    const rows = sql.all(`SELECT * FROM ${name} WHERE ${owner} = ?`, [identity])
    return rows.flatMap((row) =>
      Object.entries(row).flatMap(([column, value]) => {
        const isLong =
          (typeof value === 'string' && value.length >= MIN_TEXT) ||
          (value instanceof Uint8Array && value.length >= MIN_BYTES)
        return isLong && column !== STAYS ? [{ where: `${name}.${column}`, value }] : []
      }),
    )
  })
}

/** Where what was traced is still found in the files. */
export function foundIn(device: Device, traces: readonly Trace[]): readonly string[] {
  const files = filesOf(device.copyDisk())
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
