import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { BloomFilter, FILTER_SHAPE, filterBytes, filterKey } from './bloom.ts'
import { Chaskey, viewOf } from './chaskey.ts'
import { KeyedSums } from './fingerprint.ts'
import { decodeMessage, encodeFlight, type Flight } from './messages.ts'
import { reconcile } from './reconcile.ts'
import { MAX_RECORDS, type WindowRecord } from './records.ts'
import { MAX_DROPPED, MAX_FLIGHTS, MAX_UNPROVEN, type Output, opensRun, Session } from './session.ts'
import { SyncSet } from './set.ts'
import { CELL_BYTES, keyOf } from './sketch.ts'
import { createRng, randomBytes, randomItem, randomItems, setOf, TEST_KEY } from './test-items.ts'
import { type Item, WHOLE } from './window.ts'

const EMPTY_ROOT = { count: 0, sum: new Uint32Array(4) }
const OTHER_ROOT = { count: 5, sum: Uint32Array.of(1, 2, 3, 4) }

/** Mallory writes her messages by hand. Her first flight opens run 1. */
function flight(number: number, more: Partial<Flight> = {}): Uint8Array {
  const plain = {
    kind: 'flight',
    scope: 1,
    run: 1,
    flight: number,
    part: 0,
    last: true,
    events: 0,
    records: [],
  } as const
  return encodeFlight({ ...plain, ...(more.records === undefined ? { root: OTHER_ROOT } : {}), ...more })
}

function bobWith(items: readonly Item[]): Session {
  return new Session({ scope: 1, role: 'responder', key: TEST_KEY, set: setOf(items) })
}

function expectAbort(output: Output, reason: string): void {
  const [message] = output.messages
  expect(output.messages).toHaveLength(1)
  expect(decodeMessage(message ?? new Uint8Array(0))).toMatchObject({ ok: true, message: { kind: 'abort', reason } })
  expect(output.eventCount).toBe(0)
}

/** The messages of every turn of an honest run. */
function recordRun(alice: Session, bob: Session, sets: readonly [SyncSet, SyncSet]): Uint8Array[][] {
  const turns: Uint8Array[][] = []
  let output = alice.start()
  while (output.messages.length > 0) {
    const toBob = turns.length % 2 === 0
    const [to, set] = toBob ? [bob, sets[1]] : [alice, sets[0]]
    const messages = [...output.messages, ...(output.end === undefined ? [] : [output.end])]
    turns.push(messages)
    for (const item of output.events) set.insert(item)
    for (const message of messages) to.receive(message)
    output = to.ingested()
  }
  return turns
}

/**
 * Four items, all in one window of a millisecond, the first two with the same sum of `h mod 2^48` as the last
 * two: found by Wagner's generalised birthday, in the low 16 bits first.
 */
function cancellingItems(key: Uint8Array): readonly Item[] {
  const rng = createRng(91)
  const hash = new Chaskey(key)
  const MODULUS = 2 ** 48
  const list = () =>
    Array.from({ length: 2 ** 17 }, () => {
      const item = { created_at: 1500, id: Uint8Array.of(0, ...randomBytes(rng, 31)) }
      hash.tag(viewOf(item.id), 0, 32)
      return { item, h: (hash.out[0] as number) + ((hash.out[1] as number) & 0xffff) * 2 ** 32 }
    })
  type Hashed = ReturnType<typeof list>
  /** Pairs whose difference ends in 16 zero bits. */
  const differences = (plus: Hashed, minus: Hashed) => {
    const byLow = new Map(minus.map((one) => [one.h % 2 ** 16, one]))
    return plus.flatMap((a) => {
      const b = byLow.get(a.h % 2 ** 16)
      return b === undefined ? [] : [{ a, b, difference: (a.h - b.h + MODULUS) % MODULUS }]
    })
  }
  for (;;) {
    const seen = new Map(differences(list(), list()).map((one) => [one.difference, one]))
    for (const { a, b, difference } of differences(list(), list())) {
      // a − b and c − d are the same: a + d = c + b.
      const other = seen.get(difference)
      if (other !== undefined) return [a.item, other.b.item, other.a.item, b.item]
    }
  }
}

