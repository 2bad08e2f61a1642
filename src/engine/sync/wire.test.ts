import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { createRng, logUniform } from './test-items.ts'
import { Reader, varintBytes, Writer } from './wire.ts'

function written(write: (writer: Writer) => void): Uint8Array {
  const writer = new Writer()
  write(writer)
  return writer.finish()
}

describe('a varint', () => {
  it.each([
    [0, '00'],
    [127, '7f'],
    [128, '8001'],
    [300, 'ac02'],
    [2 ** 32, '8080808010'],
    [2 ** 53 - 1, 'ffffffffffffff0f'],
  ])('writes %d as LEB128', (value, hex) => {
    const bytes = written((writer) => writer.varint(value))
    expect(toHex(bytes)).toBe(hex)
    expect(varintBytes(value)).toBe(bytes.length)
    expect(new Reader(bytes).varint()).toBe(value)
  })

  it('comes back as it was, at every size', () => {
    const rng = createRng(41)
    for (let trial = 0; trial < 5000; trial++) {
      const value = logUniform(rng, 2 ** 52)
      expect(new Reader(written((writer) => writer.varint(value))).varint()).toBe(value)
    }
  })

  it.each([
    ['longer than needed', [0x80, 0x00]],
    ['beyond 2^53 − 1', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x10]],
    ['without an end', [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]],
    ['cut off', [0x80]],
  ])('%s is refused', (_name, bytes) => {
    const reader = new Reader(Uint8Array.from(bytes))
    expect(reader.varint()).toBe(0)
    expect(reader.failed).toBe(true)
  })
})

describe('a reader', () => {
  it('reads what a writer wrote', () => {
    const reader = new Reader(
      written((writer) => {
        writer.u8(200)
        writer.u48(2 ** 48 - 2)
        writer.raw(new Uint8Array(300).fill(7))
        writer.u48(1)
      }),
    )
    expect([reader.u8(), reader.u48(), reader.raw(300)[299], reader.u48()]).toEqual([200, 2 ** 48 - 2, 7, 1])
    expect([reader.atEnd, reader.failed]).toEqual([true, false])
  })

  it('stays failed after the end, and allocates nothing for a claimed length', () => {
    const reader = new Reader(Uint8Array.of(1, 2))
    expect(reader.raw(2 ** 50)).toHaveLength(0)
    expect([reader.u8(), reader.u48(), reader.varint(), reader.failed]).toEqual([0, 0, 0, true])
  })
})
