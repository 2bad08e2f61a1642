import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createWriteBehind } from './write-behind.ts'

const CAPACITY = 16
const FILE_BYTES = 48

/** Two files in memory, and how often they were written. */
function createFiles() {
  const files = [new Uint8Array(FILE_BYTES), new Uint8Array(FILE_BYTES)] as const
  const calls: number[] = []
  const write = (file: number, bytes: Uint8Array, offset: number): number => {
    files[file as 0 | 1].set(bytes, offset)
    calls.push(bytes.length)
    return 0
  }
  return { files, calls, write }
}

const operation = fc.record({
  file: fc.constantFrom(0, 1),
  offset: fc.nat(FILE_BYTES - 24),
  length: fc.integer({ min: 1, max: 24 }),
  continues: fc.boolean(),
  fill: fc.integer({ min: 1, max: 255 }),
  reads: fc.boolean(),
})

describe('writing behind', () => {
  test('whatever is written in whatever order, a file that is read has what direct writes give it', () => {
    fc.assert(
      fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
        const gathered = createFiles()
        const direct = createFiles()
        const behind = createWriteBehind(gathered.write, CAPACITY)
        let end = 0
        for (const { file, offset, length, continues, fill, reads } of operations) {
          const at = continues && end + length <= FILE_BYTES ? end : offset
          const bytes = new Uint8Array(length).fill(fill)
          expect(behind.write(file, bytes, at)).toBe(0)
          direct.write(file, bytes, at)
          bytes.fill(0) // SQLite's memory is its own again
          end = at + length
          if (!reads) continue
          expect(behind.flush(file)).toBe(0)
          expect(gathered.files[file as 0 | 1]).toEqual(direct.files[file as 0 | 1])
        }
        behind.flush(0)
        behind.flush(1)
        expect(gathered.files).toEqual(direct.files)
      }),
    )
  })

  test('pieces side by side become one write', () => {
    const { calls, write } = createFiles()
    const behind = createWriteBehind(write, CAPACITY)
    for (let at = 0; at < 12; at += 3) behind.write(0, new Uint8Array(3), at)
    expect(calls).toEqual([])
    behind.flush(0)
    expect(calls).toEqual([12])
  })

  test('a write that fails is told once, by whichever call made it happen', () => {
    let code = 13
    const behind = createWriteBehind(() => code, CAPACITY)
    expect(behind.write(0, new Uint8Array(4), 0)).toBe(0)
    expect(behind.flush(0)).toBe(13)
    expect(behind.flush(0)).toBe(0)
    expect(behind.write(0, new Uint8Array(4), 0)).toBe(0)
    expect(behind.write(0, new Uint8Array(4), 20)).toBe(13)
    code = 0
    expect(behind.flush(0)).toBe(0)
  })
})
