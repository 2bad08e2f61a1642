import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { Chaskey, viewOf } from './chaskey.ts'
import { decodeMessage, MAX_MESSAGE_BYTES } from './messages.ts'
import { reconcile } from './reconcile.ts'
import { MAX_FLIGHTS, type Output, Session } from './session.ts'
import { SyncSet } from './set.ts'
import { keyOf } from './sketch.ts'
import {
  createRng,
  randomBytes,
  randomItem,
  randomItems,
  randomPair,
  START_MS,
  setOf,
  TEST_KEY,
  YEAR_MS,
} from './test-items.ts'
import type { Item } from './window.ts'

const text = (item: Item) => `${item.created_at}:${toHex(item.id)}`
const texts = (items: Iterable<Item>) => [...items].map(text)

describe('two sessions', () => {
  it('with equal sets exchange no event and at most 300 bytes', () => {
    for (const size of [0, 1, 2000, 100_000]) {
      const items = randomItems(createRng(61), size)
      const result = reconcile(setOf(items), setOf(items), { key: TEST_KEY })
      expect(result).toMatchObject({ states: ['synced', 'synced'], flights: 2, events: [0, 0] })
      expect(result.bytes).toBeLessThanOrEqual(300)
    }
  })

  it.each([
    ['initiator', 0],
    ['responder', 1],
  ] as const)(
    'find the one event of 2,000 that the %s alone has, sending nothing else, in 400 bytes and 1.5 round trips',
    (_who, side) => {
      for (let seed = 0; seed < 50; seed++) {
        const rng = createRng(seed)
        const common = randomItems(rng, 1999)
        const sets = [setOf(common), setOf(common)] as const
        sets[side].insert(randomItem(rng, common[0]?.created_at ?? 0, YEAR_MS))
        const result = reconcile(sets[0], sets[1], { key: randomBytes(rng, 16) })
        expect([sets[0].size, sets[1].size]).toEqual([2000, 2000])
        expect(result.events[0] + result.events[1]).toBe(1)
        expect(result.bytes).toBeLessThanOrEqual(400)
        expect(result.lastEventFlight).toBeLessThanOrEqual(3)
      }
    },
  )

  it('with a filter between them offer little that the other has: without it they would offer everything', () => {
    for (let seed = 0; seed < 20; seed++) {
      const rng = createRng(seed)
      const [common, mine, theirs] = [1600, 200, 200].map((count) => randomItems(rng, count, START_MS, 3_600_000))
      const sets = [setOf(common ?? [], mine ?? []), setOf(common ?? [], theirs ?? [])] as const
      const { events, wasted } = reconcile(sets[0], sets[1], { key: randomBytes(rng, 16) })
      expect([sets[0].size, sets[1].size]).toEqual([2000, 2000])
      expect(events[0] + events[1]).toBeLessThanOrEqual(400 + 20)
      expect(wasted).toBe(events[0] + events[1] - 400)
    }
  })

  it.each([
    ['50 recent events of each side', 100_000, 50, true, 1000, 5],
    ['5,000 recent events of each side', 100_000, 5000, true, 6 * 10_000, 8],
    ['5 scattered events of each side', 100_000, 5, false, 512 + 24 * 10, 9],
    ['500 scattered events of each side', 100_000, 500, false, 512 + 24 * 1000, 11],
  ] as const)('exchange %s of %d within the measured cost', (_what, size, each, recent, bytes, flights) => {
    const rng = createRng(65)
    const common = randomItems(rng, size)
    const [from, span] = recent ? [START_MS + YEAR_MS, each * 3000] : [START_MS, YEAR_MS]
    const sets = [
      setOf(common, randomItems(rng, each, from, span)),
      setOf(common, randomItems(rng, each, from, span)),
    ] as const
    const result = reconcile(sets[0], sets[1], { key: TEST_KEY })
    expect([sets[0].size, sets[1].size]).toEqual([size + 2 * each, size + 2 * each])
    expect(result.bytes).toBeLessThanOrEqual(bytes)
    expect(result.lastEventFlight).toBeLessThanOrEqual(flights)
  })

  it('give a joiner everything for 64 bytes and 4 an event, without a filter', () => {
    const items = randomItems(createRng(63), 5000)
    for (const [a, b] of [
      [setOf(items), new SyncSet()],
      [new SyncSet(), setOf(items)],
    ] as const) {
      const result = reconcile(a, b, { key: TEST_KEY })
      expect([a.size, b.size, result.wasted]).toEqual([5000, 5000, 0])
      expect(result.bytes).toBeLessThanOrEqual(300)
    }
  })

  it('get past false positives, each flight being a new draw, when filters are far too small', () => {
    const shape = { bitsPerItem: 3, probes: 1 } // wrong about 28 % of ids
    const flights: number[] = []
    for (let seed = 0; seed < 60; seed++) {
      const rng = createRng(seed)
      const common = randomItems(rng, 300)
      const [a, b] = [setOf(common, randomItems(rng, 40)), setOf(common, randomItems(rng, 40))]
      const result = reconcile(a, b, { key: randomBytes(rng, 16), shape })
      expect(result.states).toEqual(['synced', 'synced'])
      expect([a.size, b.size]).toEqual([380, 380])
      flights.push(result.flights)
    }
    expect(Math.max(...flights)).toBeGreaterThan(6) // false positives did happen
    expect(Math.max(...flights)).toBeLessThanOrEqual(MAX_FLIGHTS)
  })

  it('converge while both sets grow from elsewhere in the middle of the run', () => {
    for (let seed = 0; seed < 200; seed++) {
      const rng = createRng(seed)
      const made = randomPair(rng, 1000)
      const [a, b] = [setOf(made.shared, made.a), setOf(made.shared, made.b)]
      const live = (flight: number) => {
        if (flight > 6) return
        const message = randomItem(rng, 1000 + YEAR_MS, 1000)
        a.insert(message)
        b.insert(message) // pushed live over the same link
        if (flight < 4) (flight % 2 === 0 ? a : b).insert(randomItem(rng, 1000, YEAR_MS)) // relayed by a third one
      }
      const result = reconcile(a, b, { key: TEST_KEY, between: live })
      expect(result.states).toEqual(['synced', 'synced'])
      expect(texts(a.oldestFirst())).toEqual(texts(b.oldestFirst()))
    }
  })

  it('converge where two differences have one key, and cancel in every sketch of the link', () => {
    const rng = createRng(66)
    const chaskey = new Chaskey(TEST_KEY)
    const byKey = new Map<number, Item>()
    let twins: readonly [Item, Item] | undefined
    while (twins === undefined) {
      const item = randomItem(rng, START_MS + YEAR_MS / 5, 1000) // in one window
      chaskey.tag(viewOf(item.id), 0, 32)
      const key = keyOf(chaskey.out[0] as number)
      const other = byKey.get(key)
      if (other !== undefined) twins = [other, item]
      byKey.set(key, item)
    }
    const common = randomItems(rng, 5000)
    const [a, b] = [setOf(common, [twins[0]]), setOf(common, [twins[1]])]
    const result = reconcile(a, b, { key: TEST_KEY })
    expect(result.states).toEqual(['synced', 'synced'])
    expect([a.size, b.size]).toEqual([5002, 5002])
  })

  it('find differences among 50,000 events of one millisecond', () => {
    const rng = createRng(64)
    const common = randomItems(rng, 50_000, 7, 1)
    const [a, b] = [setOf(common, randomItems(rng, 5, 7, 1)), setOf(common, randomItems(rng, 5, 7, 1))]
    expect(reconcile(a, b, { key: TEST_KEY }).states).toEqual(['synced', 'synced'])
    expect([a.size, b.size]).toEqual([50_010, 50_010])
  })
})

