/** The boundary over a real MessageChannel: what crosses, what fails, and what survives a takeover. */

import { afterEach, expect, test, vi } from 'vitest'
import { asCommandId, asIdentity, asTimestamp } from '../engine/base/ids.ts'
import { createNodeDisk, type NodeDisk, openNodeSql } from '../platform/node/sql.ts'
import { bindClock } from './bind-clock.ts'
import { type Client, connect, createClient } from './client.ts'
import { RPC_VERSION } from './messages.ts'
import type { Port } from './port.ts'
import { type HostedEngine, type ServedEngine, type Session, serve } from './serve.ts'
import { BROKEN_NAME, createTinyEngine } from './tiny-engine.testing.ts'

const as = asIdentity(1)
const now = () => asTimestamp(1_000)
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

const lines: string[] = []
const sink = { write: (_level: string, line: string) => void lines.push(line) }

function channel(): { near: Port; far: Port } {
  const { port1, port2 } = new MessageChannel()
  ends.push(() => port1.close())
  return { near: port1, far: port2 }
}

async function tinyEngine(disk?: NodeDisk): Promise<HostedEngine> {
  return createTinyEngine(await openNodeSql(disk))
}

function serving(engine: ServedEngine): { port: Port; session: Session } {
  const { near, far } = channel()
  return { port: near, session: serve(far, engine, now, sink) }
}

/** Results of a watch, and a way to wait until there are so many. */
function watching(client: Pick<Client, 'sotto'>) {
  const reports: string[][] = []
  const end = client.sotto.watch('channel.list', { as }, (rows) => reports.push(rows.map((row) => row.name)))
  return {
    reports,
    end,
    until: (count: number) => vi.waitFor(() => expect(reports.length).toBeGreaterThanOrEqual(count)),
  }
}

test('commands and queries answer across the boundary as in the same thread', async () => {
  const engine = await tinyEngine()
  for (const sotto of [bindClock(engine, now), connect(serving(engine).port)]) {
    const id = await sotto.command('channel.create', { as, name: 'tea' })
    expect(await sotto.query('channel.list', { as })).toContainEqual({
      channel_id: id,
      name: 'tea',
      stub: 0,
      last_at: 1_000,
    })
  }
})

test('an error crosses as its code and detail', async () => {
  const sotto = connect(serving(await tinyEngine()).port)
  await expect(sotto.command('channel.create', { as, name: '' })).rejects.toMatchObject({
    name: 'EngineError',
    code: 'name_invalid',
    message: 'name_invalid: empty',
  })
})

test('a bug answers internal, and its place is logged where it happened', async () => {
  const sotto = connect(serving(await tinyEngine()).port)
  lines.length = 0
  await expect(sotto.command('channel.create', { as, name: BROKEN_NAME })).rejects.toMatchObject({ code: 'internal' })
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(/^\[RPC_INTERNAL\] error=InvariantError what="a bug was asked for" at=tiny-engine/)
})

test('an unexpected error is logged without its message', async () => {
  const engine = await tinyEngine()
  const broken: ServedEngine = { ...engine, query: () => Promise.reject(new TypeError('the text of a message')) }
  lines.length = 0
  await expect(connect(serving(broken).port).query('channel.list', { as })).rejects.toMatchObject({ code: 'internal' })
  expect(lines[0]).toContain('error=TypeError')
  expect(lines[0]).not.toContain('message')
})

test('arguments that cannot be cloned fail the call at once', async () => {
  const sotto = connect(serving(await tinyEngine()).port)
  const args = { as, name: 'x', extra: () => 1 }
  await expect(sotto.command('channel.create', args)).rejects.toThrow(/could not be cloned/)
})

test('a watch reports the present result, every change, and nothing after its end', async () => {
  const engine = await tinyEngine()
  const alice = { sotto: connect(serving(engine).port) }
  const bob = { sotto: connect(serving(engine).port) }
  const watch = watching(alice)
  await watch.until(1)
  await bob.sotto.command('channel.create', { as, name: 'tea' })
  await watch.until(2)
  watch.end()
  await alice.sotto.command('channel.create', { as, name: 'cake' })
  expect(watch.reports).toEqual([[], ['tea']])
})

test('a session that is closed ends its watches in the engine', async () => {
  const engine = await tinyEngine()
  let live = 0
  const counting: ServedEngine = {
    ...engine,
    watch: (...args) => {
      live++
      const end = engine.watch(...args)
      return () => {
        live--
        end()
      }
    },
  }
  const { port, session } = serving(counting)
  const watch = watching({ sotto: connect(port) })
  await watch.until(1)
  expect(live).toBe(1)
  session.close()
  expect(live).toBe(0)
})

test('a watch that fails says why', async () => {
  const sotto = connect(serving(await tinyEngine()).port)
  const code = await new Promise((resolve) => sotto.watch('member.list', { as }, () => undefined, resolve))
  expect(code).toBe('unknown_method')
})

