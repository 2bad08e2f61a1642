import { expect, test } from 'vitest'
import { toHex } from '../../engine/base/bytes.ts'
import { asLinkId } from '../../engine/base/ids.ts'
import type { Link, LinkFingerprints } from '../../engine/base/ports.ts'
import { ROUGH } from './conditions.ts'
import { createSimNetwork, type SimNetwork, type SimNetworkOptions } from './network.ts'

interface End {
  readonly link: Link
  readonly numbers: number[]
  readonly times: number[]
  readonly closes: string[]
  readonly descriptions: string[]
  readonly opened: LinkFingerprints[]
}

function openEnd(network: SimNetwork, device: string, role: 'initiator' | 'responder'): End {
  const seen: Omit<End, 'link'> = { numbers: [], times: [], closes: [], descriptions: [], opened: [] }
  const link = network.device(device).links.open(asLinkId(`${device}-${role}`), role, {
    onSignal: (description) => seen.descriptions.push(description),
    onOpen: (fingerprints) => seen.opened.push(fingerprints),
    onFrame(frame, t_ms) {
      seen.numbers.push(new DataView(frame.buffer).getUint16(0))
      seen.times.push(t_ms)
    },
    onDrain: () => undefined,
    onClose: (reason) => seen.closes.push(reason),
  })
  return { link, ...seen }
}

function signalEachOther(network: SimNetwork, alice: End, bob: End): void {
  network.advance(30)
  bob.link.signal(alice.descriptions[0] ?? '')
  network.advance(30)
  alice.link.signal(bob.descriptions[0] ?? '')
}

function connect(network: SimNetwork, a = 'alice', b = 'bob'): readonly [End, End] {
  const alice = openEnd(network, a, 'initiator')
  const bob = openEnd(network, b, 'responder')
  signalEachOther(network, alice, bob)
  network.advance(400)
  expect([alice.opened.length, bob.opened.length]).toEqual([1, 1])
  return [alice, bob]
}

const numbered = (n: number, bytes = 20) => {
  const frame = new Uint8Array(bytes)
  new DataView(frame.buffer).setUint16(0, n)
  return frame
}

function sendMany(end: End, count: number): void {
  for (let n = 0; n < count; n++) end.link.send(numbered(n))
}

const ascending = (count: number) => Array.from({ length: count }, (_, n) => n)

function trace(options: SimNetworkOptions): string {
  const network = createSimNetwork(options)
  const [alice, bob] = connect(network)
  sendMany(alice, 200)
  network.advance(5_000)
  const prints = bob.opened.map((f) => toHex(f.local))
  return JSON.stringify([bob.numbers, bob.times, prints, network.counters()])
}

test('the same seed gives the same world, another seed another', () => {
  const options = { datagram: true, link: ROUGH }
  expect(trace({ ...options, seed: 1 })).toBe(trace({ ...options, seed: 1 }))
  expect(trace({ ...options, seed: 1 })).not.toBe(trace({ ...options, seed: 2 }))
})

test('datagrams are really lost, repeated and reordered, and counted as such', () => {
  const network = createSimNetwork({ seed: 3, datagram: true, link: ROUGH })
  const [alice, bob] = connect(network)
  sendMany(alice, 1_000)
  network.advance(5_000)
  const { sent, delivered, dropped, duplicated, reordered } = network.counters().links
  expect(sent).toBe(1_000)
  expect(delivered).toBe(bob.numbers.length)
  expect(delivered).toBe(sent + duplicated - dropped)
  const missing = ascending(1_000).filter((n) => !bob.numbers.includes(n)).length
  expect(missing).toBeGreaterThan(30)
  expect(bob.numbers.length).toBeGreaterThan(new Set(bob.numbers).size)
  expect(bob.numbers.some((n, i) => n < (bob.numbers[i - 1] ?? 0))).toBe(true)
  expect(Math.min(dropped, duplicated, reordered)).toBeGreaterThan(30)
})

test('a reliable link pays for loss with time, not with frames', () => {
  const network = createSimNetwork({ seed: 4, link: { loss: 0.1, reordering: 0.5, duplication: 0.5 } })
  const [alice, bob] = connect(network)
  sendMany(alice, 300)
  network.advance(10_000)
  expect(bob.numbers).toEqual(ascending(300))
  expect(network.counters().links).toMatchObject({ dropped: 0, duplicated: 0, reordered: 0 })
  expect(network.counters().links.retransmitted).toBeGreaterThan(10)
})

test('a reliable link that loses everything closes at both ends', () => {
  const network = createSimNetwork({ seed: 5 })
  const [alice, bob] = connect(network)
  network.setConditions('alice', 'bob', { loss: 1 })
  sendMany(alice, 1)
  network.advance(1_000)
  expect([alice.closes, bob.closes]).toEqual([['connection lost'], ['connection lost']])
})

