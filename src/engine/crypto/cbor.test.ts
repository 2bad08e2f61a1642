/** Deterministic CBOR against RFC 8949, an independent decoder, and bytes nobody meant. */

import { decode as cborgDecode, encode as cborgEncode } from 'cborg'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, toHex, utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import { type CborValue, decodeCanonical, encodeCanonical, MAX_CBOR_DEPTH, MAX_CBOR_ITEMS } from './cbor.ts'
import { byteRange, eachByteChanged, hex } from './vectors.testing.ts'

const ONE_TO_25 = Array.from({ length: 25 }, (_, i) => i + 1)

const RFC_8949_A: readonly (readonly [CborValue, string])[] = [
  [0, '00'],
  [1, '01'],
  [10, '0a'],
  [23, '17'],
  [24, '1818'],
  [25, '1819'],
  [100, '1864'],
  [1000, '1903e8'],
  [1000000, '1a000f4240'],
  [1000000000000, '1b000000e8d4a51000'],
  [-1, '20'],
  [-10, '29'],
  [-100, '3863'],
  [-1000, '3903e7'],
  [false, 'f4'],
  [true, 'f5'],
  [null, 'f6'],
  [new Uint8Array(0), '40'],
  [Uint8Array.of(1, 2, 3, 4), '4401020304'],
  ['', '60'],
  ['a', '6161'],
  ['IETF', '6449455446'],
  ['"\\', '62225c'],
  ['\u00fc', '62c3bc'],
  ['\u6c34', '63e6b0b4'],
  ['\ud800\udd51', '64f0908591'],
  [[], '80'],
  [[1, 2, 3], '83010203'],
  [[1, [2, 3], [4, 5]], '8301820203820405'],
  [ONE_TO_25, '98190102030405060708090a0b0c0d0e0f101112131415161718181819'],
]

const NOT_OURS = [
  ['an integer above 2^53 - 1', '1bffffffffffffffff'],
  ['an integer below -(2^53 - 1)', '3bffffffffffffffff'],
  ['the integer 2^53', '1b0020000000000000'],
  ['the integer -2^53', '3b001fffffffffffff'],
  ['a bignum', 'c249010000000000000000'],
  ['a half-precision float', 'f93c00'],
  ['a double', 'fb3ff199999999999a'],
  ['undefined', 'f7'],
  ['a simple value', 'f0'],
  ['a simple value in two bytes', 'f8ff'],
  ['a tagged time', 'c11a514b67b0'],
  ['a map', 'a0'],
  ['a map of two', 'a201020304'],
  ['an indefinite byte string', '5f42010243030405ff'],
  ['an indefinite text', '7f657374726561646d696e67ff'],
  ['an indefinite array', '9fff'],
] as const

const NOT_SHORTEST = [
  ['an integer in two bytes', '1817'],
  ['an integer in three bytes', '190018'],
  ['an integer in five bytes', '1a00000018'],
  ['an integer in nine bytes', '1b0000000000000018'],
  ['a negative integer in two bytes', '3800'],
  ['the length of a byte string in two bytes', '5801ff'],
  ['the length of a text in three bytes', '79000161'],
  ['the length of an array in two bytes', '980101'],
] as const

const MALFORMED = [
  ['nothing', ''],
  ['two values', '0000'],
  ['a head cut short', '19 03'],
  ['a byte string cut short', '44 010203'],
  ['an array cut short', '83 0102'],
  ['a break', 'ff'],
  ['a reserved head', '1c'],
  ['a reserved head of a byte string', '5d'],
  ['UTF-8 that is not', '61ff'],
  ['UTF-8 of a surrogate', '63eda080'],
  ['UTF-8 that is too long', '62c0af'],
] as const

function nested(depth: number): CborValue {
  return depth === 0 ? 0 : [nested(depth - 1)]
}

/** Values as the protocol has them, within the limits. */
const { value: anyValue } = fc.letrec<{ value: CborValue; leaf: CborValue; array: CborValue }>((tie) => ({
  leaf: fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.maxSafeInteger().map((n) => n + 0),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.uint8Array({ maxLength: 300 }),
  ),
  array: fc.array(tie('value'), { maxLength: 30 }),
  value: fc.oneof({ maxDepth: MAX_CBOR_DEPTH - 1 }, tie('leaf'), tie('array')),
}))

