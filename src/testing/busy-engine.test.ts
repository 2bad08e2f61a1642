/**
 * An engine that takes in a history: it answers meanwhile, and what it took in it trusts from then on.
 * The platform's verifier is replaced by one that says yes on the spot, so that nothing but the lane itself
 * lets anybody else have a turn.
 */

import { beforeAll, expect, test } from 'vitest'
import { must } from '../engine/base/errors.ts'
import { asCommandId, asTimestamp, type EventId } from '../engine/base/ids.ts'
import type { SqlDriver, Verifier } from '../engine/base/ports.ts'
import { createEngine } from '../engine/engine.ts'
import { createConnections } from '../engine/network.ts'
import { createNodeDisk, openNodeSql } from '../platform/node/sql.ts'
import { createSimNetwork } from '../platform/sim/network.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { bindClock } from '../rpc/bind-clock.ts'
import { connect } from '../rpc/client.ts'
import { serve } from '../rpc/serve.ts'
import { portsOf } from './device.ts'
import { createLogTail } from './log-tail.ts'

const T_MS = asTimestamp(1_767_225_600_000)
const MESSAGES = 600
/** What one link brings at a time; what different links bring does not share a transaction. */
const FRAME = 40

let commands = 0
const nextCommand = () => asCommandId(`busy-${++commands}`)

function openOn(sql: SqlDriver, name: string) {
  let asked = 0
  const yes: Verifier = {
    async verify(claims) {
      asked += claims.length
      return claims.map(() => true)
    },
  }
  const tail = createLogTail()
  const clock = createSimNetwork({ seed: name }).device(name)
  const ports = { ...portsOf(clock, sql, createPrng(name), tail), verifier: yes }
  const engine = createEngine(ports, createConnections, T_MS)
  return { engine, tail, sotto: bindClock(engine, () => T_MS), asked: () => asked }
}

let link = ''
let channel_id: EventId<'channel'>
let history: readonly Uint8Array[] = []

beforeAll(async () => {
  const { engine, sotto } = openOn(await openNodeSql(), 'alice')
  const names = { persona: 'p', person_name: 'Alice', network_name: 'Acme' }
  const { identity: as } = await sotto.command('network.create', names, nextCommand())
  link = (await sotto.command('invite.create', { as, expires_at: T_MS + 1e9, max_uses: 5 }, nextCommand())).link
  channel_id = must((await sotto.query('channel.list', { as }))[0], 'a first channel').channel_id
  for (let i = 0; i < MESSAGES; i++) {
    await sotto.command('message.send', { as, channel_id, text: `message ${i}` }, nextCommand())
  }
  history = engine.inspect.log(as)
  engine.close()
}, 60_000)

async function joinedOn(sql: SqlDriver) {
  const bob = openOn(sql, 'bob')
  const { identity: as } = await bob.sotto.command(
    'network.join',
    { persona: 'p', person_name: 'Bob', link },
    nextCommand(),
  )
  return { ...bob, as }
}

test('a query asked while a history is queued is answered before all of it is in', async () => {
  const { engine, tail, as } = await joinedOn(await openNodeSql())
  const { port1, port2 } = new MessageChannel()
  const session = serve(port2, engine, () => T_MS, tail)
  const sotto = connect(port1)
  const frames = Array.from({ length: Math.ceil(history.length / FRAME) }, (_, i) =>
    history.slice(i * FRAME, (i + 1) * FRAME),
  )
  let isOver = false
  const ingest = Promise.all(frames.map((frame, i) => engine.inspect.receive(as, frame, T_MS, `link ${i}`))).then(
    () => {
      isOver = true
    },
  )
  const page = await sotto.query('message.list', { as, channel_id, limit: 50 })
  expect(isOver).toBe(false)
  await ingest
  const { messages } = await sotto.query('message.list', { as, channel_id, limit: 50 })
  expect(messages.at(-1)?.text).toBe(`message ${MESSAGES - 1}`)
  expect(page.messages.at(-1)?.text).not.toBe(messages.at(-1)?.text)
  session.close()
  engine.close()
})

test('opening verifies nothing again: signatures that are stored are believed', async () => {
  const disk = createNodeDisk()
  const sql = await openNodeSql(disk)
  const before = await joinedOn(sql)
  await before.engine.inspect.receive(before.as, history, T_MS)
  expect(before.asked()).toBe(history.length)
  const known = before.engine.inspect.fingerprint(before.as)
  before.engine.close()

  const { engine, sotto, asked } = openOn(await openNodeSql(disk), 'bob')
  const { messages } = await sotto.query('message.list', { as: before.as, channel_id, limit: 50 })
  expect(messages).toHaveLength(50)
  expect(engine.inspect.fingerprint(before.as)).toBe(known)
  expect(asked()).toBe(0)
  engine.close()
})
