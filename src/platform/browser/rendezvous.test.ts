/** The Nostr rendezvous against real relays over real sockets. */

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type NostrEvent, verifyEvent } from 'nostr-tools/pure'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { type AttachedRelay, attachRelay } from '../../../server/relay/relay.ts'
import { asTimestamp } from '../../engine/base/ids.ts'
import type { Rendezvous, RendezvousServerState } from '../../engine/base/ports.ts'
import { rendezvousContract } from '../../testing/contracts/rendezvous.ts'
import { createPrng } from '../sim/prng.ts'
import { socketOpener } from './nostr-socket.ts'
import { openNostrRendezvous } from './rendezvous.ts'

const TOPIC = 'ab'.repeat(32)
const T_MS = Date.UTC(2026, 5, 1)

interface Host {
  readonly url: string
  readonly server: Server
  readonly relay: AttachedRelay
}

let hosts: Host[] = []
let devices = 0

async function startRelay(): Promise<Host> {
  const server = createServer()
  const relay = attachRelay(server, '/relay')
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/relay`, server, relay }
  hosts.push(host)
  return host
}

async function stopRelay({ relay, server }: Host): Promise<void> {
  relay.close()
  await new Promise((resolve) => server.close(resolve))
}

afterEach(async () => {
  await Promise.all(hosts.map(stopRelay))
  hosts = []
})

function driver(relays: readonly string[]) {
  return openNostrRendezvous({
    relays,
    random: createPrng(`device ${++devices}`),
    now: () => asTimestamp(T_MS),
    openSocket: socketOpener(WebSocket),
  })
}

async function until(what: string, holds: () => boolean, limit_ms: number): Promise<void> {
  const end = performance.now() + limit_ms
  while (!holds()) {
    if (performance.now() > end) throw new Error(`never: ${what}`)
    await pause(10)
  }
}

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms))

describe('the Nostr rendezvous over two relays', () => {
  beforeEach(async () => {
    await startRelay()
    await startRelay()
  })
  for (const story of rendezvousContract) {
    test(story.name, async () => {
      const servers = hosts.map((host) => host.url)
      await story.run({ device: async () => driver(servers), servers, until, pause })
    })
  }
})

interface Ear {
  readonly rendezvous: Rendezvous
  readonly heard: number[]
  states: readonly RendezvousServerState[]
}

async function open(relays: readonly string[]): Promise<Ear> {
  const heard: number[] = []
  const ear: Ear = {
    heard,
    states: [],
    rendezvous: driver(relays).open({
      onPayload: (_, payload) => heard.push(payload[0] ?? -1),
      onState: (states) => {
        ear.states = states
      },
    }),
  }
  return ear
}

const allOpen = (...ears: readonly Ear[]) =>
  until('open', () => ears.every((ear) => ear.states.length > 0 && ear.states.every((s) => s.state === 'open')), 5_000)

/** A relay that only records, and answers as told. */
async function startScriptedRelay(answer: (message: unknown[], say: (...reply: unknown[]) => void) => void) {
  const relay = new WebSocketServer({ port: 0, host: '127.0.0.1' })
  const received: unknown[][] = []
  relay.on('connection', (socket) => {
    socket.on('message', (data) => {
      const message: unknown[] = JSON.parse(String(data))
      received.push(message)
      answer(message, (...reply) => socket.send(JSON.stringify(reply)))
    })
  })
  await new Promise((resolve) => relay.on('listening', resolve))
  return { relay, received, url: `ws://127.0.0.1:${(relay.address() as AddressInfo).port}` }
}

test('a payload that two relays carry is heard once', async () => {
  const urls = [(await startRelay()).url, (await startRelay()).url]
  const [alice, bob] = [await open(urls), await open(urls)]
  bob.rendezvous.listen([TOPIC])
  await allOpen(alice, bob)
  await pause(100)
  for (let n = 0; n < 5; n++) alice.rendezvous.publish(TOPIC, Uint8Array.of(n))
  await until('heard', () => bob.heard.length >= 5, 5_000)
  await pause(200)
  expect([...bob.heard].sort()).toEqual([0, 1, 2, 3, 4])
  alice.rendezvous.close()
  bob.rendezvous.close()
})

test('one relay out of two is enough, and the lost one is shown as such', async () => {
  const [one, two] = [await startRelay(), await startRelay()]
  const [alice, bob] = [await open([one.url, two.url]), await open([two.url, one.url])]
  bob.rendezvous.listen([TOPIC])
  await allOpen(alice, bob)
  await stopRelay(one)
  await until('seen', () => alice.states.some((s) => s.state !== 'open' && s.reason !== undefined), 5_000)
  expect(alice.states.map((s) => s.state === 'open')).toEqual([false, true])
  alice.rendezvous.publish(TOPIC, Uint8Array.of(7))
  await until('heard', () => bob.heard.includes(7), 5_000)
  alice.rendezvous.close()
  bob.rendezvous.close()
})

test('published events are valid Nostr events, each under a key of its own, and name nothing but the topic', async () => {
  const scripted = await startScriptedRelay((message, say) => {
    if (message[0] === 'EVENT') say('OK', (message[1] as NostrEvent).id, true, '')
  })
  const alice = await open([scripted.url])
  await allOpen(alice)
  for (let n = 0; n < 3; n++) alice.rendezvous.publish(TOPIC, new Uint8Array(100).fill(n))
  await until('published', () => scripted.received.length === 3, 5_000)
  const events = scripted.received.map(([, event]) => event as NostrEvent)
  for (const event of events) {
    expect(verifyEvent(event)).toBe(true)
    expect(event.tags).toEqual([['x', TOPIC]])
    expect(event.created_at).toBe(T_MS / 1_000)
    expect(event.kind >= 20_000 && event.kind < 30_000).toBe(true)
  }
  expect(new Set(events.map((event) => event.pubkey)).size).toBe(3)
  alice.rendezvous.close()
  scripted.relay.close()
})

test('a relay that sends junk under the id of a real event cannot keep that event from another relay', async () => {
  const honest = await startRelay()
  let forge: ((event: NostrEvent) => void) | undefined
  const liar = await startScriptedRelay((message, say) => {
    if (message[0] !== 'REQ') return
    say('EOSE', 's')
    forge = (event) => say('EVENT', 's', event)
  })
  const bob = await open([honest.url, liar.url])
  bob.rendezvous.listen([TOPIC])
  await allOpen(bob)
  await until('listening', () => forge !== undefined, 5_000)

  const recorder = await startScriptedRelay(() => undefined)
  const alice = await open([recorder.url])
  await allOpen(alice)
  alice.rendezvous.publish(TOPIC, Uint8Array.of(42))
  await until('published', () => recorder.received.length === 1, 5_000)
  const event = recorder.received[0]?.[1] as NostrEvent

  forge?.({ ...event, content: 'AAAA' })
  forge?.({ ...event, tags: [['x', 'cd'.repeat(32)]] })
  await pause(100)
  expect(bob.heard).toEqual([])
  const socket = new WebSocket(honest.url)
  socket.on('open', () => socket.send(JSON.stringify(['EVENT', event])))
  await until('heard', () => bob.heard.length > 0, 5_000)
  forge?.(event)
  await pause(100)
  expect(bob.heard).toEqual([42])
  socket.close()
  alice.rendezvous.close()
  bob.rendezvous.close()
  liar.relay.close()
  recorder.relay.close()
})