describe('deterministic CBOR', () => {
  it.each(RFC_8949_A)('agrees with RFC 8949 appendix A: %j', (value, bytes) => {
    expect(toHex(encodeCanonical(value))).toBe(bytes)
    expect(decodeCanonical(hex(bytes))).toEqual({ ok: true, value })
  })

  it.each(NOT_OURS)('does not decode %s (RFC 8949 appendix A), which the protocol does not use', (_name, bytes) => {
    expect(decodeCanonical(hex(bytes))).toBeUndefined()
  })

  it.each(NOT_SHORTEST)('does not decode %s where a shorter head says the same (section 4.2.1)', (_name, bytes) => {
    expect(cborgDecode(hex(bytes))).toBeDefined()
    expect(decodeCanonical(hex(bytes))).toBeUndefined()
  })

  it.each(MALFORMED)('does not decode %s', (_name, bytes) => {
    expect(decodeCanonical(hex(bytes))).toBeUndefined()
  })

  it('reads back every value it writes, at the borders of every head size', () => {
    const borders = [23, 24, 0xff, 0x100, 0xffff, 0x10000, 0xffffffff, 0x100000000, Number.MAX_SAFE_INTEGER]
    const values = [...borders, ...borders.map((n) => -n), ...[23, 24, 255, 256, 65536].map((n) => new Uint8Array(n))]
    for (const value of values) expect(decodeCanonical(encodeCanonical(value))).toEqual({ ok: true, value })
  })

  it('keeps a text as it is, with U+FEFF in front and with U+FFFD in it', () => {
    for (const text of ['\uFEFFhello', `\uFEFF${'x'.repeat(300)}`, 'a\uFFFDb', '\0', 'e\u0301']) {
      expect(decodeCanonical(encodeCanonical([text]))).toEqual({ ok: true, value: [text] })
    }
  })

  it('writes what cborg writes and reads what it wrote', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const bytes = encodeCanonical(value)
        expect(toHex(bytes)).toBe(toHex(cborgEncode(value)))
        expect(decodeCanonical(bytes)).toEqual({ ok: true, value })
      }),
      { numRuns: 500 },
    )
  })

  it('answers any bytes without throwing, and accepts only what it would write itself', () => {
    const heads = fc.constantFrom(0x80, 0x81, 0x82, 0x98, 0x9a, 0x9b, 0x58, 0x5b, 0x61, 0x78, 0x18, 0x1b, 0x3b, 0xf6)
    const mixed = fc.array(fc.oneof(heads, fc.nat(255)), { maxLength: 200 }).map((list) => Uint8Array.from(list))
    fc.assert(
      fc.property(fc.oneof(mixed, fc.uint8Array({ maxLength: 200 })), (bytes) => {
        const decoded = decodeCanonical(bytes)
        if (decoded !== undefined) expect(toHex(encodeCanonical(decoded.value))).toBe(toHex(bytes))
      }),
      { numRuns: 3000 },
    )
  })

  it('reads a changed byte as another value or as none', () => {
    const value = ['message', 1, byteRange(1, 32), null, [true, -5, 'text', 70000]]
    for (const changed of eachByteChanged(encodeCanonical(value))) {
      expect(decodeCanonical(changed)?.value).not.toEqual(value)
    }
  })

  it('gives byte strings that share no memory with the input', () => {
    const bytes = encodeCanonical([byteRange(1, 4)])
    const decoded = decodeCanonical(bytes)
    bytes.fill(0)
    expect(decoded).toEqual({ ok: true, value: [byteRange(1, 4)] })
  })

  it('bounds depth in both directions', () => {
    expect(decodeCanonical(encodeCanonical(nested(MAX_CBOR_DEPTH)))).toEqual({
      ok: true,
      value: nested(MAX_CBOR_DEPTH),
    })
    expect(() => encodeCanonical(nested(MAX_CBOR_DEPTH + 1))).toThrow(InvariantError)
    expect(decodeCanonical(hex('81'.repeat(MAX_CBOR_DEPTH + 1), '00'))).toBeUndefined()
    expect(decodeCanonical(new Uint8Array(60_000).fill(0x81))).toBeUndefined()
  })

  it('bounds the number of items in both directions, arrays included', () => {
    const full = new Array<number>(MAX_CBOR_ITEMS - 1).fill(0)
    expect(decodeCanonical(encodeCanonical(full))).toEqual({ ok: true, value: full })
    expect(() => encodeCanonical([...full, 0])).toThrow(InvariantError)
    expect(decodeCanonical(concatBytes(hex('99 2000'), new Uint8Array(0x2000)))).toBeUndefined()
    const empties = concatBytes(hex('82 99 1fff'), new Uint8Array(0x1fff).fill(0x80), hex('80'))
    expect(decodeCanonical(empties)).toBeUndefined()
  })

  it('allocates nothing for lengths that the bytes cannot hold', () => {
    for (const head of ['9a7fffffff', '9b001fffffffffffff', '5a7fffffff', '7b001fffffffffffff']) {
      expect(decodeCanonical(concatBytes(hex(head), new Uint8Array(64)))).toBeUndefined()
    }
  })

  it('writes no value that has no encoding', () => {
    for (const value of [1.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY, '\ud800', 'a\udc00b']) {
      expect(() => encodeCanonical([value])).toThrow(InvariantError)
    }
    for (const value of [undefined, {}, 1n, new Map(), () => 0]) {
      expect(() => encodeCanonical([value as never])).toThrow(InvariantError)
    }
  })

  it('writes the text of every emoji and script it is given', () => {
    expect(decodeCanonical(encodeCanonical('👩‍👩‍👧 日本語 עברית'))?.value).toBe('👩‍👩‍👧 日本語 עברית')
    expect(encodeCanonical('é')).toEqual(concatBytes(hex('62'), utf8('é')))
  })
})
