import { describe, expect, it } from 'vitest'
import { Chaskey, viewOf } from './chaskey.ts'
import { KeyedSums, minus, NOTHING, plus, sameRoot } from './fingerprint.ts'
import { createRng, randomBytes, randomItem, randomItems, setOf, TEST_KEY } from './test-items.ts'
import { endOf, type Item, positionOf, startOf, WHOLE, type Window } from './window.ts'

const SPAN_MS = 4096

function hashOf(item: Item, key: Uint8Array): bigint {
  const chaskey = new Chaskey(key)
  chaskey.tag(viewOf(item.id), 0, 32)
  return chaskey.out.reduceRight((sum, word) => (sum << 32n) | BigInt(word), 0n)
}

/** The definition, item by item in big integers. */
function twin(items: readonly Item[], window: Window, key: Uint8Array): { count: number; sum: bigint } {
  const inside = items.filter((item) => {
    const position = positionOf(item.created_at, item.id[0] ?? 0)
    return position >= startOf(window) && position < endOf(window)
  })
  return { count: inside.length, sum: inside.reduce((sum, item) => sum + hashOf(item, key), 0n) }
}

const words = (sum: bigint) => [0n, 32n, 64n, 96n].map((shift) => Number((sum >> shift) & 0xffffffffn))

describe('keyed sums', () => {
  it('equal their definition for every window, while the set grows and its leaves split', () => {
    const rng = createRng(21)
    const items = randomItems(rng, 300, 0, SPAN_MS)
    const set = setOf(items)
    const sums = new KeyedSums(set, TEST_KEY)
    for (let trial = 0; trial < 40; trial++) {
      for (let more = 0; more < 40; more++) {
        const item = randomItem(rng, 0, SPAN_MS)
        items.push(item)
        set.insert(item)
      }
      const shift = Math.floor(rng() * 18)
      const window = { shift, prefix: Math.floor((rng() * SPAN_MS * 32) / 2 ** shift) }
      const expected = twin(items, window, TEST_KEY)
      expect(sums.of(window)).toEqual({ count: expected.count, sum: Number(expected.sum % 2n ** 48n) })
      const whole = twin(items, WHOLE, TEST_KEY)
      expect([sums.root().count, ...sums.root().sum]).toEqual([whole.count, ...words(whole.sum)])
    }
    sums.detach()
  })

  it('do not depend on the order of arrival', () => {
    const items = randomItems(createRng(22), 700)
    const early = setOf([])
    const sums = new KeyedSums(early, TEST_KEY)
    for (const item of items.toReversed()) early.insert(item)
    expect(sameRoot(sums.root(), new KeyedSums(setOf(items), TEST_KEY).root())).toBe(true)
  })

  it('subtract to the fingerprint of the difference', () => {
    const rng = createRng(23)
    const common = randomItems(rng, 500)
    const extra = randomItem(rng, 0, 10)
    const larger = new KeyedSums(setOf(common, [extra]), TEST_KEY).of(WHOLE)
    const smaller = new KeyedSums(setOf(common), TEST_KEY).of(WHOLE)
    const difference = { count: 1, sum: Number(hashOf(extra, TEST_KEY) % 2n ** 48n) }
    expect(minus(larger, smaller)).toEqual(difference)
    expect(plus(smaller, difference)).toEqual(larger)
    expect(minus(larger, larger)).toEqual(NOTHING)
  })

  it('of one set under two keys have nothing in common', () => {
    const rng = createRng(24)
    const set = setOf(randomItems(rng, 100))
    const one = new KeyedSums(set, randomBytes(rng, 16)).root()
    const other = new KeyedSums(set, randomBytes(rng, 16)).root()
    expect([...one.sum].filter((word, i) => word === other.sum[i])).toEqual([])
  })

  it('stop changing once detached', () => {
    const set = setOf([])
    const sums = new KeyedSums(set, TEST_KEY)
    const before = sums.root()
    sums.detach()
    set.insert(randomItem(createRng(25), 0, 10))
    expect([...sums.root().sum]).toEqual([...before.sum])
  })
})
