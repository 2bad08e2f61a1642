/**
 * The engine on OPFS, as the application's worker has it, without a network: events come from a file or from the
 * test, time and names of commands from the test.
 */

import { joinAsReceiver } from '../../../bench/pages/ingest/corpus.ts'
import { log, nextTask, openEngine } from '../../../bench/pages/ingest/engine.ts'
import { EngineError } from '../../../src/engine/api.ts'
import { fromHex, toHex } from '../../../src/engine/base/bytes.ts'
import { must } from '../../../src/engine/base/errors.ts'
import { asCommandId, asIdentity, asTimestamp } from '../../../src/engine/base/ids.ts'
import type { SqlDriver } from '../../../src/engine/base/ports.ts'
import type { Engine } from '../../../src/engine/engine.ts'
import { openOpfsSql } from '../../../src/platform/browser/opfs-sql.ts'
import { createPrng } from '../../../src/platform/sim/prng.ts'
import { decodeFrames } from './frames.ts'
import type { Ask, Feeding, Found, FromWorker, Logged, Notice, OpfsEngine, Outcome } from './protocol.ts'

/** What a link has under way before its sender holds back. */
const FRAMES_UNDER_WAY = 8
const WRITE_EVERY_MS = 60

const post = (message: FromWorker) => postMessage(message)
const tell = (notice: Notice) => post({ notice })

let opened: { readonly engine: Engine; readonly sql: SqlDriver } | undefined
const engine = () => must(opened, 'an open engine').engine
const sql = () => must(opened, 'an open engine').sql

/** Tells of every transaction once it is durable. */
function witnessed(driver: SqlDriver): SqlDriver {
  let n = 0
  return {
    ...driver,
    exec(text) {
      driver.exec(text)
      if (text === 'COMMIT') tell({ kind: 'committed', n: ++n })
    },
  }
}

function look(driver: SqlDriver): Found {
  const has = (table: string) => driver.all('SELECT 1 FROM sqlite_schema WHERE name = ?', [table]).length > 0
  return {
    integrity: driver.all('PRAGMA integrity_check').map((row) => String(row.integrity_check)),
    ready: has('ready') ? Number(driver.all('SELECT count(*) AS n FROM ready')[0]?.n) : 0,
  }
}

async function feed({ as, frames: path, from, to, t_ms, writes }: Feeding): Promise<void> {
  const file = await fetch(path)
  if (!file.ok) throw new Error(`no frames: ${file.status}`)
  const frames = decodeFrames(new Uint8Array(await file.arrayBuffer()))
  const time = asTimestamp(t_ms)
  let isOver = false
  const write = async () => {
    for (let n = 0; !isOver; n++) {
      const id = `${writes.prefix}-${n}`
      tell({ kind: 'begun', id })
      const args = { as: asIdentity(as), channel_id: writes.channel_id as never, text: id }
      const message_id = await engine().command('message.send', args, asCommandId(id), asTimestamp(t_ms + n))
      tell({ kind: 'acknowledged', id, message_id })
      await new Promise((resolve) => setTimeout(resolve, WRITE_EVERY_MS))
    }
  }
  const writing = write()
  const underWay: Promise<void>[] = []
  for (let frame = from; frame < to; frame++) {
    await underWay[frame - from - FRAMES_UNDER_WAY]
    await nextTask()
    const stored = engine().inspect.receive(asIdentity(as), frames[frame] ?? [], time, 'feed')
    underWay.push(stored.then(() => tell({ kind: 'stored', frame })))
  }
  await Promise.all(underWay)
  await engine().inspect.idle()
  isOver = true
  await writing
}

const methods: OpfsEngine = {
  async open({ directory, life, t_ms, joining }) {
    const driver = witnessed(await openOpfsSql(directory, log))
    const found = look(driver)
    tell({ kind: 'found', found })
    const isNew = driver.all('PRAGMA user_version')[0]?.user_version === 0
    if (isNew && joining !== undefined) opened = { ...(await joinAsReceiver(driver, joining)), sql: driver }
    else opened = { engine: openEngine(driver, createPrng(life), t_ms), sql: driver }
    return found
  },
  command: (name, args, id, t_ms) => engine().command(name, args as never, asCommandId(id), asTimestamp(t_ms)),
  query: (name, args, t_ms) => engine().query(name, args as never, asTimestamp(t_ms)),
  receive(as, events, t_ms) {
    const bytes = events.map((event) => must(fromHex(event), 'hexadecimal text'))
    return engine().inspect.receive(asIdentity(as), bytes, asTimestamp(t_ms), 'test')
  },
  feed,
  async log(as) {
    const rows = sql().all('SELECT event_id, author FROM log WHERE recorded_by = ? AND plane > 0 ORDER BY position', [
      as,
    ])
    return rows as unknown as readonly Logged[]
  },
  async eventsOf(as, author) {
    const rows = sql().all('SELECT author, bytes FROM log WHERE recorded_by = ? AND plane > 0 ORDER BY position', [as])
    const chosen = rows.filter((row) => author === undefined || row.author === author)
    return chosen.map((row) => toHex(row.bytes as Uint8Array))
  },
  fingerprint: async (as) => engine().inspect.fingerprint(asIdentity(as)),
  async replay(as) {
    engine().inspect.replay(asIdentity(as))
    return engine().inspect.fingerprint(asIdentity(as))
  },
  blocked: async (as) => engine().inspect.blocked(asIdentity(as)).length,
  tick: async (t_ms) => engine().tick(asTimestamp(t_ms)),
  idle: () => engine().inspect.idle(),
}

async function act({ method, args }: Ask): Promise<Outcome> {
  try {
    return { ok: true, value: await Reflect.apply(methods[method], undefined, args) }
  } catch (error) {
    if (!(error instanceof EngineError)) console.error(error)
    return { ok: false, code: error instanceof EngineError ? error.code : String(error) }
  }
}

addEventListener('message', async ({ data }: MessageEvent<Ask>) => {
  post({ call: data.call, outcome: await act(data) })
})