test('latency and bandwidth of a pair are what its conditions say', () => {
  const network = createSimNetwork({ seed: 6 })
  network.setConditions('alice', 'bob', { latency: [100, 100], bytes_per_ms: 10 })
  const [alice, bob] = connect(network)
  const start = network.now()
  for (let n = 0; n < 3; n++) alice.link.send(numbered(n, 1_000))
  network.advance(1_000)
  expect(bob.times.map((t) => t - start)).toEqual([200, 300, 400])
})

test('a thousand small frames leave within a few milliseconds', () => {
  const network = createSimNetwork({ seed: 7, link: { latency: [10, 10] } })
  const [alice, bob] = connect(network)
  const start = network.now()
  sendMany(alice, 1_000)
  network.advance(1_000)
  expect(bob.numbers.length).toBe(1_000)
  expect((bob.times.at(-1) ?? 0) - start).toBeLessThan(20)
})

test('a short partition holds frames back, a long one closes the link', () => {
  const network = createSimNetwork({ seed: 8 })
  const [alice, bob] = connect(network)
  network.partition(['alice'], ['bob'])
  sendMany(alice, 3)
  network.advance(5_000)
  expect(bob.numbers).toEqual([])
  network.heal()
  network.advance(100)
  expect(bob.numbers).toEqual([0, 1, 2])
  network.partition(['bob'], ['alice'])
  network.advance(20_000)
  expect([alice.closes, bob.closes]).toEqual([['connection lost'], ['connection lost']])
})

test('frames under way when a partition begins wait for its end', () => {
  const network = createSimNetwork({ seed: 20, link: { latency: [50, 50] } })
  const [alice, bob] = connect(network)
  sendMany(alice, 3)
  network.advance(10)
  network.partition(['alice'], ['bob'])
  network.advance(5_000)
  expect(bob.numbers).toEqual([])
  network.heal()
  network.advance(1)
  expect(bob.numbers).toEqual([0, 1, 2])
})

test('a device out of reach does not open, and opens when reached in time', () => {
  const network = createSimNetwork({ seed: 9 })
  network.offline('bob')
  const [alice, bob] = [openEnd(network, 'alice', 'initiator'), openEnd(network, 'bob', 'responder')]
  signalEachOther(network, alice, bob)
  network.advance(5_000)
  expect(alice.opened).toEqual([])
  network.online('bob')
  network.advance(1_000)
  expect([alice.opened.length, bob.opened.length]).toEqual([1, 1])
  network.advance(60_000)
  expect([alice.closes, bob.closes]).toEqual([[], []])
})

test('an attempt that nobody answers closes by itself', () => {
  const network = createSimNetwork({ seed: 10 })
  const alice = openEnd(network, 'alice', 'initiator')
  network.advance(25_000)
  expect(alice.closes).toEqual(['open timeout'])
  expect(network.nextEventAt()).toBeUndefined()
})

test('a crashed device hears nothing, its links drop silently and are given up by the others', () => {
  const network = createSimNetwork({ seed: 11 })
  const [alice, bob] = connect(network)
  network.crash('alice')
  sendMany(bob, 2)
  network.advance(10_000)
  expect([alice.closes, alice.numbers, bob.closes]).toEqual([[], [], []])
  network.advance(10_000)
  expect([alice.closes, bob.closes]).toEqual([[], ['connection lost']])
  const [again] = connect(network)
  expect(again.closes).toEqual([])
})

test('a cut closes both ends at once', () => {
  const network = createSimNetwork({ seed: 12 })
  const [alice, bob] = connect(network)
  const [carol] = connect(network, 'carol', 'bob')
  network.cut('alice', 'bob')
  network.advance(0)
  expect([alice.closes, bob.closes, carol.closes]).toEqual([['connection lost'], ['connection lost'], []])
  expect(network.openLinks()).toEqual([['carol', 'bob']])
})

test('a man in the middle reads and changes frames, and each end sees a certificate that is not the other', () => {
  const network = createSimNetwork({ seed: 13 })
  const read: string[] = []
  network.intercept('bob', 'alice', ({ from, to, frame }) => {
    read.push(`${from} to ${to}`)
    return frame[1] === 1 ? undefined : numbered(frame[1] === 2 ? 77 : 0)
  })
  const [alice, bob] = connect(network)
  sendMany(alice, 3)
  network.advance(100)
  expect(read).toEqual(['alice to bob', 'alice to bob', 'alice to bob'])
  expect(bob.numbers).toEqual([0, 77])
  expect(alice.opened[0]?.remote).not.toEqual(bob.opened[0]?.local)
  expect(bob.opened[0]?.remote).not.toEqual(alice.opened[0]?.local)
})