test('a command whose answer was lost in a takeover acts once, and its caller hears the result', async () => {
  const disk = createNodeDisk()
  const first = await tinyEngine(disk)
  const client = createClient()
  const { near, far } = channel()
  const acted = new Promise<void>((resolve) => {
    // the leader dies between its commit and its answer
    const dying: Port = { ...portOf(far), postMessage: () => resolve() }
    serve(dying, first, now, sink)
  })
  client.attach(near)
  const answer = client.sotto.command('channel.create', { as, name: 'tea' })
  await acted
  client.attach(serving(await tinyEngine(disk)).port)
  const id = await answer
  expect(await client.sotto.query('channel.list', { as })).toEqual([
    { channel_id: id, name: 'tea', stub: 0, last_at: 1_000 },
  ])
})

test('calls made while there is no server are answered by the next one, in their order', async () => {
  const client = createClient()
  const made = ['a', 'b', 'c'].map((name) => client.sotto.command('channel.create', { as, name }))
  const listed = client.sotto.query('channel.list', { as })
  client.attach(serving(await tinyEngine()).port)
  await Promise.all(made)
  expect(await listed).toHaveLength(3)
})

test('a watch goes on after a takeover, without repeating what it has reported', async () => {
  const disk = createNodeDisk()
  const client = createClient()
  client.attach(serving(await tinyEngine(disk)).port)
  await client.sotto.command('channel.create', { as, name: 'tea' })
  const watch = watching(client)
  await watch.until(1)
  client.attach(serving(await tinyEngine(disk)).port)
  await client.sotto.command('channel.create', { as, name: 'cake' })
  await watch.until(2)
  expect(watch.reports.map((names) => names.length)).toEqual([1, 2])
})

test('the former server is not heard after a takeover', async () => {
  const client = createClient()
  const { near, far } = channel()
  const calls: unknown[] = []
  far.addEventListener('message', ({ data }) => calls.push(data))
  far.start()
  client.attach(near)
  const listed = client.sotto.query('channel.list', { as })
  await vi.waitFor(() => expect(calls).toHaveLength(1))
  far.postMessage({ v: RPC_VERSION, kind: 'result', call: 1, value: ['stale'] })
  client.attach(serving(await tinyEngine()).port)
  expect(await listed).toEqual([])
})

test('when storage is lost every call fails with the reason, and watches come back with the next server', async () => {
  const client = createClient()
  const codes: string[] = []
  const reports: unknown[] = []
  client.sotto.watch(
    'channel.list',
    { as },
    (rows) => reports.push(rows),
    (code) => codes.push(code),
  )
  const waiting = client.sotto.query('channel.list', { as })
  client.fail('storage_unavailable')
  await expect(waiting).rejects.toMatchObject({ code: 'storage_unavailable' })
  await expect(client.sotto.query('channel.list', { as })).rejects.toMatchObject({ code: 'storage_unavailable' })
  expect(codes).toEqual(['storage_unavailable'])
  client.attach(serving(await tinyEngine()).port)
  await vi.waitFor(() => expect(reports).toEqual([[]]))
})

test('a call that nobody answers is given up after its deadline', async () => {
  vi.useFakeTimers()
  try {
    const client = createClient()
    const given = expect(client.sotto.query('channel.list', { as })).rejects.toMatchObject({ code: 'worker_gone' })
    await vi.advanceTimersByTimeAsync(60_000)
    await given
  } finally {
    vi.useRealTimers()
  }
})

test('a server of another version is refused by the client, and nothing it says is used', async () => {
  const { near, far } = channel()
  far.addEventListener('message', () => far.postMessage({ v: RPC_VERSION + 1, kind: 'result', call: 1, value: [] }))
  far.start()
  await expect(connect(near).query('channel.list', { as })).rejects.toMatchObject({ code: 'version_mismatch' })
})

test('a client of another version is refused by the server and changes nothing', async () => {
  const engine = await tinyEngine()
  const { port } = serving(engine)
  const heard: unknown[] = []
  port.addEventListener('message', ({ data }) => heard.push(data))
  port.start()
  const id = asCommandId('00')
  port.postMessage({
    v: RPC_VERSION - 1,
    kind: 'command',
    call: 1,
    name: 'channel.create',
    args: { as, name: 'tea' },
    id,
  })
  await vi.waitFor(() => expect(heard).toContainEqual({ v: RPC_VERSION, kind: 'refused' }))
  expect(await bindClock(engine, now).query('channel.list', { as })).toEqual([])
})

/** A MessagePort's methods as own properties, so that one of them can be replaced. */
function portOf(port: Port): Port {
  return {
    postMessage: (message, options) => port.postMessage(message, options),
    addEventListener: (type, listener) => port.addEventListener(type, listener),
    start: () => port.start(),
    close: () => port.close(),
  }
}