/** Hands every message of an output over; the answers that come back. */
function deliver(output: Output, to: Session, set?: SyncSet): Output[] {
  const answers = output.messages.map((message) => to.receive(message))
  for (const item of output.events) set?.insert(item)
  if (output.end !== undefined) answers.push(to.receive(output.end))
  return answers
}

function pairOf(a: SyncSet, b: SyncSet, scope = 1): [Session, Session] {
  return [
    new Session({ scope, role: 'initiator', key: TEST_KEY, set: a }),
    new Session({ scope, role: 'responder', key: TEST_KEY, set: b }),
  ]
}

describe('a session', () => {
  it.each([
    [0, 'oldest first'],
    [1, 'newest first'],
  ] as const)('of scope %d sends %s', (scope, order) => {
    const items = randomItems(createRng(71), 1000)
    const [alice, bob] = pairOf(new SyncSet(), setOf(items), scope)
    deliver(alice.start(), bob)
    const sent = [...bob.ingested().events].map((item) => item.created_at)
    const ascending = sent.toSorted((x, y) => x - y)
    expect(sent).toEqual(order === 'oldest first' ? ascending : ascending.reverse())
  })

  it('waits with its answer until what came before has been stored', () => {
    const items = randomItems(createRng(72), 100)
    const own = new SyncSet()
    const [alice, bob] = pairOf(own, setOf(items))
    const opening = deliver(alice.start(), bob)
    expect(opening).toEqual([{ messages: [], events: [], eventCount: 0, drain: true }])
    const reply = bob.ingested()
    const answers = deliver(reply, alice, own)
    expect(answers.map((answer) => answer.drain)).toEqual([false, true])
    expect(alice.state).toBe('running')
    expect(alice.ingested().messages).toHaveLength(1)
    expect(alice.state).toBe('synced')
  })

  it('says how many events are to come, and counts them as they arrive', () => {
    const items = randomItems(createRng(73), 100)
    const own = new SyncSet()
    const [alice, bob] = pairOf(own, setOf(items))
    deliver(alice.start(), bob)
    const reply = bob.ingested()
    reply.messages.map((message) => alice.receive(message))
    expect(alice.progress).toEqual({ received: 0, toCome: 100 })
    for (const item of items.slice(0, 30)) own.insert(item)
    alice.arrived(30)
    expect(alice.progress).toEqual({ received: 30, toCome: 70 })
    for (const item of items.slice(30)) own.insert(item)
    alice.arrived(70)
    if (reply.end !== undefined) alice.receive(reply.end)
    deliver(alice.ingested(), bob)
    expect(alice.progress).toEqual({ received: 100, toCome: 0 })
  })

  it('counts an event that waits outside the set as had, so it is offered once', () => {
    const rng = createRng(74)
    const common = randomItems(rng, 50)
    const waiting = randomItems(rng, 30)
    const [own, theirs] = [setOf(common), setOf(common, waiting)]
    const [alice, bob] = pairOf(own, theirs)
    let offered = 0
    let output = alice.start()
    let turn = 0
    while (output.messages.length > 0) {
      const [to, set] = turn++ % 2 === 0 ? ([bob, theirs] as const) : ([alice, own] as const)
      for (const message of output.messages) to.receive(message)
      for (const item of output.events) {
        offered++
        if (waiting.some((other) => text(other) === text(item))) to.held(item)
        else set.insert(item)
      }
      if (output.end !== undefined) to.receive(output.end)
      output = to.ingested()
    }
    expect([alice.state, bob.state, offered, own.size]).toEqual(['synced', 'synced', 30, 50])
    // The next run does not offer them either, and tells the root alone.
    const [check] = alice.start().messages
    expect(bob.receive(check ?? new Uint8Array(0)).drain).toBe(true)
    expect(bob.ingested().eventCount).toBe(0)
    expect(bob.state).toBe('synced')
    // Once the author turns out to be a member the event is stored: not counted twice, nothing to say.
    for (const item of waiting) own.insert(item)
    deliver(alice.start(), bob)
    expect(bob.ingested().eventCount).toBe(0)
    expect(bob.state).toBe('synced')
  })

  it('does not count an event twice that was held first and stored in the same run', () => {
    const item = randomItem(createRng(75), 0, 10)
    const own = new SyncSet()
    const theirs = setOf([item])
    const [alice, bob] = pairOf(own, theirs)
    deliver(alice.start(), bob)
    const reply = bob.ingested()
    for (const message of reply.messages) alice.receive(message)
    alice.held(item)
    own.insert(item)
    if (reply.end !== undefined) alice.receive(reply.end)
    deliver(alice.ingested(), bob)
    bob.ingested()
    expect([alice.state, bob.state]).toEqual(['synced', 'synced'])
  })

  it('that was synced checks again for at most 64 bytes, both ways together, whatever the size', () => {
    for (const size of [0, 1, 2000, 100_000]) {
      const items = randomItems(createRng(78), size)
      const [alice, bob] = pairOf(setOf(items), setOf(items))
      deliver(alice.start(), bob)
      deliver(bob.ingested(), alice)
      alice.ingested()
      const check = alice.start()
      deliver(check, bob)
      const reply = bob.ingested()
      deliver(reply, alice)
      expect(alice.ingested().messages).toEqual([])
      expect([alice.state, bob.state]).toEqual(['synced', 'synced'])
      const bytes = [...check.messages, ...reply.messages].reduce((sum, message) => sum + message.length, 0)
      expect(bytes).toBeLessThanOrEqual(64)
    }
  })

  it('opens with filters of the newest 64 at most, and windows at most half as large again as all that is newer', () => {
    const [alice] = pairOf(setOf(randomItems(createRng(79), 50_000)), new SyncSet())
    const decoded = decodeMessage(alice.start().messages[0] ?? new Uint8Array(0))
    if (!decoded.ok || decoded.message.kind !== 'flight') throw new Error('an opening is a flight')
    const newestFirst = decoded.message.records.toReversed()
    let newer = 0
    for (const { fingerprint, filter } of newestFirst) {
      expect(fingerprint.count).toBeGreaterThan(0)
      expect(fingerprint.count).toBeLessThanOrEqual(Math.max(64, 1.5 * newer))
      expect(filter !== undefined).toBe(newer + fingerprint.count <= 64)
      newer += fingerprint.count
    }
    expect(newer).toBe(50_000)
    expect(newestFirst.length).toBeLessThanOrEqual(17)
  })

  it('runs again on the same link, with later numbers and other filter keys', () => {
    const rng = createRng(76)
    const common = randomItems(rng, 500)
    const [own, theirs] = [setOf(common), setOf(common)]
    const [alice, bob] = pairOf(own, theirs)
    for (let run = 1; run <= 3; run++) {
      for (const item of randomItems(rng, 10)) own.insert(item)
      let output = alice.start()
      let toBob = true
      while (output.messages.length > 0) {
        deliver(output, toBob ? bob : alice, toBob ? theirs : own)
        output = (toBob ? bob : alice).ingested()
        toBob = !toBob
      }
      expect([alice.state, bob.state, theirs.size]).toEqual(['synced', 'synced', 500 + 10 * run])
    }
  })

  it('keeps every message within a frame, also when its filters are many', () => {
    const rng = createRng(77)
    const [a, b] = [setOf(randomItems(rng, 60_000)), setOf(randomItems(rng, 60_000))]
    const [alice, bob] = pairOf(a, b)
    let output = alice.start()
    let toBob = true
    let parts = 0
    while (output.messages.length > 0) {
      parts = Math.max(parts, output.messages.length)
      for (const message of output.messages) expect(message.length).toBeLessThanOrEqual(MAX_MESSAGE_BYTES)
      deliver(output, toBob ? bob : alice, toBob ? b : a)
      output = (toBob ? bob : alice).ingested()
      toBob = !toBob
    }
    expect(parts).toBeGreaterThan(1)
    expect([alice.state, bob.state, a.size, b.size]).toEqual(['synced', 'synced', 120_000, 120_000])
  })
})
