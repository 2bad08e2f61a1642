/**
 * A driver that remembers what a kill would leave: the disk as it is when each statement begins. A killed
 * process writes nothing more, so that copy is all there is to know about the kill, and one run of an act
 * shows every kill in it. Statements that find the same bytes share one copy.
 */

import type { SqlDriver } from '../engine/base/ports.ts'
import { copyNodeDisk, type NodeDisk } from '../platform/node/sql.ts'

/** What is left by a kill at any of the statements `first` to `last`, counted from 1. */
export interface Remains {
  readonly disk: NodeDisk
  readonly first: number
  readonly last: number
}

export interface WatchedDriver extends SqlDriver {
  /** From now on: statements are counted, and disks kept, anew. */
  watch(): void
  /** In the order of statements, and without a gap between them. */
  readonly remains: readonly Remains[]
}

/** @param disk the one the driver writes to */
export function watched(driver: SqlDriver, disk: NodeDisk): WatchedDriver {
  let isWatching = false
  let remains: Remains[] = []

  const step = <Result>(statement: () => Result): Result => {
    if (isWatching) {
      const before = remains.at(-1)
      const k = (before?.last ?? 0) + 1
      if (before !== undefined && isSame(before.disk, disk)) remains[remains.length - 1] = { ...before, last: k }
      else remains.push({ disk: copyNodeDisk(disk), first: k, last: k })
    }
    return statement()
  }

  return {
    exec: (sql) => step(() => driver.exec(sql)),
    run: (sql, params) => step(() => driver.run(sql, params)),
    all: (sql, params) => step(() => driver.all(sql, params)),
    close: () => driver.close(),
    watch() {
      isWatching = true
      remains = []
    },
    get remains() {
      return remains
    },
  }
}

function isSame(a: NodeDisk, b: NodeDisk): boolean {
  const isEqual = (path: string): boolean => {
    const [mine, theirs] = [a.files.get(path), b.files.get(path)]
    if (mine === undefined || theirs === undefined || mine.size !== theirs.size) return false
    return Buffer.compare(new Uint8Array(mine.data), new Uint8Array(theirs.data)) === 0 // beyond the end too: what was
  }
  return a.files.size === b.files.size && [...a.files.keys()].every(isEqual)
}
