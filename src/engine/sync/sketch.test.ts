import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { CELL_BYTES, keyOf, MAX_CELLS, MAX_COLUMNS, Sketch, sketchSalt } from './sketch.ts'
import { createRng, type Rng, randomBytes, TEST_KEY } from './test-items.ts'

const PLACE = { key: TEST_KEY, scope: 1, run: 2, flight: 3 }

function randomKeys(rng: Rng, count: number): number[] {
  return Array.from({ length: count }, () => Math.floor(rng() * 2 ** 32))
}

function sketchOf(salt: Uint8Array, columns: number, ...keys: readonly (readonly number[])[]): Sketch {
  const sketch = new Sketch(salt, columns)
  for (const key of keys.flat()) sketch.add(key)
  return sketch
}

/** The definition in big integers: three cells for each key, one in each third, sums of everything. */
function twin(salt: Uint8Array, columns: number, keys: readonly number[]): string {
  const words = [0, 4, 8, 12].map((at) => new DataView(salt.buffer, salt.byteOffset).getUint32(at, true))
  const word = (i: number) => BigInt(words[i] ?? 0)
  const low = (value: bigint) => BigInt.asUintN(32, value)
  const cells = Array.from({ length: 3 * columns }, () => ({ count: 0n, key: 0n, check: 0n }))
  for (const number of keys) {
    const key = BigInt(number)
    let mixed = key ^ word(0)
    mixed = low((mixed ^ (mixed >> 16n)) * 0x21f0aaadn)
    mixed = low((mixed ^ (mixed >> 15n)) * 0x735a2d97n)
    mixed ^= mixed >> 15n
    const first = (mixed * BigInt(columns)) >> 32n
    mixed = low((mixed ^ word(1)) * 0x9e3779b1n)
    mixed ^= mixed >> 15n
    const second = (mixed * BigInt(columns)) >> 32n
    mixed = low((mixed ^ word(2)) * 0x85ebca77n)
    mixed ^= mixed >> 13n
    const third = (mixed * BigInt(columns)) >> 32n
    const check = low((mixed ^ word(3)) * 0xc2b2ae3dn) >> 16n
    for (const [i, column] of [first, second, third].entries()) {
      const cell = cells[i * columns + Number(column)]
      if (cell === undefined) throw new Error('a cell of its third')
      cell.count += 1n
      cell.key += key
      cell.check += check
    }
  }
  const little = (value: bigint, bytes: number) =>
    Array.from({ length: bytes }, (_, i) => Number((value >> BigInt(8 * i)) & 0xffn))
  return toHex(
    Uint8Array.from(
      cells.flatMap((cell) => [...little(cell.count, 1), ...little(cell.key, 4), ...little(cell.check, 2)]),
    ),
  )
}