test('taps see every frame and every payload, delivered or not', () => {
  const network = createSimNetwork({ seed: 14, datagram: true, link: { loss: 1 } })
  const seen: string[] = []
  network.onFrame(({ from, to, frame }) => seen.push(`${from} ${to} ${frame[1]}`))
  network.onPayload(({ from, payload }) => seen.push(`${from} ${payload[0]}`))
  const [alice, bob] = connect(network)
  sendMany(alice, 2)
  network
    .device('bob')
    .rendezvous.open({ onPayload: () => undefined, onState: () => undefined })
    .publish('ab'.repeat(32), Uint8Array.of(9))
  network.advance(1_000)
  expect(seen).toEqual(['alice bob 0', 'alice bob 1', 'bob 9'])
  expect(bob.numbers).toEqual([])
})

test('a device with a wrong clock sees its own time', () => {
  const network = createSimNetwork({ seed: 15 })
  network.device('bob').setClock(-86_400_000)
  const [alice, bob] = connect(network)
  sendMany(alice, 1)
  network.advance(100)
  expect(bob.times[0]).toBeLessThan(network.now() - 86_000_000)
  expect(network.device('bob').now()).toBe(network.now() - 86_400_000)
})

test('a partition of links alone leaves the rendezvous working, and of both nothing', () => {
  const network = createSimNetwork({ seed: 16 })
  const topic = 'cd'.repeat(32)
  const heard: number[] = []
  const alice = network.device('alice').rendezvous.open({ onPayload: () => undefined, onState: () => undefined })
  const bob = network.device('bob').rendezvous.open({
    onPayload: (_, payload) => heard.push(payload[0] ?? -1),
    onState: () => undefined,
  })
  bob.listen([topic])
  network.advance(200)
  const publish = (n: number) => {
    alice.publish(topic, Uint8Array.of(n))
    network.advance(500)
  }
  network.partition(['alice'], ['bob'], 'links')
  publish(1)
  network.partition(['alice'], ['bob'])
  publish(2)
  network.heal()
  publish(3)
  expect(heard).toEqual([1, 3])
})

test('rendezvous payloads are really lost, repeated and reordered', () => {
  const network = createSimNetwork({ seed: 17, rendezvous: ROUGH, servers: ['wss://one.example'] })
  const topic = 'ef'.repeat(32)
  const heard: number[] = []
  const alice = network.device('alice').rendezvous.open({ onPayload: () => undefined, onState: () => undefined })
  const bob = network.device('bob').rendezvous.open({
    onPayload: (_, payload) => heard.push(payload[0] ?? -1),
    onState: () => undefined,
  })
  bob.listen([topic])
  network.advance(300)
  for (let n = 0; n < 200; n++) {
    alice.publish(topic, Uint8Array.of(n))
    network.advance(10)
  }
  network.advance(2_000)
  expect(new Set(heard).size).toBeLessThan(195)
  expect(heard.length).toBeGreaterThan(new Set(heard).size)
  expect(heard.some((n, i) => n < (heard[i - 1] ?? 0))).toBe(true)
  const { dropped, duplicated, reordered } = network.counters().rendezvous
  expect(Math.min(dropped, duplicated, reordered)).toBeGreaterThan(5)
})

test('servers that are down or refuse are reported with their reason, and come back', () => {
  const network = createSimNetwork({ seed: 18 })
  const states: string[] = []
  network.device('alice').rendezvous.open({
    onPayload: () => undefined,
    onState: (servers) => states.push(servers.map((s) => `${s.state}${s.reason ? `:${s.reason}` : ''}`).join(' ')),
  })
  network.advance(200)
  expect(states.at(-1)).toBe('open open')
  network.setServer('wss://one.example', 'refused', 'pow: 20 bits')
  network.setServer('wss://two.example', 'closed', 'gone')
  network.advance(200)
  expect(states.at(-1)).toBe('refused:pow: 20 bits closed:gone')
  network.offline('alice')
  network.advance(200)
  expect(states.at(-1)).toBe('closed:offline closed:offline')
  network.online('alice')
  network.setServer('wss://one.example', 'open')
  network.advance(200)
  expect(states.at(-1)).toBe('open closed:gone')
})

test('driving instant by instant shows every actor the exact time', async () => {
  const network = createSimNetwork({ seed: 19, link: { latency: [50, 50] } })
  const [alice, bob] = connect(network)
  const start = network.now()
  sendMany(alice, 1)
  let answered = false
  await network.runFor(1_000, async () => {
    if (bob.numbers.length === 0 || answered) return
    answered = true
    bob.link.send(numbered(9))
  })
  expect(alice.times.map((t) => t - start)).toEqual([102])
  expect(network.now()).toBe(start + 1_000)
})
