/**
 * The smallest engine that keeps the promises the boundary and the tabs rely on: durable commands that
 * act once under their id, and watches told of every change. Channels are all it knows. For the tests of
 * `rpc/` and of the tabs, which must not fail with the real engine.
 */

import { EngineError, type QueryResult } from '../engine/api.ts'
import type { EngineErrorCode } from '../engine/base/errors.ts'
import { InvariantError } from '../engine/base/errors.ts'
import type { SqlDriver } from '../engine/base/ports.ts'
import { parseValue } from './messages.ts'
import type { HostedEngine } from './serve.ts'

/** Asked by this name, the engine fails with a bug of its own. */
export const BROKEN_NAME = 'a bug'

export function createTinyEngine(sql: SqlDriver): HostedEngine {
  sql.exec(`CREATE TABLE IF NOT EXISTS channel (channel_id TEXT PRIMARY KEY, name TEXT, last_at INTEGER);
    CREATE TABLE IF NOT EXISTS command_result (id TEXT PRIMARY KEY, result TEXT)`)
  const watchers = new Set<() => void>()

  const list = (): QueryResult<'channel.list'> =>
    parseValue(sql.all('SELECT channel_id, name, 0 AS stub, last_at FROM channel ORDER BY last_at, channel_id'))

  const create = (name: string, id: string, t_ms: number): string => {
    const earlier = sql.all('SELECT result FROM command_result WHERE id = ?', [id])[0]
    if (earlier !== undefined) return String(earlier.result)
    if (name === '') throw new EngineError('name_invalid', 'empty')
    if (name === BROKEN_NAME) throw new InvariantError('a bug was asked for')
    const channel_id = id.padEnd(64, '0')
    sql.exec('BEGIN')
    sql.run('INSERT INTO channel VALUES (?, ?, ?)', [channel_id, name, t_ms])
    sql.run('INSERT INTO command_result VALUES (?, ?)', [id, channel_id])
    sql.exec('COMMIT')
    for (const watcher of watchers) watcher()
    return channel_id
  }

  return {
    async command(name, args, id, t_ms) {
      if (name !== 'channel.create') throw new EngineError('unknown_method', name)
      return parseValue(create(parseValue<{ name: string }>(args).name, id, t_ms))
    },
    async query(name) {
      if (name === 'diagnostics.counters') return parseValue({ watches: watchers.size })
      if (name !== 'channel.list') throw new EngineError('unknown_method', name)
      return parseValue(list())
    },
    watch(name, _args, onResult, onError: (error: EngineErrorCode) => void) {
      if (name !== 'channel.list') {
        onError('unknown_method')
        return () => undefined
      }
      const watcher = () => onResult(parseValue(list()))
      watchers.add(watcher)
      watcher()
      return () => watchers.delete(watcher)
    },
    tick: () => undefined,
    online: () => undefined,
    close: () => sql.close(),
  }
}
