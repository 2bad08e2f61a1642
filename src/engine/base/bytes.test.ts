/** Hexadecimal, against the simplest way to write it. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fromHex, toHex } from './bytes.ts'

const naive = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('')

test('bytes of any length are written as two digits each, and read back', () => {
  const lengths = { minLength: 0, maxLength: 200 }
  fc.assert(
    fc.property(fc.uint8Array(lengths), (bytes) => {
      expect(toHex(bytes)).toBe(naive(bytes))
      expect(fromHex(toHex(bytes))).toEqual(bytes)
    }),
  )
})

test('a view of other bytes is written as itself', () => {
  expect(toHex(Uint8Array.of(0xff, 0x00, 0x0f, 0xf0, 0xff).subarray(1, 4))).toBe('000ff0')
})

test('capitals, foreign characters and odd lengths are no hexadecimal', () => {
  for (const text of ['AB', '0g', '0', 'zz', '0x']) expect(fromHex(text)).toBeUndefined()
})
