/**
 * Live queries: a watched query runs again after each commit that wrote a table it read, and reports
 * when its result changed. What it read is observed while it runs, so no query declares it. Of a stream of
 * commits (a history that comes in) watchers hear in steps: what is noted waits for what is touched.
 */

import { EngineError, type EngineErrorCode } from '../base/errors.ts'

/** Runs a query now; `onTable` hears of every table it reads. */
export type RunQuery = (onTable: (table: string) => void) => unknown

interface Watched {
  readonly run: RunQuery
  readonly onResult: (result: never) => void
  readonly onError: (error: EngineErrorCode) => void
  tables: Set<string>
  last: string | undefined
}

export interface LiveQueries {
  watch(run: RunQuery, onResult: (result: never) => void, onError: (error: EngineErrorCode) => void): () => void
  /** Something was committed, or observed outside the database. */
  touched(tables: ReadonlySet<string>): void
  /** The same, of a stream: the queries run with the next that are touched, or when it is told to catch up. */
  noted(tables: ReadonlySet<string>): void
  catchUp(): void
}

/** @param nextTask resolves in a later task, so that commits in one go cost one run */
export function createLiveQueries(nextTask: () => Promise<void>): LiveQueries {
  const watched = new Set<Watched>()
  const dirty = new Set<Watched>()
  let isScheduled = false

  const runOne = (query: Watched): void => {
    const tables = new Set<string>()
    try {
      const result = query.run((table) => tables.add(table))
      const text = JSON.stringify(result)
      if (text !== query.last) {
        query.last = text
        query.onResult(result as never)
      }
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      query.last = undefined
      query.onError(error.code)
    }
    query.tables = tables
  }

  const runDirty = async (): Promise<void> => {
    await nextTask()
    isScheduled = false
    const batch = [...dirty]
    dirty.clear()
    for (const query of batch) if (watched.has(query)) runOne(query)
  }

  const noted = (tables: ReadonlySet<string>): void => {
    for (const query of watched) if (haveCommon(query.tables, tables)) dirty.add(query)
  }

  const catchUp = (): void => {
    if (dirty.size === 0 || isScheduled) return
    isScheduled = true
    void runDirty()
  }

  return {
    watch(run, onResult, onError) {
      const query: Watched = { run, onResult, onError, tables: new Set(), last: undefined }
      watched.add(query)
      runOne(query)
      return () => watched.delete(query)
    },
    touched(tables) {
      noted(tables)
      catchUp()
    },
    noted,
    catchUp,
  }
}

function haveCommon(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const each of one) if (other.has(each)) return true
  return false
}
