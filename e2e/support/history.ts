/**
 * A community's history as a newcomer's browser is given it, and an engine in Node that took it in undisturbed: what
 * any other must come to, whatever happens to it.
 */

import { joinAsReceiver, makeCorpus } from '../../bench/pages/ingest/corpus.ts'
import { openEngine } from '../../bench/pages/ingest/engine.ts'
import type { Corpus } from '../../bench/pages/ingest/protocol.ts'
import { toHex } from '../../src/engine/base/bytes.ts'
import { must } from '../../src/engine/base/errors.ts'
import { asIdentity, asTimestamp } from '../../src/engine/base/ids.ts'
import { copyNodeDisk, createNodeDisk, openNodeSql } from '../../src/platform/node/sql.ts'
import { createPrng } from '../../src/platform/sim/prng.ts'
import { encodeFrames, eventsIn } from '../pages/opfs-engine/frames.ts'
import type { Joining } from '../pages/opfs-engine/protocol.ts'

/** In the order written; or newest first, when everything waits for the event that comes last. */
export type DeliveryOrder = 'in_order' | 'worst'

export interface Delivery {
  /** For the page's server: see `encodeFrames`. */
  readonly file: Uint8Array
  /** The ids of each frame's events. */
  readonly frames: readonly (readonly string[])[]
}

export interface History {
  readonly joining: Joining
  /** When it is received. */
  readonly t_ms: number
  readonly deliveries: Readonly<Record<DeliveryOrder, Delivery>>
  /** Fingerprint of the newcomer who was given all of it and wrote these events, and to whom nothing happened. */
  undisturbed(own: readonly Uint8Array[]): Promise<string>
}

/** The newcomer is the only identity of its database. */
export const NEWCOMER = asIdentity(1)

export async function makeHistory(events: number): Promise<History> {
  const corpus = await makeCorpus({ kind: 'plain', events }, () => openNodeSql())
  const t_ms = asTimestamp(corpus.received_at)
  const disk = createNodeDisk()
  const sql = await openNodeSql(disk)
  const { engine } = await joinAsReceiver(sql, corpus)
  for (const frame of framesOf(corpus, 'in_order')) await engine.inspect.receive(NEWCOMER, eventsIn(frame), t_ms)
  await engine.inspect.idle()
  const ids = new Map(
    sql.all('SELECT event_id, bytes FROM log').map((row) => [toHex(row.bytes as Uint8Array), String(row.event_id)]),
  )
  engine.close()

  const delivery = (order: DeliveryOrder): Delivery => {
    const frames = framesOf(corpus, order)
    const idOf = (event: Uint8Array) => must(ids.get(toHex(event)), 'an event the undisturbed engine has stored')
    return { file: encodeFrames(frames), frames: frames.map((frame) => eventsIn(frame).map(idOf)) }
  }
  return {
    joining: { seed: corpus.seed, link: corpus.link, joined_at: corpus.joined_at },
    t_ms,
    deliveries: { in_order: delivery('in_order'), worst: delivery('worst') },
    async undisturbed(own) {
      const another = openEngine(await openNodeSql(copyNodeDisk(disk)), createPrng('undisturbed'), t_ms)
      await another.inspect.receive(NEWCOMER, own, t_ms)
      const fingerprint = another.inspect.fingerprint(NEWCOMER)
      another.close()
      return fingerprint
    },
  }
}

function framesOf({ before, orders }: Corpus, order: DeliveryOrder): readonly Uint8Array[] {
  return [...before, ...must(orders[order], 'frames in that order')]
}
