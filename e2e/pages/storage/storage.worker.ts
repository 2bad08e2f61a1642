/** Runs the contract suites and small tasks against the real OPFS driver, in the only place it works. */

import { asTimestamp } from '../../../src/engine/base/ids.ts'
import { type OpfsSql, openOpfsSql } from '../../../src/platform/browser/opfs-sql.ts'
import { createParallelVerifier } from '../../../src/platform/browser/parallel-verifier.ts'
import { consoleLog } from '../../../src/platform/web/console-log.ts'
import { eventCheckContract } from '../../../src/testing/contracts/event-check.ts'
import { durableSqlContract, sqlDriverContract } from '../../../src/testing/contracts/sql-driver.ts'
import { verifierContract } from '../../../src/testing/contracts/verifier.ts'
import type { StorageAnswer, StorageTask } from './protocol.ts'

const log = consoleLog()
const now = () => asTimestamp(Date.now())

async function runContract(suite: 'any' | 'durable' | 'verifier', index: number): Promise<void> {
  const directory = `contract-${suite}-${index}`
  let sql: OpfsSql | undefined
  const open = async () => {
    sql = await openOpfsSql(directory, log)
    return sql
  }
  const context = {
    fresh: open,
    reopen() {
      sql?.abandon()
      return open()
    },
  }
  if (suite === 'verifier') return [...verifierContract, ...eventCheckContract][index]?.run(createParallelVerifier(log))
  await (suite === 'any' ? sqlDriverContract : durableSqlContract)[index]?.run(context)
  sql?.abandon()
}

async function measure(rows: number): Promise<Readonly<Record<string, number>>> {
  const sql = await openOpfsSql('speed', log)
  sql.exec('CREATE TABLE IF NOT EXISTS event (event_id TEXT PRIMARY KEY, bytes BLOB); DELETE FROM event')
  const bytes = new Uint8Array(500).fill(7)
  const ids = Array.from({ length: rows }, (_, i) => `${(i * 2_654_435_761) % 4_294_967_296}`.padStart(32, '0'))
  const rate = (count: number, act: () => void) => {
    const begun = performance.now()
    act()
    return Math.round((count / (performance.now() - begun)) * 1000)
  }
  const insert = (id: string) => sql.run('INSERT INTO event VALUES (?, ?)', [id, bytes])
  const result = {
    rows_per_second_in_one_transaction: rate(rows, () => {
      sql.exec('BEGIN')
      for (const id of ids) insert(id)
      sql.exec('COMMIT')
    }),
    point_reads_per_second: rate(rows, () => {
      for (const id of ids) sql.all('SELECT bytes FROM event WHERE event_id = ?', [id])
    }),
    rows_per_second_in_batches_of_100: rate(10_000, () => {
      for (let batch = 0; batch < 100; batch++) {
        sql.exec('BEGIN')
        for (let i = 0; i < 100; i++) insert(`b${batch * 100 + i}`)
        sql.exec('COMMIT')
      }
    }),
    durable_single_rows_per_second: rate(1_000, () => {
      for (let i = 0; i < 1_000; i++) insert(`s${i}`)
    }),
  }
  sql.close()
  return result
}

/** Keys without an order and notes of many lengths, so that pages are split and merged. @returns notes that remain */
async function erase(directory: string, text: string): Promise<unknown> {
  const sql = await openOpfsSql(directory, log)
  const seen = new Set<number>()
  let state = 1
  const key = () => {
    do state = (state * 48_271) % 2_147_483_647
    while (seen.has(state))
    seen.add(state)
    return state.toString(16).padStart(64, '0')
  }
  sql.exec('CREATE TABLE note (k TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID; BEGIN')
  const write = (n: number, words: string) =>
    sql.run('INSERT INTO note VALUES (?, ?)', [key(), `${words} ${n}; ${'x'.repeat((n * 37) % 2000)}`])
  for (let n = 0; n < 3_000; n++) write(n, n % 3 === 0 ? text : 'remains')
  sql.exec('COMMIT')
  sql.run('DELETE FROM note WHERE text LIKE ?', [`${text}%`])
  sql.exec('PRAGMA wal_checkpoint(TRUNCATE); PRAGMA shrink_memory')
  for (let n = 0; n < 40; n++) write(n, 'later')
  return sql.all("SELECT count(*) AS n FROM note WHERE text LIKE 'remains%'")[0]?.n
}

async function act(task: StorageTask): Promise<unknown> {
  switch (task.kind) {
    case 'contract':
      return runContract(task.suite, task.index)
    case 'write': {
      const sql = await openOpfsSql(task.directory, log)
      sql.exec('CREATE TABLE IF NOT EXISTS note (text TEXT, at INTEGER)')
      sql.run('INSERT INTO note VALUES (?, ?)', [task.text, now()])
      sql.exec('BEGIN')
      sql.run('INSERT INTO note VALUES (?, ?)', [`${task.text}, not committed`, now()])
      return undefined // and lives on with an open transaction until it is killed
    }
    case 'read': {
      const sql = await openOpfsSql(task.directory, log)
      const rows = sql.all('SELECT text FROM note')
      sql.close()
      return rows.map((row) => row.text)
    }
    case 'erase':
      return erase(task.directory, task.text)
    case 'hold': {
      await openOpfsSql(task.directory, log)
      return undefined
    }
    case 'speed':
      return measure(task.rows)
  }
}

addEventListener('message', async ({ data }: MessageEvent<StorageTask>) => {
  const answer: StorageAnswer = await act(data).then(
    (value) => ({ ok: true, value }),
    (error: unknown) => ({ ok: false, error: error instanceof Error ? error.message : String(error) }),
  )
  postMessage(answer)
})
