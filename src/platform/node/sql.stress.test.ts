/** What a long run inside one optimised loop does to the host. How fast it is, `bench/` says. */

import { expect, test } from 'vitest'
import { openNodeSql } from './sql.ts'

const ROWS = 60_000

test('sixty thousand rows of 500 bytes go in within one transaction, and the process lives', async () => {
  const sql = await openNodeSql()
  sql.exec('CREATE TABLE event (event_id TEXT PRIMARY KEY, bytes BLOB)')
  const bytes = new Uint8Array(500).fill(7)
  const ids = Array.from({ length: ROWS }, (_, i) => i.toString(16).padStart(32, '0'))
  sql.exec('BEGIN')
  for (const id of ids) sql.run('INSERT INTO event VALUES (?, ?)', [id, bytes])
  sql.exec('COMMIT')
  expect(sql.all('SELECT count(*) AS n FROM event')).toEqual([{ n: ROWS }])
  sql.close()
})
