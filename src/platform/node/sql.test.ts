/** The Node driver keeps the port's contract, in memory and on a disk that outlasts it. */

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

  test('the text of a deleted row is in no file after a checkpoint', async () => {
    const disk = createNodeDisk()
    const sql = await openNodeSql(disk)
    const holds = (text: string) =>
      [...disk.files.values()].some((file) => Buffer.from(file.data, 0, file.size).includes(text))
    sql.exec('CREATE TABLE n (v TEXT)')
    sql.run('INSERT INTO n VALUES (?)', ['a whisper'.repeat(1000)])
    expect(holds('a whisper')).toBe(true)
    sql.exec('DELETE FROM n; PRAGMA wal_checkpoint(TRUNCATE)')
    expect(holds('a whisper')).toBe(false)
  })
})
