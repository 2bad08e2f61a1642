/**
 * Says when to bump a version: the database's when a table of `store/` changes, an event type's when its
 * shape does. A changed hash here is a decision to make, not a number to paste.
 */

import { describe, expect, test } from 'vitest'
import { toHex, utf8 } from '../base/bytes.ts'
import { sha256 } from '../crypto/hash.ts'
import { modules } from '../events/registry.ts'
import { STORE_SQL, STORE_TABLES } from '../store/tables.ts'
import { SCHEMA_VERSION } from './schema.ts'
import { createTableSql } from './table.ts'

function hashOf(lines: readonly string[]): string {
  return toHex(sha256(utf8(lines.join('\n')))).slice(0, 16)
}

describe('the schema', () => {
  test('every table is what SCHEMA_VERSION says it is: bump the version and this hash together', () => {
    const tables = [...STORE_TABLES, ...modules.flatMap((module) => module.tables)].map(createTableSql).sort()
    expect({ version: SCHEMA_VERSION, hash: hashOf([STORE_SQL, ...tables]) }).toEqual({
      version: 15,
      hash: '5debbfd0d8562003',
    })
  })

  test('every event type is what its version says it is: a new field is a new body version', () => {
    const shapes = modules.map(
      ({ shape }) =>
        `${shape.type} ${shape.kind} ${shape.version}: ${Object.entries(shape.fields)
          .map(([name, field]) => `${name}/${field.role}/${(field.types ?? []).join('|')}`)
          .join(', ')}`,
    )
    expect(hashOf(shapes)).toBe('61b02139f5012d30')
  })
})
