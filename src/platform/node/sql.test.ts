/** The Node driver keeps the port's contract, in memory and on a disk that outlasts it. */

import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { type DurableSqlContext, durableSqlContract, sqlDriverContract } from '../../testing/contracts/sql-driver.ts'
import { copyNodeDisk, createNodeDisk, openNodeSql } from './sql.ts'

describe('in memory', () => {
  for (const story of sqlDriverContract) test(story.name, () => story.run({ fresh: () => openNodeSql() }))
})

describe('on a disk', () => {
  for (const story of [...sqlDriverContract, ...durableSqlContract]) {
    test(story.name, () => {
      let disk = createNodeDisk()
      const context: DurableSqlContext = {
        fresh: () => {
          disk = createNodeDisk()
          return openNodeSql(disk)
        },
        reopen: () => {
          disk = copyNodeDisk(disk)
          return openNodeSql(disk)
        },
      }
      return story.run(context)
    })
  }

  test('the text of deleted rows is in no file, however often pages were split, nor comes back later', async () => {
    const disk = createNodeDisk()
    const sql = await openNodeSql(disk)
    const whispers = () => {
      const files = [...disk.files.values()].map((file) => Buffer.from(file.data, 0, file.size).toString('latin1'))
      return new Set(files.flatMap((text) => text.match(/whisper \d+;/g) ?? [])).size
    }
    // keys without an order and rows of many lengths, so that pages are split and merged
    const key = (n: number) => createHash('sha256').update(`${n}`).digest('hex')
    const says = (n: number, word: string) =>
      sql.run('INSERT INTO n VALUES (?, ?)', [key(n), `${word} ${n}; ${'x'.repeat((n * 37) % 2000)}`])
    sql.exec('CREATE TABLE n (k TEXT PRIMARY KEY, v TEXT) WITHOUT ROWID; BEGIN')
    for (let n = 0; n < 1500; n++) says(n, n % 3 === 0 ? 'whisper' : 'remains')
    sql.run('INSERT INTO n VALUES (?, ?)', ['long', 'whisper 9999; '.repeat(5_000)])
    sql.exec('COMMIT')
    expect(whispers()).toBe(501)
    for (let n = 0; n < 1500; n += 3) sql.run('DELETE FROM n WHERE k = ?', [key(n)])
    sql.exec("DELETE FROM n WHERE k = 'long'; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA shrink_memory")
    expect(whispers()).toBe(0)
    for (let n = 1500; n < 1540; n++) says(n, 'later')
    expect(whispers()).toBe(0)
    expect(sql.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    expect(sql.all("SELECT count(*) AS n FROM n WHERE v LIKE 'remains%'")).toEqual([{ n: 1000 }])
  })
})
