/**
 * Live queries: a watched query runs again after each commit that wrote a table it read, and reports
 * when its result changed. What it read is observed while it runs, so no query declares it.
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

  return {
    watch(run, onResult, onError) {
      const query: Watched = { run, onResult, onError, tables: new Set(), last: undefined }
      watched.add(query)
      runOne(query)
      return () => watched.delete(query)
    },
    touched(tables) {
      for (const query of watched) {
        for (const table of query.tables) {
          if (!tables.has(table)) continue
          dirty.add(query)
          break
        }
      }
      if (dirty.size === 0 || isScheduled) return
      isScheduled = true
      void runDirty()
    },
  }
}
