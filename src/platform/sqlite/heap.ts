/**
 * Strings and byte strings across the border of the wasm memory. Owns one scratch area per
 * connection, into which the parameters of one statement are written before it runs; SQLite reads
 * them there (SQLITE_STATIC), so nothing is allocated or copied twice. The area is valid for one
 * statement run to its end: the driver never leaves a statement half stepped.
 */

import type { SqliteModule } from 'wa-sqlite/dist/wa-sqlite.mjs'
import { EngineError } from '../../engine/base/errors.ts'

const FIRST_SCRATCH_BYTES = 64 * 1024
/** A larger area serves one statement and is given back. */
const KEPT_SCRATCH_BYTES = 1024 * 1024
/** Up to this many characters a loop beats the platform's encoder, whose call costs more than the work. */
const SHORT_TEXT = 96

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { ignoreBOM: true })

export interface Scratch {
  /** Makes room for `bytes` in one block and starts writing at its beginning. */
  reserve(bytes: number): void
  /** Address of the text's UTF-8; its length in bytes is in {@link Scratch.written}. */
  text(text: string): number
  blob(bytes: Uint8Array): number
  /** Length of what was written last. */
  readonly written: number
  free(): void
}

/** Upper bound of the bytes `value` takes in scratch. */
export function scratchBytes(value: null | number | string | Uint8Array): number {
  if (typeof value === 'string') return value.length * 3 + 1
  return value instanceof Uint8Array ? value.length : 0
}

export function createScratch(module: SqliteModule): Scratch {
  let size = 0
  let start = 0
  let at = 0
  let written = 0

  const allocate = (bytes: number) => {
    if (start !== 0) module._sqlite3_free(start)
    size = 0
    start = module._sqlite3_malloc(bytes)
    if (start === 0) throw new EngineError('internal', 'out of memory')
    size = bytes
  }

  return {
    reserve(bytes) {
      if (bytes > size) allocate(Math.max(bytes, FIRST_SCRATCH_BYTES))
      else if (size > KEPT_SCRATCH_BYTES && bytes <= KEPT_SCRATCH_BYTES) allocate(KEPT_SCRATCH_BYTES)
      at = start
    },
    text(text) {
      const from = at
      const heap = module.HEAPU8
      if (text.length <= SHORT_TEXT) {
        let i = 0
        for (; i < text.length; i++) {
          const unit = text.charCodeAt(i)
          if (unit >= 0x80) break
          heap[from + i] = unit
        }
        written = i
        if (i < text.length) written = encoder.encodeInto(text, heap.subarray(from, start + size)).written
      } else {
        written = encoder.encodeInto(text, heap.subarray(from, start + size)).written
      }
      at = from + written
      return from
    },
    blob(bytes) {
      const from = at
      module.HEAPU8.set(bytes, from)
      written = bytes.length
      at = from + written
      return from
    },
    get written() {
      return written
    },
    free() {
      if (start !== 0) module._sqlite3_free(start)
      start = 0
      size = 0
    },
  }
}

/** The string whose UTF-8 lies at `ptr`. */
export function readText(heap: Uint8Array, ptr: number, bytes: number): string {
  return decoder.decode(heap.subarray(ptr, ptr + bytes))
}

/** Runs `use` with the address of a zero-terminated copy of `text`, freed afterwards. */
export function withCString<Result>(
  module: SqliteModule,
  text: string,
  use: (ptr: number, bytes: number) => Result,
): Result {
  const bytes = encoder.encode(text)
  const ptr = module._sqlite3_malloc(bytes.length + 1)
  if (ptr === 0) throw new EngineError('internal', 'out of memory')
  try {
    module.HEAPU8.set(bytes, ptr)
    module.HEAPU8[ptr + bytes.length] = 0
    return use(ptr, bytes.length)
  } finally {
    module._sqlite3_free(ptr)
  }
}
