/**
 * The relay as clients see it: nostr-tools, which shares no code with it, for what a good client does,
 * and a bare socket for what it must survive.
 */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { finalizeEvent, generateSecretKey, type NostrEvent } from 'nostr-tools/pure'
import { Relay, useWebSocketImplementation } from 'nostr-tools/relay'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { RelayLimits } from './limits.ts'
import { type AttachedRelay, attachRelay } from './relay.ts'

useWebSocketImplementation(WebSocket)

const EPHEMERAL = 20_123
const TOPIC = 'ab'.repeat(32)

let server: Server
let relay: AttachedRelay
let url: string
const clients: { close(): void }[] = []

async function listen(limits: Partial<RelayLimits> = {}): Promise<void> {
  server = createServer((_, response) => response.end('page'))
  relay = attachRelay(server, '/relay', limits)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/relay`
}

async function stop(): Promise<void> {
  for (const client of clients.splice(0)) client.close()
  relay.close()
  await new Promise((resolve) => server.close(resolve))
}

async function nostrClient(): Promise<Relay> {
  const client = await Relay.connect(url)
  clients.push(client)
  return client
}

interface BareSocket {
  say(message: unknown): void
  sayRaw(data: string | Uint8Array): void
  /** The next message. */
  hear(): Promise<readonly unknown[]>
  readonly closed: Promise<number>
}

async function bareSocket(): Promise<BareSocket> {
  const socket = new WebSocket(url)
  const queue: (readonly unknown[])[] = []
  const waiting: ((message: readonly unknown[]) => void)[] = []
  socket.on('message', (data) => {
    const message = JSON.parse(String(data))
    const next = waiting.shift()
    if (next === undefined) queue.push(message)
    else next(message)
  })
  const closed = new Promise<number>((resolve) => socket.on('close', resolve))
  await new Promise((resolve, reject) => socket.on('open', resolve).on('error', reject))
  clients.push(socket)
  return {
    say: (message) => socket.send(JSON.stringify(message)),
    sayRaw: (data) => socket.send(data),
    hear() {
      const message = queue.shift()
      return message === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(message)
    },
    closed,
  }
}

interface Draft {
  readonly kind?: number
  readonly content?: string
  readonly tags?: string[][]
  readonly created_at?: number
}

function sign(draft: Draft, key = generateSecretKey()): NostrEvent {
  return finalizeEvent({ kind: 1, content: 'x', tags: [], created_at: 1_700_000_000, ...draft }, key)
}

/** Stored events a query answers before EOSE. */
function query(client: Relay, filter: Parameters<Relay['subscribe']>[0][number]): Promise<NostrEvent[]> {
  return new Promise((resolve) => {
    const found: NostrEvent[] = []
    const subscription = client.subscribe([filter], {
      onevent: (event) => found.push(event),
      oneose: () => {
        subscription.close()
        resolve(found)
      },
    })
  })
}

describe('with a well-behaved client', () => {
  beforeEach(() => listen())
  afterEach(stop)

  test('a published event is accepted, and its subscribers get it', async () => {
    const [alice, bob] = [await nostrClient(), await nostrClient()]
    const heard: NostrEvent[] = []
    await new Promise<void>((resolve) => {
      bob.subscribe([{ kinds: [EPHEMERAL], '#x': [TOPIC] }], { onevent: (e) => heard.push(e), oneose: resolve })
    })
    const event = sign({ kind: EPHEMERAL, tags: [['x', TOPIC]], content: 'é"\\\n\u2028👋' })
    await alice.publish(sign({ kind: EPHEMERAL, tags: [['x', 'cd'.repeat(32)]] }))
    await alice.publish(event)
    await expect.poll(() => heard.map((e) => e.id)).toEqual([event.id])
    expect(heard[0]?.content).toBe(event.content)
  })

  test('ephemeral events are never stored, regular ones are', async () => {
    const alice = await nostrClient()
    const regular = sign({ kind: 1 })
    await alice.publish(sign({ kind: EPHEMERAL }))
    await alice.publish(regular)
    expect((await query(alice, {})).map((e) => e.id)).toEqual([regular.id])
  })

  test('the publisher hears its own event when it subscribes to it', async () => {
    const alice = await nostrClient()
    const heard: string[] = []
    await new Promise<void>((resolve) => {
      alice.subscribe([{ kinds: [EPHEMERAL] }], { onevent: (e) => heard.push(e.id), oneose: resolve })
    })
    const event = sign({ kind: EPHEMERAL })
    await alice.publish(event)
    await expect.poll(() => heard).toEqual([event.id])
  })

  test('filters select by id, author, kind, tag and time, and a limit takes the newest', async () => {
    const client = await nostrClient()
    const [aliceKey, bobKey] = [generateSecretKey(), generateSecretKey()]
    const a = sign({ created_at: 100, tags: [['t', 'red']] }, aliceKey)
    const b = sign(
      {
        created_at: 200,
        tags: [
          ['t', 'blue'],
          ['t', 'red'],
        ],
      },
      bobKey,
    )
    const c = sign({ created_at: 300, kind: 7 }, bobKey)
    for (const event of [b, c, a]) await client.publish(event)
    const find = async (filter: Parameters<typeof query>[1]) =>
      (await query(client, filter)).map((e) => (e.id === a.id ? 'a' : e.id === b.id ? 'b' : 'c')).join('')
    expect(await find({})).toBe('cba')
    expect(await find({ ids: [a.id, c.id] })).toBe('ca')
    expect(await find({ authors: [b.pubkey] })).toBe('cb')
    expect(await find({ kinds: [7] })).toBe('c')
    expect(await find({ '#t': ['red'] })).toBe('ba')
    expect(await find({ '#t': ['blue', 'green'] })).toBe('b')
    expect(await find({ since: 200 })).toBe('cb')
    expect(await find({ until: 200 })).toBe('ba')
    expect(await find({ limit: 2 })).toBe('cb')
    expect(await find({ limit: 0 })).toBe('')
    expect(await find({ authors: [b.pubkey], kinds: [1], '#t': ['red'] })).toBe('b')
  })

  test('of a replaceable event only the newest version stays, and of an addressable one per name', async () => {
    const client = await nostrClient()
    const key = generateSecretKey()
    const send = (draft: Draft) => client.publish(sign(draft, key))
    await send({ kind: 10_002, created_at: 200, content: 'new' })
    await send({ kind: 10_002, created_at: 100, content: 'old' })
    await send({ kind: 0, created_at: 100, content: 'first' })
    await send({ kind: 0, created_at: 101, content: 'second' })
    await send({ kind: 30_000, created_at: 1, tags: [['d', 'p']], content: 'p1' })
    await send({ kind: 30_000, created_at: 2, tags: [['d', 'p']], content: 'p2' })
    await send({ kind: 30_000, created_at: 1, tags: [['d', 'q']], content: 'q1' })
    expect((await query(client, {})).map((e) => e.content)).toEqual(['new', 'second', 'p2', 'q1'])
  })

  test('of two versions of the same second the lower id stays, in whatever order they come', async () => {
    const client = await nostrClient()
    const key = generateSecretKey()
    const versions = ['one', 'two'].map((content) => sign({ kind: 10_000, content, created_at: 5 }, key))
    const lowest = versions.map((e) => e.id).sort()[0]
    for (const event of [...versions, ...versions]) await client.publish(event)
    expect((await query(client, {})).map((e) => e.id)).toEqual([lowest])
  })

  test('a closed subscription is silent', async () => {
    const socket = await bareSocket()
    socket.say(['REQ', 's', { kinds: [1] }])
    expect(await socket.hear()).toEqual(['EOSE', 's'])
    socket.say(['CLOSE', 's'])
    const event = sign({})
    socket.say(['EVENT', event])
    expect(await socket.hear()).toEqual(['OK', event.id, true, ''])
    socket.say(['REQ', 'again', { limit: 0 }])
    expect(await socket.hear()).toEqual(['EOSE', 'again'])
  })

  test('a request under the same name replaces the one before', async () => {
    const socket = await bareSocket()
    for (const kinds of [[1], [EPHEMERAL]]) {
      socket.say(['REQ', 's', { kinds }])
      expect(await socket.hear()).toEqual(['EOSE', 's'])
    }
    const [one, other] = [sign({ kind: 1 }), sign({ kind: EPHEMERAL })]
    socket.say(['EVENT', one])
    expect(await socket.hear()).toEqual(['OK', one.id, true, ''])
    socket.say(['EVENT', other])
    expect([(await socket.hear())[0], (await socket.hear())[0]].sort()).toEqual(['EVENT', 'OK'])
  })

  test('an event that matches several filters of a request is sent once', async () => {
    const socket = await bareSocket()
    const event = sign({})
    socket.say(['EVENT', event])
    await socket.hear()
    socket.say(['REQ', 's', { kinds: [1] }, { ids: [event.id] }])
    expect((await socket.hear())[0]).toBe('EVENT')
    expect(await socket.hear()).toEqual(['EOSE', 's'])
  })

  test('a repeated event is acknowledged as a duplicate', async () => {
    const socket = await bareSocket()
    const event = sign({})
    socket.say(['EVENT', event])
    socket.say(['EVENT', event])
    expect(await socket.hear()).toEqual(['OK', event.id, true, ''])
    expect(await socket.hear()).toEqual(['OK', event.id, true, expect.stringMatching(/^duplicate:/)])
  })
})

describe('with a hostile client', () => {
  beforeEach(() => listen())
  afterEach(stop)

  test('an event with a broken signature, id or content is refused and reaches nobody', async () => {
    const [mallory, bob] = [await bareSocket(), await bareSocket()]
    bob.say(['REQ', 's', {}])
    await bob.hear()
    const good = sign({})
    const other = sign({ content: 'y' })
    for (const bad of [
      { ...good, sig: other.sig },
      { ...good, content: 'changed' },
      { ...good, id: other.id },
      { ...good, pubkey: other.pubkey },
      { ...good, pubkey: 'f'.repeat(64) },
      { ...good, tags: [['x', 'added']] },
    ]) {
      mallory.say(['EVENT', bad])
      expect(await mallory.hear()).toEqual(['OK', bad.id, false, expect.stringMatching(/^invalid:/)])
    }
    mallory.say(['EVENT', good])
    expect(await bob.hear()).toEqual(['EVENT', 's', JSON.parse(JSON.stringify(good))])
  })

  test('malformed events are refused by their id, or with a notice when they have none', async () => {
    const socket = await bareSocket()
    const good = sign({})
    for (const bad of [
      { ...good, kind: -1 },
      { ...good, kind: 70_000 },
      { ...good, created_at: 1.5 },
      { ...good, tags: [[1]] },
      { ...good, tags: [[]] },
      { ...good, content: 7 },
      { ...good, sig: 'zz' },
      { id: good.id },
    ]) {
      socket.say(['EVENT', bad])
      expect(await socket.hear()).toEqual(['OK', good.id, false, expect.stringMatching(/^invalid:/)])
    }
    for (const bad of [null, 7, [], {}, { id: 7 }]) {
      socket.say(['EVENT', bad])
      expect((await socket.hear())[0]).toBe('NOTICE')
    }
  })

  test('what is no NIP-01 message gets a notice and the connection lives', async () => {
    const socket = await bareSocket()
    for (const raw of ['', 'garbage', '{}', '[]', '7', '["COUNT","s",{}]', '["REQ"]', '["REQ",7,{}]', '["CLOSE"]']) {
      socket.sayRaw(raw)
      expect((await socket.hear())[0]).toBe('NOTICE')
    }
    socket.sayRaw(`["REQ","${'s'.repeat(65)}",{}]`)
    expect((await socket.hear())[0]).toBe('NOTICE')
    socket.sayRaw(Uint8Array.of(1, 2, 3))
    expect((await socket.hear())[0]).toBe('NOTICE')
    socket.say(['REQ', 's', {}])
    expect(await socket.hear()).toEqual(['EOSE', 's'])
  })

  test('a request with a bad filter is closed with the reason', async () => {
    const socket = await bareSocket()
    for (const filter of [
      7,
      [],
      { ids: 'x' },
      { ids: ['AB'] },
      { kinds: ['1'] },
      { since: -1 },
      { limit: '1' },
      { '#t': [1] },
    ]) {
      socket.say(['REQ', 's', filter])
      expect(await socket.hear()).toEqual(['CLOSED', 's', expect.stringMatching(/^invalid:/)])
    }
    socket.say(['REQ', 's'])
    expect(await socket.hear()).toEqual(['CLOSED', 's', expect.stringMatching(/^invalid:/)])
    socket.say(['REQ', 's', { search: 'x' }])
    expect(await socket.hear()).toEqual(['CLOSED', 's', expect.stringMatching(/^unsupported:/)])
  })
})

describe('at its limits', () => {
  afterEach(stop)

  test('too many subscriptions, filters and values are refused', async () => {
    await listen({ subscriptions: 2, filters: 2, filter_values: 3 })
    const socket = await bareSocket()
    for (const id of ['a', 'b', 'a']) {
      socket.say(['REQ', id, {}])
      expect(await socket.hear()).toEqual(['EOSE', id])
    }
    socket.say(['REQ', 'c', {}])
    expect(await socket.hear()).toEqual(['CLOSED', 'c', expect.stringMatching(/^error:/)])
    socket.say(['REQ', 'a', {}, {}, {}])
    expect(await socket.hear()).toEqual(['CLOSED', 'a', expect.stringMatching(/^error:/)])
    socket.say(['REQ', 'b', { '#t': ['1', '2', '3', '4'] }])
    expect(await socket.hear()).toEqual(['CLOSED', 'b', expect.stringMatching(/^invalid:/)])
  })

  test('a client that talks too fast is told so, and may go on after a pause', async () => {
    await listen({ burst: 3, per_second: 10 })
    const socket = await bareSocket()
    const events = Array.from({ length: 4 }, (_, i) => sign({ content: String(i) }))
    for (const event of events) socket.say(['EVENT', event])
    const answers = [await socket.hear(), await socket.hear(), await socket.hear(), await socket.hear()]
    expect(answers.map(([, , ok]) => ok)).toEqual([true, true, true, false])
    expect(answers[3]?.[3]).toMatch(/^rate-limited:/)
    socket.say(['REQ', 's', {}])
    expect(await socket.hear()).toEqual(['CLOSED', 's', expect.stringMatching(/^rate-limited:/)])
    await expect
      .poll(
        async () => {
          socket.say(['EVENT', events[3]])
          return (await socket.hear())[2]
        },
        { interval: 150 },
      )
      .toBe(true)
  })

  test('a message beyond the size limit closes the connection', async () => {
    await listen({ message_bytes: 1_000 })
    const socket = await bareSocket()
    socket.sayRaw('x'.repeat(1_001))
    expect(await socket.closed).toBe(1009)
    await expect.poll(() => relay.connections).toBe(0)
  })

  test('the store keeps the latest arrivals within its bounds', async () => {
    await listen({ stored_events: 3, stored_bytes: 3_000 })
    const socket = await bareSocket()
    const store = async (event: NostrEvent) => {
      socket.say(['EVENT', event])
      await socket.hear()
    }
    const stored = async () => {
      socket.say(['REQ', 's', {}])
      let count = 0
      while ((await socket.hear())[0] === 'EVENT') count++
      socket.say(['CLOSE', 's'])
      return count
    }
    for (let i = 0; i < 5; i++) await store(sign({ content: String(i) }))
    expect(await stored()).toBe(3)
    await store(sign({ content: 'y'.repeat(2_500) }))
    expect(await stored()).toBe(1)
  })

  test('a connection beyond the limit is turned away, and other paths are not its business', async () => {
    await listen({ connections: 1 })
    await bareSocket()
    await expect(bareSocket()).rejects.toThrow('503')
    expect(await (await fetch(url.replace('ws:', 'http:').replace('/relay', '/'))).text()).toBe('page')
  })
})
