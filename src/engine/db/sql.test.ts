/** SQL as values and slices: what is rendered, and what one identity can see of a database. */

import { beforeEach, describe, expect, test } from 'vitest'
import { openNodeSql } from '../../platform/node/sql.ts'
import { InvariantError } from '../base/errors.ts'
import { asIdentity } from '../base/ids.ts'
import { createDatabase, type Database } from './database.ts'
import { render, sql } from './sql.ts'
import { createTableSql, table } from './table.ts'

const note = table('note', { event_id: 'id', text: 'text' }, { indexes: [['text']] })
const tag = table('tag', { event_id: 'id', word: 'text' }, { key: ['word'] })
const [first, second] = [asIdentity(1), asIdentity(2)]

describe('a rendered statement', () => {
  test('binds every value and cuts every table to the identity, in the order they stand', () => {
    const seen: string[] = []
    const statement = sql`SELECT ${'a'} FROM ${note} WHERE text = ${'b'} AND ${sql`x IN (SELECT word FROM ${tag})`}`
    const { text, params } = render(statement, second, ({ name }) => seen.push(name))
    expect(text).toBe(
      'SELECT ? FROM (SELECT * FROM note WHERE recorded_by = ?) WHERE text = ? AND x IN (SELECT word FROM (SELECT * FROM tag WHERE recorded_by = ?))',
    )
    expect(params).toEqual(['a', 2, 'b', 2])
    expect(seen).toEqual(['note', 'tag'])
  })

  test('takes null, numbers and bytes as values, never as text', () => {
    const bytes = Uint8Array.of(1)
    const { text, params } = render(sql`${null} ${0} ${bytes} ${"'; DROP TABLE note; --"}`, first, () => undefined)
    expect(text).toBe('? ? ? ?')
    expect(params).toEqual([null, 0, bytes, "'; DROP TABLE note; --"])
  })
})

describe('the database', () => {
  let db: Database
  let committed: string[][]
  beforeEach(async () => {
    const driver = await openNodeSql()
    for (const handle of [note, tag]) driver.exec(createTableSql(handle))
    committed = []
    db = createDatabase(driver, (tables) => committed.push([...tables].sort()))
    for (const identity of [first, second]) {
      db.transaction(identity, (tx) => tx.insert(note.row({ event_id: 'e', text: `of ${identity}` })))
    }
  })

  test('shows an identity its own rows alone, under the same event id', () => {
    expect(db.read(first).all(sql`SELECT text FROM ${note}`)).toEqual([{ text: 'of 1' }])
    expect(db.read(second).all(sql`SELECT text FROM ${note}`)).toEqual([{ text: 'of 2' }])
    const joined = sql`SELECT a.text FROM ${note} a JOIN ${note} b ON b.event_id = a.event_id`
    expect(db.read(second).all(joined)).toEqual([{ text: 'of 2' }])
  })

  test('tells which tables were written once they are, and nothing of what was rolled back', () => {
    committed.length = 0
    db.transaction(first, (tx) => tx.insert(tag.row({ event_id: 'e', word: 'x' })))
    const fails = () =>
      db.transaction(first, (tx) => {
        tx.insert(note.row({ event_id: 'f', text: 'lost' }))
        throw new Error('no')
      })
    expect(fails).toThrow('no')
    expect(committed).toEqual([['tag']])
    expect(db.read(first).all(sql`SELECT text FROM ${note}`)).toHaveLength(1)
  })

  test('takes rows of several keys an event, and not the same key twice', () => {
    const put = (word: string) => db.transaction(first, (tx) => tx.insert(tag.row({ event_id: 'e', word })))
    put('x')
    put('y')
    expect(() => put('x')).toThrow()
    expect(db.read(first).all(sql`SELECT word FROM ${tag} ORDER BY word`)).toEqual([{ word: 'x' }, { word: 'y' }])
  })

  test('does not nest transactions', () => {
    expect(() => db.transaction(first, () => db.transaction(second, () => 0))).toThrow(InvariantError)
  })

  test('tells a reader which tables a query reads', () => {
    const read: string[] = []
    db.read(first, (name) => read.push(name)).all(sql`SELECT * FROM ${note}, ${tag}`)
    expect(read).toEqual(['note', 'tag'])
  })
})

describe('what is erased', () => {
  const pragmas = async () => {
    const driver = await openNodeSql()
    driver.exec(`CREATE TABLE unpurged (one INTEGER PRIMARY KEY); ${createTableSql(note)}`)
    const asked: string[] = []
    let dies = false
    const all: typeof driver.all = (text, params) => {
      if (text.startsWith('PRAGMA')) asked.push(text)
      if (dies && text.startsWith('PRAGMA')) throw new Error('killed')
      return driver.all(text, params)
    }
    const open = () => createDatabase({ ...driver, all }, () => undefined)
    const die = (now: boolean): void => {
      dies = now
    }
    return { open, asked, die }
  }

  test('is purged after the commit, once, and nothing is purged that erased nothing', async () => {
    const { open, asked } = await pragmas()
    const opened = open()
    opened.purgeIfDue()
    opened.transaction(first, (tx) => tx.insert(note.row({ event_id: 'e', text: 'kept' })))
    expect(asked).toEqual([])
    opened.transaction(first, (tx) => {
      tx.erases()
      tx.erases()
    })
    expect(asked).toHaveLength(2)
    opened.transaction(first, (tx) => tx.insert(note.row({ event_id: 'f', text: 'kept' })))
    open().purgeIfDue()
    expect(asked).toHaveLength(2)
  })

  test('is purged at the next opening when the purge did not end, and not when the erasure was rolled back', async () => {
    const { open, asked, die } = await pragmas()
    const opened = open()
    const fails = () =>
      opened.transaction(first, (tx) => {
        tx.erases()
        throw new Error('no')
      })
    expect(fails).toThrow('no')
    open().purgeIfDue()
    expect(asked).toEqual([])
    die(true)
    expect(() => opened.transaction(first, (tx) => tx.erases())).toThrow('killed')
    die(false)
    open().purgeIfDue()
    open().purgeIfDue()
    expect(asked).toHaveLength(3)
  })
})
