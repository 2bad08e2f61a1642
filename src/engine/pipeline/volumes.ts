/**
 * How much content of each author is kept here, against the limit. Content alone: who is in, what they may
 * and what all can be read with comes by control events, which must be the same everywhere and are never
 * declined, so that no flood of words, of an admin or of anybody, can hide a removal. Whole events alone:
 * what is kept is then within the limit in whatever order it came.
 *
 * Owns a cache of the sums; what a transaction changes is written once, at its end.
 */

import type { PeerId } from '../base/ids.ts'
import type { Tx } from '../db/database.ts'
import { addToVolume, liftLimit, type Volume, volumeOf } from '../store/declined.ts'

export interface Volumes {
  /** Whether so many bytes more of this author are beyond what is kept. */
  isBeyond(tx: Tx, author: PeerId, bytes: number): boolean
  /** @param bytes negative when they were erased */
  add(author: PeerId, bytes: number): void
  /** From now on all of this author is kept. */
  lift(tx: Tx, author: PeerId): void
  /** At the end of a transaction. */
  flush(tx: Tx): void
  /** After a rollback, or when the sums were counted anew. */
  forget(): void
}

/** @param limit of bytes an author */
export function createVolumes(limit: number): Volumes {
  /** As written. */
  const written = new Map<PeerId, Volume>()
  /** Not written yet. */
  const added = new Map<PeerId, number>()

  const volume = (tx: Tx, author: PeerId): Volume => {
    const known = written.get(author) ?? volumeOf(tx, author)
    written.set(author, known)
    return known
  }

  return {
    isBeyond(tx, author, bytes) {
      const { bytes: before, is_lifted } = volume(tx, author)
      return is_lifted === 0 && before + (added.get(author) ?? 0) + bytes > limit
    },
    add: (author, bytes) => added.set(author, (added.get(author) ?? 0) + bytes),
    lift(tx, author) {
      liftLimit(tx, author)
      written.delete(author)
    },
    flush(tx) {
      for (const [author, bytes] of added) {
        addToVolume(tx, author, bytes)
        const before = written.get(author)
        if (before !== undefined) written.set(author, { ...before, bytes: before.bytes + bytes })
      }
      added.clear()
    },
    forget() {
      written.clear()
      added.clear()
    },
  }
}
