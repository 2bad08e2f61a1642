/** The engine on OPFS, as the application's worker has it, taking in events as from a link. */

import { asIdentity, asTimestamp } from '../../../src/engine/base/ids.ts'
import type { SqlDriver } from '../../../src/engine/base/ports.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { decodeMessage } from '../../../src/engine/transit/messages.ts'
import { openOpfsSql } from '../../../src/platform/browser/opfs-sql.ts'
import { serve } from '../../../src/rpc/serve.ts'
import { joinAsReceiver } from './corpus.ts'
import { log, nextTask } from './engine.ts'
import { type Frames, type IngestResult, type IngestTask, type Pause, PRAGMAS } from './protocol.ts'

/** A megabyte in frames: what a link has under way before its sender holds back. */
const FRAMES_UNDER_WAY = 16
const PAGE = 500
/** The link that brings them. */
const ORIGIN = 'bench'

type Receiver = Pick<IngestTask['corpus'], 'received_at' | 'channel_id'> & {
  readonly engine: Engine
  readonly identity: ReturnType<typeof asIdentity>
}

function eventsIn(frame: Uint8Array): readonly Uint8Array[] {
  const decoded = decodeMessage(frame)
  if (!decoded.ok || decoded.message.kind !== 'events') throw new Error('a frame of events')
  return decoded.message.events
}

/** Each frame comes in a task of its own, as messages of a channel do. */
async function receiveAll({ engine, identity, received_at }: Receiver, frames: Frames): Promise<void> {
  const underWay: Promise<unknown>[] = []
  for (const [i, frame] of frames.entries()) {
    await underWay[i - FRAMES_UNDER_WAY]
    await nextTask()
    underWay.push(engine.inspect.receive(identity, eventsIn(frame), asTimestamp(received_at), ORIGIN))
  }
  await Promise.all(underWay)
  await engine.inspect.idle()
}

async function countShown({ engine, identity, received_at, channel_id }: Receiver): Promise<number> {
  const args = { as: identity, channel_id: channel_id as never, limit: PAGE }
  let shown = 0
  for (let before = {}; ; ) {
    const page = await engine.query('message.list', { ...args, ...before }, asTimestamp(received_at))
    shown += page.messages.length
    const first = page.messages[0]
    if (!page.more_before || first === undefined) return shown
    before = { before: { created_at: first.created_at, message_id: first.message_id } }
  }
}

function settings(sql: SqlDriver): Readonly<Record<string, string>> {
  return Object.fromEntries(PRAGMAS.map((name) => [name, String(Object.values(sql.all(`PRAGMA ${name}`)[0] ?? {})[0])]))
}

function pause(pause: Pause['pause']): Promise<void> {
  return new Promise((resolve) => {
    addEventListener('message', () => resolve(), { once: true })
    postMessage({ pause } satisfies Pause)
  })
}

async function ingest({ corpus, frames, directory, client, pauses = false }: IngestTask): Promise<IngestResult> {
  const { received_at, before, channel_id } = corpus
  const sql = await openOpfsSql(directory, log)
  const { engine, identity } = await joinAsReceiver(sql, corpus)
  const receiver: Receiver = { engine, identity: asIdentity(identity), received_at, channel_id }
  await receiveAll(receiver, before)
  if (client !== undefined) serve(client, engine, () => asTimestamp(received_at), log)

  if (pauses) await pause('before')
  const begun = performance.now()
  await receiveAll(receiver, frames)
  const newest = { as: identity, channel_id: channel_id as never, limit: PAGE }
  const page = await engine.query('message.list', newest, asTimestamp(received_at))
  const ms = performance.now() - begun
  if (page.messages.length === 0) throw new Error('no message is shown')
  if (pauses) await pause('after')

  const result = {
    ms,
    shown: await countShown(receiver),
    waiting: engine.inspect.blocked(identity).length,
    counters: await engine.query('diagnostics.counters', { as: identity }, asTimestamp(received_at)),
    pragmas: settings(sql),
  }
  engine.close()
  return result
}

addEventListener(
  'message',
  ({ data }: MessageEvent<IngestTask>) => {
    ingest(data).then(
      (value) => postMessage({ ok: true, value }),
      (error: unknown) => postMessage({ ok: false, error: error instanceof Error ? error.stack : String(error) }),
    )
  },
  { once: true },
)
