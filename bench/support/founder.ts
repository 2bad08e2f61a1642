/** A founder with a history, as a disk made in Node: what a browser profile can be given in place of its own. */

import { must } from '../../src/engine/base/errors.ts'
import { asCommandId, asTimestamp } from '../../src/engine/base/ids.ts'
import { createNodeDisk, type NodeDisk, openNodeSql } from '../../src/platform/node/sql.ts'
import { createPrng } from '../../src/platform/sim/prng.ts'
import { textOf } from '../pages/ingest/corpus.ts'
import { openEngine } from '../pages/ingest/engine.ts'
import { isSealed, type Opening, openingOf } from '../pages/ingest/taken-apart.ts'

export interface FounderDisk {
  readonly device: { copyDisk(): NodeDisk }
  /** Of all events that leave the device, on the wire. */
  readonly bytes: number
  /** Those among them that are sealed, in the order written, and what opens them. */
  readonly sealed: readonly Uint8Array[]
  readonly opening: Opening
}

const PAUSE_MS = 10_000

/** @param mark ends the newest message @param now_ms when it was written */
export async function founderWith(messages: number, mark: string, now_ms: number): Promise<FounderDisk> {
  const prng = createPrng('founder')
  const disk = createNodeDisk()
  const sql = await openNodeSql(disk)
  let t_ms = now_ms - (messages + 2) * PAUSE_MS
  const engine = openEngine(sql, prng.fork('engine'), t_ms)
  let calls = 0
  const next = () => asCommandId(`founder-${++calls}`)
  const names = { persona: 'p', person_name: 'Alice', network_name: 'Bench' }
  const created = await engine.command('network.create', names, next(), asTimestamp(t_ms))
  const { identity } = created
  const channel_id = must(created.channel_id, 'a first channel')
  const texts = prng.fork('texts')
  for (let n = 1; n <= messages; n++) {
    t_ms += PAUSE_MS
    const text = n === messages ? `The newest: ${mark}` : textOf(texts, n)
    await engine.command('message.send', { as: identity, channel_id, text }, next(), asTimestamp(t_ms))
  }
  const log = engine.inspect.log(identity)
  const opening = openingOf(sql)
  engine.close()
  const bytes = log.reduce((sum, event) => sum + event.length, 0)
  return { device: { copyDisk: () => disk }, bytes, sealed: log.filter(isSealed), opening }
}