describe('against a lying peer', () => {
  it('noise ends the run, at any point, and never throws', () => {
    const rng = createRng(81)
    for (let trial = 0; trial < 3000; trial++) {
      const bob = bobWith(randomItems(rng, 50))
      bob.receive(flight(0))
      bob.ingested()
      const noise = randomBytes(rng, Math.floor(rng() * 60))
      const header = decodeMessage(flight(2, { records: [] }))
      expect(header.ok).toBe(true)
      const bytes = rng() < 0.5 ? noise : Uint8Array.from([1, 1, 1, 2, 0, 1, ...noise])
      bob.receive(bytes)
      bob.ingested()
      expect(['running', 'aborted', 'synced']).toContain(bob.state)
    }
  })

  it('mutated frames of a real run leave the honest end with its own events and within its limits', () => {
    for (let seed = 0; seed < 150; seed++) {
      const rng = createRng(seed)
      const common = randomItems(rng, 300)
      const sets = [setOf(common, randomItems(rng, 30)), setOf(common, randomItems(rng, 30))] as const
      const key = randomBytes(rng, 16)
      const alice = new Session({ scope: 1, role: 'initiator', key, set: sets[0] })
      const bob = new Session({ scope: 1, role: 'responder', key, set: sets[1] })
      let output = alice.start()
      let turns = 0
      while (output.messages.length > 0 && turns++ <= MAX_FLIGHTS) {
        const [to, set] = turns % 2 === 1 ? [bob, sets[1]] : [alice, sets[0]]
        for (const item of output.events) set.insert(item)
        for (const message of [...output.messages, ...(output.end === undefined ? [] : [output.end])]) {
          const sent = message.slice()
          if (rng() < 0.3) sent[Math.floor(rng() * sent.length)] = rng() * 256
          to.receive(sent)
        }
        output = to.ingested()
      }
      expect(turns).toBeLessThanOrEqual(MAX_FLIGHTS + 1)
      for (const item of common) expect(sets[0].has(item) && sets[1].has(item)).toBe(true)
    }
  })

  it('repeated frames change nothing', () => {
    for (let seed = 0; seed < 40; seed++) {
      const rng = createRng(seed)
      const common = randomItems(rng, 200)
      const sets = [setOf(common, randomItems(rng, 20)), setOf(common, randomItems(rng, 20))] as const
      const alice = new Session({ scope: 1, role: 'initiator', key: TEST_KEY, set: sets[0] })
      const bob = new Session({ scope: 1, role: 'responder', key: TEST_KEY, set: sets[1] })
      const past: [Session, Uint8Array][] = []
      let output = alice.start()
      let toBob = true
      while (output.messages.length > 0) {
        const [to, set] = toBob ? [bob, sets[1]] : [alice, sets[0]]
        for (const item of output.events) set.insert(item)
        for (const message of [...output.messages, ...(output.end === undefined ? [] : [output.end])]) {
          to.receive(message)
          past.push([to, message])
          const [again, repeated] = past[Math.floor(rng() * past.length)] ?? [to, message]
          expect(again.receive(repeated.slice()).messages).toEqual([])
          to.receive(message)
        }
        output = to.ingested()
        toBob = !toBob
      }
      expect([alice.state, bob.state, sets[0].size, sets[1].size]).toEqual(['synced', 'synced', 240, 240])
    }
  })

  it('frames of an earlier run are ignored in a later one', () => {
    const rng = createRng(82)
    const common = randomItems(rng, 200)
    const sets = [setOf(common, randomItems(rng, 20)), setOf(common, randomItems(rng, 20))] as const
    const alice = new Session({ scope: 1, role: 'initiator', key: TEST_KEY, set: sets[0] })
    const bob = new Session({ scope: 1, role: 'responder', key: TEST_KEY, set: sets[1] })
    const earlier = recordRun(alice, bob, sets).flat()
    for (const message of alice.start().messages) bob.receive(message)
    for (const message of earlier) {
      expect(bob.receive(message)).toMatchObject({ messages: [], drain: false })
      expect(alice.receive(message)).toMatchObject({ messages: [], drain: false })
    }
    for (const message of bob.ingested().messages) alice.receive(message)
    alice.ingested()
    expect([alice.state, bob.state]).toEqual(['synced', 'synced'])
  })

  it('a recorded run of another link teaches and moves nothing: its keys are not ours', () => {
    const rng = createRng(83)
    const common = randomItems(rng, 200)
    const sets = [setOf(common, randomItems(rng, 20)), setOf(common)] as const
    const other = randomBytes(rng, 16)
    const turns = recordRun(
      new Session({ scope: 1, role: 'initiator', key: other, set: setOf([...sets[0].oldestFirst()]) }),
      new Session({ scope: 1, role: 'responder', key: other, set: setOf([...sets[1].oldestFirst()]) }),
      [new SyncSet(), new SyncSet()],
    )
    const bob = new Session({ scope: 1, role: 'responder', key: TEST_KEY, set: sets[1] })
    let sent = 0
    for (const turn of turns.filter((_, i) => i % 2 === 0)) {
      for (const message of turn) bob.receive(message)
      sent += bob.ingested().eventCount
    }
    expect(bob.state).not.toBe('synced')
    expect(sets[1].size).toBe(200)
    expect(sent).toBeLessThanOrEqual(2 * 200 + 1024)
  })

  it('filters of ones are answered with no event, flight after flight, until the run ends', () => {
    const items = randomItems(createRng(84), 500)
    const bob = bobWith(items)
    bob.receive(flight(0))
    let output = bob.ingested()
    let sent = output.eventCount
    const count = 600
    const filter = new Uint8Array(filterBytes(count, FILTER_SHAPE)).fill(0xff)
    for (let number = 2; number < 2 * MAX_FLIGHTS && bob.state === 'running'; number += 2) {
      bob.receive(flight(number, { records: [{ window: WHOLE, fingerprint: { count, sum: number }, filter }] }))
      output = bob.ingested()
      sent += output.eventCount
    }
    expect([sent, bob.state, bob.abortedFor]).toEqual([0, 'aborted', 'flights'])
  })

  it('a run without end stops after 24 flights', () => {
    const bob = bobWith(randomItems(createRng(85), 10))
    let number = 0
    while (bob.state !== 'aborted') {
      bob.receive(flight(number))
      bob.ingested()
      number += 2
    }
    expect(number).toBe(MAX_FLIGHTS + 2)
    expect(bob.abortedFor).toBe('flights')
  })

  it('a claim to have nothing, again and again, is served at most twice and a little more', () => {
    const items = randomItems(createRng(86), 3000)
    const bob = bobWith(items)
    let sent = 0
    for (let number = 0; bob.state !== 'aborted'; number += 2) {
      bob.receive(flight(number, number === 0 ? { root: EMPTY_ROOT } : { root: EMPTY_ROOT, run: 1 }))
      sent += bob.ingested().eventCount
    }
    expect(bob.abortedFor).toBe('asked_too_much')
    expect(sent).toBe(2 * 3000)
  })

  it('keys wanted of everything, flight after flight, are served at most twice and a little more', () => {
    const set = setOf(randomItems(createRng(88), 3000))
    const bob = new Session({ scope: 1, role: 'responder', key: TEST_KEY, set })
    const sums = new KeyedSums(set, TEST_KEY)
    const keys: number[] = []
    set.visit(0, Number.POSITIVE_INFINITY, (leaf) => keys.push(...Array.from(sums.itemHashes(leaf), keyOf)))
    const wanted = Uint32Array.from(keys)
    let sent = 0
    for (let number = 0; bob.state !== 'aborted'; number += 2) {
      bob.receive(flight(number, { root: OTHER_ROOT, wanted }))
      sent += bob.ingested().eventCount
    }
    expect(bob.abortedFor).toBe('asked_too_much')
    expect(sent).toBe(2 * 3000)
  })

  it('wanted keys of nothing, and a sketch of noise, cost no event', () => {
    const rng = createRng(89)
    const bob = bobWith(randomItems(rng, 500))
    const noise = () => Uint32Array.from({ length: 10_000 }, () => rng() * 2 ** 32)
    bob.receive(flight(0, { root: OTHER_ROOT, wanted: noise() }))
    let sent = bob.ingested().eventCount
    for (let number = 2; bob.state !== 'aborted'; number += 2) {
      const cells = randomBytes(rng, 3 * 1000 * CELL_BYTES)
      bob.receive(flight(number, { wanted: noise(), sketch: { columns: 1000, from: 0, windows: [WHOLE], cells } }))
      sent += bob.ingested().eventCount
    }
    expect(bob.abortedFor).toBe('flights')
    expect(sent).toBeLessThan(10) // 500 items have 110,000 of 2^32 keys guessed at
  })

  it('ids ground to pass a filter of one link are found missing on the next', () => {
    const rng = createRng(90)
    const items = randomItems(rng, 1000)
    const place = { scope: 1, run: 1, flight: 0, index: 0 }
    const filterUnder = (key: Uint8Array) => {
      const filter = new BloomFilter(filterKey(key, place), new Uint8Array(filterBytes(items.length, FILTER_SHAPE)))
      for (const { id } of items) filter.add(viewOf(id), 0)
      return filter
    }
    const old = filterUnder(TEST_KEY)
    const ground: Item[] = []
    while (ground.length < 100) {
      const item = randomItem(rng, 1000, 1000)
      if (old.has(viewOf(item.id), 0)) ground.push(item)
    }
    const fresh = filterUnder(randomBytes(rng, 16))
    expect(ground.filter(({ id }) => fresh.has(viewOf(id), 0)).length).toBeLessThan(5)
    const [mine, theirs] = [setOf(items), setOf(items, ground)]
    const { states, flights } = reconcile(mine, theirs, { key: randomBytes(rng, 16) })
    expect([states, mine.size]).toEqual([['synced', 'synced'], 1100])
    expect(flights).toBeLessThanOrEqual(12)
  })

  it('ids ground so that window sums of one link cancel are told apart on every other', () => {
    const ground = cancellingItems(TEST_KEY)
    const [one, other] = [ground.slice(0, 2), ground.slice(2)] as const
    const common = randomItems(createRng(92), 500, 1000, 1000)
    const pair = () => [setOf(common, one), setOf(common, other)] as const
    const sumsUnder = (key: Uint8Array) => pair().map((set) => new KeyedSums(set, key).of(WHOLE))
    const [mine, theirs] = sumsUnder(TEST_KEY)
    expect(mine).toEqual(theirs) // the attack is one: under that key the windows look equal
    const [sums, others] = sumsUnder(randomBytes(createRng(93), 16))
    expect(sums).not.toEqual(others)
    for (const key of [randomBytes(createRng(94), 16), randomBytes(createRng(95), 16)]) {
      const sets = pair()
      expect(reconcile(...sets, { key }).states).toEqual(['synced', 'synced'])
      expect(sets.map(({ size }) => size)).toEqual([504, 504])
    }
    const { states } = reconcile(...pair(), { key: TEST_KEY }) // who knows the key is the link's own end: it cheats itself
    expect(states).not.toEqual(['synced', 'synced'])
  })

  it('a count of 2^50 costs nothing and is not believed', () => {
    const bob = bobWith(randomItems(createRng(87), 100))
    bob.receive(flight(0, { root: { count: 2 ** 50, sum: Uint32Array.of(1, 1, 1, 1) } }))
    const output = bob.ingested()
    expect([bob.state, output.eventCount]).toEqual(['running', 0])
    expect([bob.progress.toCome, bob.isBehind]).toEqual([MAX_UNPROVEN, true])
    const filtered: WindowRecord = { window: WHOLE, fingerprint: { count: 2 ** 50, sum: 0 }, filter: new Uint8Array(8) }
    expectAbort(bob.receive(flight(2, { records: [filtered] })), 'limit')
  })

  it('what is announced is believed by what has come, and by nothing after a run that broke off', () => {
    const own = new SyncSet()
    const claimed = { events: 2 ** 40, last: false }
    const bob = new Session({ scope: 1, role: 'responder', key: TEST_KEY, set: own })
    bob.receive(flight(0, claimed))
    const items = randomItems(createRng(88), 20)
    for (const item of items) own.insert(item)
    bob.arrived(20)
    expect(bob.progress).toEqual({ received: 20, toCome: MAX_UNPROVEN + 15 * 20 })
    bob.arrived(1_000) // all of it was here before
    expect(bob.progress.toCome).toBe(MAX_UNPROVEN + 15 * 20)
    bob.receive(flight(0, { ...claimed, run: 2 }))
    expect(bob.progress.toCome).toBe(0)
  })

  it('a flight of more records or bytes than allowed ends the run before it is looked at', () => {
    const many = Array.from({ length: MAX_RECORDS }, (_, prefix) => ({
      window: { shift: 10, prefix },
      fingerprint: { count: 0, sum: 0 },
    }))
    const bob = bobWith([])
    bob.receive(flight(0, { records: many, last: false }))
    const next: WindowRecord = { window: { shift: 10, prefix: MAX_RECORDS }, fingerprint: { count: 0, sum: 0 } }
    expectAbort(bob.receive(flight(0, { part: 1, records: [next] })), 'limit')

    const carol = bobWith([])
    const count = 20_000
    const filter = new Uint8Array(filterBytes(count, FILTER_SHAPE))
    let outputs: Output[] = []
    for (let part = 0; part < 12 && carol.state !== 'aborted'; part++) {
      const record = { window: { shift: 40, prefix: part }, fingerprint: { count, sum: 1 }, filter }
      outputs = [...outputs, carol.receive(flight(0, { part, records: [record], last: false }))]
    }
    expect(outputs).toHaveLength(9) // 30,000 bytes each, 256 KiB in all
    expectAbort(outputs.at(-1) as Output, 'limit')
  })

  it('windows that go back, from one part of a flight to the next, end the run', () => {
    const record = (prefix: number): WindowRecord => ({
      window: { shift: 20, prefix },
      fingerprint: { count: 1, sum: 1 },
    })
    const bob = bobWith([])
    bob.receive(flight(0, { records: [record(7)], last: false }))
    expectAbort(bob.receive(flight(0, { part: 1, records: [record(7)] })), 'malformed')
  })

  it.each([
    ['a part that was skipped', flight(0, { part: 2, records: [] })],
    ['a flight that was skipped', flight(2)],
    ['a flight before the answer to the one before', flight(1)],
  ])('%s ends the run', (_name, message) => {
    const bob = bobWith([])
    bob.receive(flight(0, { last: false }))
    expectAbort(bob.receive(message), 'out_of_turn')
    expect(bob.receive(flight(0, { part: 1, records: [] }))).toMatchObject({ messages: [] })
  })

  it('only the initiator begins runs', () => {
    const alice = new Session({ scope: 1, role: 'initiator', key: TEST_KEY, set: new SyncSet() })
    alice.start()
    expectAbort(alice.receive(flight(0, { run: 2 })), 'out_of_turn')
    expect(() => bobWith([]).start()).toThrow('the initiator starts runs')
    expect([opensRun(flight(0)), opensRun(flight(2)), opensRun(Uint8Array.of(9))]).toEqual([true, false, false])
  })

  it('events that are dropped are counted as had, and 16 of them end the run', () => {
    const rng = createRng(88)
    const junk = randomItems(rng, MAX_DROPPED)
    const own = new SyncSet()
    const alice = new Session({ scope: 1, role: 'initiator', key: TEST_KEY, set: own })
    const few = bobWith(junk.slice(0, MAX_DROPPED - 1))
    for (const message of alice.start().messages) few.receive(message)
    const offer = few.ingested()
    for (const message of offer.messages) alice.receive(message)
    for (const item of offer.events) expect(alice.dropped(item).messages).toEqual([])
    if (offer.end !== undefined) alice.receive(offer.end)
    for (const message of alice.ingested().messages) few.receive(message)
    few.ingested()
    expect([alice.state, few.state, own.size]).toEqual(['synced', 'synced', 0])

    alice.start()
    const last = junk.map((item) => alice.dropped(item)).at(-1)
    expectAbort(last as Output, 'dropped')
    expect(alice.dropped(randomItem(rng, 0, 9)).messages).toEqual([])
  })

  it('an abort of the peer ends the run, and the next one starts afresh', () => {
    const items = randomItems(createRng(89), 10)
    const own = setOf(items)
    const alice = new Session({ scope: 1, role: 'initiator', key: TEST_KEY, set: own })
    const bob = bobWith(items)
    for (const message of alice.start().messages) bob.receive(message)
    for (const message of bob.abort('closed').messages) alice.receive(message)
    expect([alice.state, alice.abortedFor, bob.state]).toEqual(['aborted', 'closed', 'aborted'])
    for (const message of alice.start().messages) bob.receive(message)
    for (const message of bob.ingested().messages) alice.receive(message)
    alice.ingested()
    expect([alice.state, alice.abortedFor, bob.state]).toEqual(['synced', undefined, 'synced'])
  })

  it('nothing leaves that links two sessions: the same set opens with other bytes under another key', () => {
    const items = randomItems(createRng(90), 100)
    const opening = (key: Uint8Array) => {
      const [message] = new Session({ scope: 1, role: 'initiator', key, set: setOf(items) }).start().messages
      return toHex(message ?? new Uint8Array(0))
    }
    const header = 2 * '010101000005'.length
    expect(opening(TEST_KEY).slice(header)).not.toBe(opening(TEST_KEY.toReversed()).slice(header))
    expect(opening(TEST_KEY)).toBe(opening(TEST_KEY))
  })
})
