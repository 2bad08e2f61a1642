/**
 * Every event type is one module of one form. What holds of all of them is shown here for each: the
 * sections and their order, names, tables, and projectors that read nothing and change nothing.
 */

import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { asTimestamp, type EventId, type NetworkId, type PeerId } from '../base/ids.ts'
import type { CborValue } from '../crypto/cbor.ts'
import { device, erasureClaim, erasureScope, membership } from '../store/tables.ts'
import type { EventModule } from './event-module.ts'
import type { EventKind, EventOf, Shape, ShapeBody } from './fields.ts'
import { modules, registry } from './registry.ts'

const FOLDERS = ['identity', 'group', 'content', 'local'] as const
const SECTIONS = ['SHAPE', 'TABLES', 'VALIDATE', 'PROJECT', 'COMMANDS', 'QUERIES']
const HERE = import.meta.dirname

/**
 * Tables that do not begin with the name of their type, each with its reason: the earlier of two types owns
 * a table both need, and SQL reserves a word.
 */
const OTHER_TABLES: Readonly<Record<string, readonly string[]>> = {
  peer_shared: ['prekey'], // every prekey ever published: `prekey_shared` adds to it
  group: ['community_group'], // GROUP is a keyword
  group_epoch: ['epoch', 'epoch_parent', 'epoch_exclude', 'wrap'], // wraps come by shares too
}
/** Tables that several types write. */
const SHARED_TABLES = Object.values(OTHER_TABLES).flat()

/** Values of every kind that a field may take; the first a field accepts stands for it. */
const CANDIDATES: readonly CborValue[] = [
  new Uint8Array(32).fill(7),
  new Uint8Array(64).fill(7),
  new Uint8Array(8).fill(7),
  'a text',
  ...['all', 'user', 'transit'],
  7,
  true,
  [new Uint8Array(32).fill(7)],
  ['a text'],
  [],
]

/** A body whose every field is filled. */
function specimenBody(shape: Shape): ShapeBody<Shape> {
  const entries = Object.entries(shape.fields).map(([name, field]) => {
    const parsed = CANDIDATES.map((raw) => field.parse(raw)).find((value) => value !== undefined)
    if (parsed === undefined) throw new Error(`no value for ${shape.type}.${name}`)
    return [name, parsed]
  })
  return Object.fromEntries(entries) as ShapeBody<Shape>
}

const ID = 'ab'.repeat(32)

function specimen(module: EventModule): EventOf<Shape> {
  return {
    type: module.shape.type,
    id: ID as EventId,
    author: 'cd'.repeat(32) as PeerId,
    seq: 3,
    created_at: asTimestamp(1_800_000_000_000),
    network_id: ID as NetworkId,
    epoch_id: undefined,
    group_id: undefined,
    body: specimenBody(module.shape),
  }
}

/** For each dependency field, an event of a type that may stand there. */
function dependenciesOf(module: EventModule): Readonly<Record<string, unknown>> {
  const found: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(module.shape.fields)) {
    const other = field.role === 'ref' ? registry.get(field.types?.[0] ?? '') : undefined
    if (other === undefined) continue
    const { type, id, author, body } = specimen(other)
    const value = specimenBody(module.shape) as Readonly<Record<string, unknown>>
    found[name] = Array.isArray(value[name]) ? [{ type, id, author, body }] : { type, id, author, body }
  }
  return found
}

function frozen<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  for (const inner of Object.values(value)) frozen(inner)
  return Object.freeze(value)
}

const files = FOLDERS.flatMap((folder) =>
  readdirSync(join(HERE, folder))
    .filter((name) => name.endsWith('.ts') && !name.includes('.test.'))
    .map((name) => ({ folder, path: join(HERE, folder, name), type: basename(name, '.ts') })),
)

test('every module in the folders is registered, and every registered one has its file', () => {
  expect(files.map(({ type }) => type).sort()).toEqual([...registry.keys()].sort())
  expect(registry.size).toBe(modules.length)
})

test('a module comes after all it depends on, as far as another type is named', () => {
  const order = modules.map((module) => module.shape.type as string)
  for (const module of modules as readonly EventModule[]) {
    for (const field of Object.values(module.shape.fields)) {
      for (const type of field.role === 'ref' ? (field.types ?? []) : []) {
        expect([...registry.keys()]).toContain(type)
        if (order.indexOf(type) <= order.indexOf(module.shape.type)) continue
        // Every control event names a membership: the device's `user` or link too, which come later.
        expect(field.types, `${module.shape.type} ${type}`).toEqual(['network', 'user', 'device_link'])
      }
    }
  }
})

test('no two types own one table', () => {
  const names = (modules as readonly EventModule[]).flatMap((module) => module.tables.map(({ name }) => name))
  expect(new Set(names).size).toBe(names.length)
})

describe.each(files)('$type', ({ folder, path, type }) => {
  const source = readFileSync(path, 'utf8')
  const module = registry.get(type)
  const kind: EventKind | undefined = module?.shape.kind

  test('begins with a header that says what it is and of which kind', () => {
    expect(source.startsWith('/**\n')).toBe(true)
    const header = source.slice(0, source.indexOf('*/'))
    const said = { control: 'control', content: 'content', state: 'sealed state', local: 'local-only' } as const
    expect(header).toContain(`${type} (${kind === undefined ? '' : said[kind]})`)
  })

  test('has its sections, each once and in order', () => {
    const found = [...source.matchAll(/^\s*\/\/ ([A-Z]+)$/gm)].map((match) => match[1])
    expect(found).toEqual(SECTIONS)
  })

  test('lives in the folder of its kind', () => {
    expect(folder === 'local').toBe(kind === 'local')
    if (kind === 'content') expect(folder).toBe('content')
  })

  test('has tables of its own name, or of one that is listed here', () => {
    for (const { name } of module?.tables ?? []) {
      const isOwn = name === type || name.startsWith(`${type}_`)
      expect(isOwn || (OTHER_TABLES[type] ?? []).includes(name), name).toBe(true)
    }
  })

  test('has tables keyed by the event, with columns that SQL takes', () => {
    for (const handle of module?.tables ?? []) {
      expect(Object.keys(handle.columns)).toContain('event_id')
      expect(Object.keys(handle.columns)).not.toContain('recorded_by')
      for (const column of Object.keys(handle.columns)) expect(column).toMatch(/^[a-z][a-z0-9_]*$/)
    }
  })

  test('projects rows of its own tables, keyed by its id, the same each time, from what it may not change', () => {
    if (module === undefined) throw new Error('a registered module')
    const event = frozen(specimen(module))
    const deps = frozen(dependenciesOf(module))
    const rows = module.project(event, deps as never)
    expect(rows.length).toBeGreaterThan(0)
    expect(module.project(event, deps as never)).toEqual(rows)
    const shared: readonly string[] = [
      device.name,
      membership.name,
      erasureClaim.name,
      erasureScope.name,
      ...SHARED_TABLES,
    ]
    for (const { table, values } of rows) {
      expect(values[Object.keys(table.columns).indexOf('event_id')]).toBe(event.id)
      expect(values).toHaveLength(Object.keys(table.columns).length)
      expect(module.tables.includes(table) || shared.includes(table.name), table.name).toBe(true)
    }
  })

  test('names no time, no randomness and no log, and no database where it judges', () => {
    expect(source).not.toMatch(/Date\.now|Math\.random|console\./)
    const judging = source.slice(source.indexOf('// VALIDATE'), source.indexOf('// COMMANDS'))
    expect(judging).not.toMatch(/\bdb\b|sql`|\.log\(/)
  })
})
