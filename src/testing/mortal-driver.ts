/**
 * A driver that dies: at the k-th statement after it is armed it throws, and so does every statement
 * after that, as the storage of a killed process would. What it had committed is on its disk.
 */

import type { SqlDriver } from '../engine/base/ports.ts'

/** Not an error any code may handle: the process is gone. */
export class Killed extends Error {
  constructor() {
    super('killed')
    this.name = 'Killed'
  }
}

export interface MortalDriver extends SqlDriver {
  /** From now on: dies at statement `k`, counted from 1; never at `Infinity`. Statements counted anew. */
  arm(k: number): void
  /** Statements begun since {@link arm}. */
  readonly count: number
}

export function mortal(driver: SqlDriver): MortalDriver {
  let count = 0
  let last = Number.POSITIVE_INFINITY

  const step = <Result>(statement: () => Result): Result => {
    count += 1
    if (count >= last) throw new Killed()
    return statement()
  }

  return {
    exec: (sql) => step(() => driver.exec(sql)),
    run: (sql, params) => step(() => driver.run(sql, params)),
    all: (sql, params) => step(() => driver.all(sql, params)),
    close: () => driver.close(),
    arm(k) {
      count = 0
      last = k
    },
    get count() {
      return count
    },
  }
}
