/**
 * Writes to a file that continue one another, gathered into one call. SQLite writes a transaction as a
 * long run of small pieces (a header and a page for every page changed), and on the origin private file
 * system the call costs more than the bytes. Owns one buffer, for one run of one file at a time; knows
 * nothing of SQLite.
 *
 * Whoever reads, measures, truncates, synchronises or closes a file calls {@link WriteBehind.flush}
 * first, so nobody sees a file without what was written to it. Nothing is safe before that either: as with
 * every file system, only what was synchronised is.
 */

/** Bytes given to the platform at once. */
export const GATHERED_BYTES = 256 * 1024

/** Puts bytes into the file. @returns 0, or a code that is handed to the caller as it is */
export type WriteNow = (file: number, bytes: Uint8Array<ArrayBuffer>, offset: number) => number

export interface WriteBehind {
  /** Keeps a copy of the bytes, or writes what was kept. @returns 0, or the code of the write that failed */
  write(file: number, bytes: Uint8Array<ArrayBuffer>, offset: number): number
  /** Writes what is kept of this file. After a failure it is forgotten: the caller has been told. */
  flush(file: number): number
}

export function createWriteBehind(writeNow: WriteNow, capacity = GATHERED_BYTES): WriteBehind {
  const buffer = new Uint8Array(capacity)
  let owner = 0
  let begin = 0
  let length = 0

  const writeKept = (): number => {
    const kept = length
    length = 0
    return kept === 0 ? 0 : writeNow(owner, buffer.subarray(0, kept), begin)
  }

  return {
    write(file, bytes, offset) {
      const continues = length > 0 && file === owner && offset === begin + length && length + bytes.length <= capacity
      if (!continues) {
        const code = writeKept()
        if (code !== 0) return code
        if (bytes.length > capacity) return writeNow(file, bytes, offset)
        owner = file
        begin = offset
      }
      buffer.set(bytes, length)
      length += bytes.length
      return 0
    },
    flush: (file) => (file === owner ? writeKept() : 0),
  }
}