describe('a sketch', () => {
  it('has known bytes for known keys', () => {
    const salt = sketchSalt(PLACE)
    expect(toHex(salt)).toBe('c716ed064e384d55f89f7bd392a00935') // as a second implementation answers
    expect(toHex(sketchOf(salt, 2, [1, 0xffffffff, 0x01020304]).encode())).toBe(
      '0203030201914501010000000c8201010000000c820203030201914501ffffffff034002050302019a87',
    )
  })

  it('has the bytes of its definition', () => {
    const rng = createRng(101)
    for (let trial = 0; trial < 30; trial++) {
      const [salt, columns] = [randomBytes(rng, 16), 1 + Math.floor(rng() * 40)]
      const keys = randomKeys(rng, Math.floor(rng() * 600))
      expect(toHex(sketchOf(salt, columns, keys).encode())).toBe(twin(salt, columns, keys))
    }
  })

  it('tells the difference of two sets whatever they have in common, and leaves nothing unread', () => {
    const rng = createRng(102)
    for (const differences of [0, 1, 2, 5, 30, 300, 3000]) {
      const [common, mine, theirs] = [randomKeys(rng, 2000), randomKeys(rng, differences), randomKeys(rng, differences)]
      const salt = randomBytes(rng, 16)
      const columns = differences + 40
      const sketch = sketchOf(salt, columns, common, mine)
      sketch.subtract(sketchOf(salt, columns, common, theirs).encode())
      const read = sketch.read()
      expect(read.mine.toSorted()).toEqual(mine.toSorted())
      expect(read.theirs.toSorted()).toEqual(theirs.toSorted())
      expect(read.unread).toBe(0)
    }
  })

  it('of 1.3 cells a difference is read nine times in ten, and what is read is true', () => {
    const rng = createRng(103)
    let whole = 0
    for (let trial = 0; trial < 50; trial++) {
      const [salt, mine, theirs] = [randomBytes(rng, 16), randomKeys(rng, 250), randomKeys(rng, 250)]
      const columns = Math.ceil((1.3 * 500) / 3)
      const sketch = sketchOf(salt, columns, mine)
      sketch.subtract(sketchOf(salt, columns, theirs).encode())
      const read = sketch.read()
      if (read.unread === 0) whole++
      expect(read.mine.filter((key) => !mine.includes(key))).toEqual([])
      expect(read.theirs.filter((key) => !theirs.includes(key))).toEqual([])
    }
    expect(whole).toBeGreaterThanOrEqual(45)
  })

  it('that is far too small tells how many differences there are, on one side or both', () => {
    const rng = createRng(104)
    for (const [ours, others] of [
      [1000, 0],
      [0, 1000],
      [500, 500],
      [900, 100],
    ] as const) {
      const estimates = Array.from({ length: 60 }, () => {
        const salt = randomBytes(rng, 16)
        const sketch = sketchOf(salt, 40, randomKeys(rng, ours))
        sketch.subtract(sketchOf(salt, 40, randomKeys(rng, others)).encode())
        return sketch.read().unread
      })
      const mean = estimates.reduce((sum, one) => sum + one) / estimates.length
      expect(mean).toBeGreaterThan(930)
      expect(mean).toBeLessThan(1070)
      expect(Math.min(...estimates)).toBeGreaterThan(500)
    }
  })

  it('places keys anew for each flight: what hides in one is read in the next', () => {
    const rng = createRng(105)
    const keys = randomKeys(rng, 3)
    const hidden: Set<number>[] = [3, 5].map((flight) => {
      const unread = new Set<number>()
      for (let pair = 0; pair < 3000; pair++) {
        const sketch = sketchOf(sketchSalt({ ...PLACE, flight }), 3, [...keys, pair])
        if (sketch.read().unread > 0) unread.add(pair)
      }
      return unread
    })
    const both = [...(hidden[0] ?? [])].filter((pair) => hidden[1]?.has(pair))
    expect(hidden[0]?.size).toBeGreaterThan(0)
    expect(both.length).toBeLessThan(hidden[0]?.size ?? 0)
  })

  it('of noise ends, with no more keys than it has cells', () => {
    const rng = createRng(106)
    for (let trial = 0; trial < 300; trial++) {
      const columns = 1 + Math.floor(rng() * 60)
      const sketch = new Sketch(randomBytes(rng, 16), columns)
      const noise = randomBytes(rng, 3 * columns * CELL_BYTES)
      for (let cell = 0; cell < 3 * columns; cell++) noise[CELL_BYTES * cell] = rng() < 0.5 ? 1 : 255
      sketch.subtract(noise)
      const { mine, theirs, unread } = sketch.read()
      expect(mine.length + theirs.length).toBeLessThanOrEqual(3 * columns)
      expect(unread).toBeGreaterThan(0)
    }
  })

  it('a liar made to give keys for ever stops at as many as there are cells', () => {
    const salt = sketchSalt(PLACE)
    const cells = sketchOf(salt, 1, [7]).encode()
    cells[0] = 0 // the first cell never agrees with the two others
    const sketch = new Sketch(salt, 1)
    sketch.subtract(cells)
    const { mine, theirs, unread } = sketch.read()
    expect(mine.length + theirs.length).toBeLessThanOrEqual(3)
    expect(unread).toBeGreaterThan(0)
  })

  it('has at most 16,384 cells', () => {
    expect(3 * MAX_COLUMNS).toBeLessThanOrEqual(MAX_CELLS)
    expect(() => new Sketch(sketchSalt(PLACE), MAX_COLUMNS + 1)).toThrow('a sketch has a salt and some cells')
    expect(() => new Sketch(sketchSalt(PLACE), 2).subtract(new Uint8Array(CELL_BYTES))).toThrow('of the same size')
  })

  it('calls an item by the low 32 bits of its hash', () => {
    expect([keyOf(2 ** 47 + 5), keyOf(2 ** 32 - 1)]).toEqual([5, 0xffffffff])
  })
})
