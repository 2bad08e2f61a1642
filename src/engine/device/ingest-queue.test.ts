import { describe, expect, test } from 'vitest'
import { nextTask } from '../../platform/node/next-task.ts'
import { asTimestamp, type EventId, type NetworkId } from '../base/ids.ts'
import type { Verifier } from '../base/ports.ts'
import { ENVELOPE_VERSION, KIND_CONTENT } from '../crypto/envelope.ts'
import { signEvent } from '../crypto/event-signature.ts'
import { signingKeyFromSeed } from '../crypto/sign.ts'
import type { Verified } from '../pipeline/verify.ts'
import type { IdentityRuntime } from './identity-runtime.ts'
import { BATCH_EVENTS, createIngestQueue } from './ingest-queue.ts'

const T_MS = asTimestamp(1_767_225_600_000)
const NETWORK = 'aa'.repeat(32) as NetworkId
const author = signingKeyFromSeed(new Uint8Array(32).fill(1))
const network = new Uint8Array(32).fill(0xaa)

const eventAt = (seq: number): Uint8Array => {
  const header = {
    version: ENVELOPE_VERSION,
    kind: KIND_CONTENT,
    author: author.publicKey,
    seq,
    created_at: T_MS + seq,
  }
  const sealing = { prev: new Uint8Array(32), epoch_id: new Uint8Array(32), nonce: new Uint8Array(24), body_len: 80 }
  return signEvent(author.seed, network, { ...header, ...sealing }, new Uint8Array(80))
}
const EVENTS = Array.from({ length: 24 }, (_, seq) => eventAt(seq))
const events = (from: number, to: number) => EVENTS.slice(from, to)
const seqsOf = (of: readonly Verified[]) => of.map((event) => event.envelope.header.seq)

/** A lane that writes down what it is given, a platform that trusts everybody, and counted tasks. */
function createLane(onCommit: (events: readonly Verified[]) => void = () => undefined) {
  const transactions: { readonly origin: string; readonly seqs: readonly number[]; readonly task: number }[] = []
  /** How many events watchers have heard of, each time they did. */
  const told: number[] = []
  let isQuiet = false
  const counted: string[] = []
  const failures: unknown[] = []
  const yes: Verifier = { verify: async (claims) => claims.map(() => true) }
  let task = 0
  const queue = createIngestQueue({
    verifier: yes,
    nextTask: async () => {
      await nextTask()
      task++
    },
    commit(_runtime, given, origin) {
      transactions.push({ origin, seqs: seqsOf(given), task })
      if (!isQuiet) told.push(transactions.flatMap(({ seqs }) => seqs).length)
      onCommit(given)
      return given.map((event) => ({ event, outcome: { kind: 'stored', state: 'valid' } }))
    },
    drain: () => false,
    needsDrain: () => false,
    quietly(work) {
      isQuiet = true
      work()
      isQuiet = false
    },
    catchUp: () => told.push(transactions.flatMap(({ seqs }) => seqs).length),
    failed: (error) => failures.push(error),
  })
  const runtime = {
    me: { network_id: NETWORK },
    count: (name: string) => counted.push(name),
  } as unknown as IdentityRuntime
  const add = (given: readonly Uint8Array[], origin = 'bob') => queue.add(runtime, given, origin, T_MS)
  return { queue, add, transactions, counted, told, failures }
}

describe('the ingest queue', () => {
  test('an event alone commits at once, in the task in which it was verified', async () => {
    const { add, transactions } = createLane()
    await add(events(0, 1))
    expect(transactions).toEqual([{ origin: 'bob', seqs: [0], task: 0 }])
  })

  test('what a link brought while the lane was busy is one transaction', async () => {
    const { queue, add, transactions } = createLane((given) => {
      if (given.length === 1) for (let at = 1; at < 13; at += 4) void add(events(at, at + 4))
    })
    void add(events(0, 1))
    await queue.idle()
    expect(transactions.map(({ seqs }) => seqs)).toEqual([[0], [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]])
  })

  test('what several links bring is not mixed, and each keeps its order', async () => {
    const { queue, add, transactions } = createLane((given) => {
      if (given.length > 1) return
      void add(events(1, 3), 'bob')
      void add(events(3, 5), 'carol')
      void add(events(5, 7), 'bob')
    })
    void add(events(0, 1))
    await queue.idle()
    expect(transactions.map(({ origin, seqs }) => [origin, ...seqs])).toEqual([
      ['bob', 0],
      ['bob', 1, 2, 5, 6],
      ['carol', 3, 4],
    ])
  })

  test('a long delivery is cut, with a task between two transactions', async () => {
    const { add, transactions } = createLane()
    const many = Array.from({ length: BATCH_EVENTS + 10 }, (_, i) => EVENTS[i % EVENTS.length] as Uint8Array)
    expect(await add(many)).toHaveLength(BATCH_EVENTS + 10)
    expect(transactions.map(({ seqs, task }) => [seqs.length, task])).toEqual([
      [BATCH_EVENTS, 0],
      [10, 1],
    ])
  })

  test('watchers hear of what comes first at once, and of a history in steps, and of its end', async () => {
    const { queue, add, told } = createLane()
    const frames = 60
    for (let frame = 0; frame < frames; frame++)
      void add(
        Array.from({ length: 100 }, () => EVENTS[0] as Uint8Array),
        `link ${frame}`,
      )
    await queue.idle()
    expect(told[0]).toBe(100)
    expect(told.at(-1)).toBe(frames * 100)
    expect(told.length).toBeLessThan(frames / 3)
    for (const [i, count] of told.slice(1).entries()) expect(count - (told[i] ?? 0)).toBeLessThanOrEqual(1_000)
  })

  test('each delivery is answered with its own outcomes, in order, with what never reached the lane', async () => {
    const { add, counted } = createLane()
    const [good, other] = events(0, 2) as [Uint8Array, Uint8Array]
    const short = good.subarray(0, 40)
    const stored = { kind: 'stored', state: 'valid' }
    const dropped = { kind: 'dropped', reason: 'too_short' }
    const answers = await Promise.all([add([short, good]), add([]), add([other, short, short])])
    expect(answers).toEqual([[dropped, stored], [], [stored, dropped, dropped]])
    expect(counted).toEqual(Array(3).fill('dropped.too_short'))
  })

  test('a transaction that fails is told to those who were in it, and to nobody else', async () => {
    const { queue, add, failures } = createLane((given) => {
      if (given.some((event) => event.id === broken)) throw new Error('storage_full')
    })
    let broken: EventId | undefined
    const probe = createLane((given) => {
      broken = given[0]?.id
    })
    await probe.add(events(3, 4))
    const told = await Promise.allSettled([add(events(0, 3)), add(events(3, 6)), add(events(6, 9), 'carol')])
    expect(told.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
    expect(failures.map(String)).toEqual(['Error: storage_full'])
    await queue.idle()
    expect(await add(events(9, 10))).toHaveLength(1)
  })
})
