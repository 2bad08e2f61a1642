/**
 * What is done for every message costs the same in an old community as in a new one: none of its statements
 * passes over the log or the messages of an identity. SQLite's planner knows nothing of the sizes of tables
 * here, so a plan seen over a few rows is the plan over a million.
 */

import { expect, test, vi } from 'vitest'
import { must } from '../engine/base/errors.ts'
import { asCommandId, asTimestamp } from '../engine/base/ids.ts'
import type { SqlDriver, SqlValue } from '../engine/base/ports.ts'
import { createEngine } from '../engine/engine.ts'
import { createConnections } from '../engine/network.ts'
import { openNodeSql } from '../platform/node/sql.ts'
import { createSimNetwork } from '../platform/sim/network.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { bindClock } from '../rpc/bind-clock.ts'
import { portsOf } from './device.ts'
import { linksDevice } from './linking.ts'
import { createLogTail } from './log-tail.ts'
import { removes } from './people.ts'
import { engineScenario as scenario } from './scenario.ts'
import { connected } from './stages.ts'

const T_MS = asTimestamp(1_767_225_600_000)

let commands = 0
const nextCommand = () => asCommandId(`plan-${++commands}`)

/** Texts, each with values it was given. */
type Statements = ReadonlyMap<string, readonly SqlValue[]>

/** The driver, and every statement it was given since it was last asked. */
function listening(driver: SqlDriver): SqlDriver & { said(): Statements } {
  const statements = new Map<string, readonly SqlValue[]>()
  return {
    exec: (text) => driver.exec(text),
    run: (text, params) => {
      statements.set(text, params ?? [])
      return driver.run(text, params)
    },
    all: (text, params) => {
      statements.set(text, params ?? [])
      return driver.all(text, params)
    },
    close: () => driver.close(),
    said() {
      const said = new Map(statements)
      statements.clear()
      return said
    },
  }
}

async function openAs(name: string) {
  const sql = listening(await openNodeSql())
  const clock = createSimNetwork({ seed: name }).device(name)
  const ports = portsOf(clock, sql, createPrng(name), createLogTail())
  const engine = createEngine(ports, createConnections, T_MS)
  return { engine, sql, sotto: bindClock(engine, () => T_MS) }
}

/** A founder and one who joined, who have each other's events, and the channel they talk in. */
async function twoPeople() {
  const alice = await openAs('alice')
  const names = { persona: 'p', person_name: 'Alice', network_name: 'Acme' }
  const { identity: as } = await alice.sotto.command('network.create', names, nextCommand())
  const { link } = await alice.sotto.command(
    'invite.create',
    { as, expires_at: T_MS + 1e9, max_uses: 5 },
    nextCommand(),
  )
  const bob = await openAs('bob')
  const joined = await bob.sotto.command('network.join', { persona: 'p', person_name: 'Bob', link }, nextCommand())
  await alice.engine.inspect.receive(as, bob.engine.inspect.log(joined.identity), T_MS)
  await bob.engine.inspect.receive(joined.identity, alice.engine.inspect.log(as), T_MS)
  const { channel_id } = must((await alice.sotto.query('channel.list', { as }))[0], 'a first channel')
  return { alice: { ...alice, as }, bob: { ...bob, as: joined.identity }, channel_id }
}

/** A step of a plan that visits all that an identity has in the log, or of one author, of its messages, or of what waits. */
const PASSES = [
  /\bINDEX log_by_event \(recorded_by=\?\)$/,
  /\bINDEX log_by_chain \(recorded_by=\?( AND author=\?)?\)$/,
  /^SCAN (log|l|message)\b/,
  /\bINDEX message_by_\w+ \(recorded_by=\?\)$/,
  /^(SCAN blocked\b|SEARCH (blocked|b) .*\(recorded_by=\?\)$)/,
]

function passesOf(sql: SqlDriver, statements: Statements): readonly string[] {
  return [...statements].flatMap(([text, params]) =>
    sql
      .all(`EXPLAIN QUERY PLAN ${text}`, params)
      .map(({ detail }) => String(detail))
      .filter((step) => PASSES.some((pass) => pass.test(step)))
      .map((step) => `${step} in ${text.replace(/\s+/g, ' ')}`),
  )
}

test('writing, taking in and showing a message passes over neither the log, nor the messages, nor what waits', async () => {
  const { alice, bob, channel_id } = await twoPeople()
  const first = alice.engine.inspect.log(alice.as).length
  for (const { sql } of [alice, bob]) sql.said()
  await alice.sotto.command('message.send', { as: alice.as, channel_id, text: 'hello' }, nextCommand())
  const sending = alice.sql.said()
  await bob.engine.inspect.receive(bob.as, alice.engine.inspect.log(alice.as).slice(first), T_MS)
  await bob.sotto.query('message.list', { as: bob.as, channel_id, limit: 50 })
  const receiving = bob.sql.said()
  expect(sending.size).toBeGreaterThan(5)
  expect(receiving.size).toBeGreaterThan(5)
  expect(passesOf(alice.sql, sending)).toEqual([])
  expect(passesOf(bob.sql, receiving)).toEqual([])
})

test('opening what waited passes over none of them either', async () => {
  const { alice, bob } = await twoPeople()
  const first = alice.engine.inspect.log(alice.as).length
  const channel_id = await alice.sotto.command('channel.create', { as: alice.as, name: 'late' }, nextCommand())
  await alice.sotto.command('message.send', { as: alice.as, channel_id, text: 'hello' }, nextCommand())
  const events = alice.engine.inspect.log(alice.as).slice(first)
  await bob.engine.inspect.receive(bob.as, events.slice(-1), T_MS)
  bob.sql.said()
  await bob.engine.inspect.receive(bob.as, events.slice(0, -1), T_MS)
  const opening = bob.sql.said()
  const { messages } = await bob.sotto.query('message.list', { as: bob.as, channel_id, limit: 50 })
  expect(messages.map(({ text }) => text)).toEqual(['hello'])
  expect(passesOf(bob.sql, opening)).toEqual([])
})

/** How the world itself tells whether anything is still happening. */
const BY_THE_WORLD = /^SELECT bytes FROM log /

scenario(
  'meeting, giving keys, deleting, linking a device and removing somebody pass over none of them',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    const all = vi.spyOn(alice.device.sql, 'all')
    await alice.createsPrivate('secret', bob)
    const message = await bob.says('hello')
    await world.settle()
    await alice.deletes(message)
    await linksDevice(world, alice, await world.actor('phone'))
    await world.settle()
    await alice.makesInvite()
    await carol.closesTheApp()
    await removes(alice, 'carol')
    await world.settle()
    await alice.keyHealth()
    await world.sleep(8 * 24 * 60 * 60 * 1000)
    await world.settle()
    const said = new Map(all.mock.calls.map(([text, params]) => [text, params ?? []]))
    all.mockRestore()
    for (const text of said.keys()) if (BY_THE_WORLD.test(text)) said.delete(text)
    expect(said.size).toBeGreaterThan(100)
    expect(passesOf(alice.device.sql, said)).toEqual([])
  },
  { network: {} },
)
