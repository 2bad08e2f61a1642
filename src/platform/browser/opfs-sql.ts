/**
 * The `SqlDriver` of the browser: SQLite on the origin private file system, in a dedicated worker, with
 * one holder at a time. There is no second choice: where this cannot be had, the caller is told, and
 * nothing is ever kept in memory as if it were stored.
 */

import createModule from 'wa-sqlite/dist/wa-sqlite.mjs'
import wasmUrl from 'wa-sqlite/dist/wa-sqlite.wasm?url'
import { assert, EngineError } from '../../engine/base/errors.ts'
import { createLog, type Log } from '../../engine/base/log.ts'
import type { LogSink, SqlDriver } from '../../engine/base/ports.ts'
import { makeDurable } from '../sqlite/durable.ts'
import { openDriver } from '../sqlite/open-driver.ts'
import { OpfsFileSystem } from './opfs-file-system.ts'

const DATABASE_PATH = 'sotto.db'
/** Database, log and rollback journal, and some to spare. */
const POOL_FILES = 6
/** How long a former holder may take to die. Measured: no wait was ever needed. */
const HOLDER_PATIENCE_MS = 5_000
const RETRY_MS = 100

export interface OpfsSql extends SqlDriver {
  /** Lets go of the files without closing the database, as the end of the worker does. */
  abandon(): void
}

/**
 * @param directory of the origin private file system, made when missing; nothing else may live in it
 * @throws EngineError storage_unavailable
 */
export async function openOpfsSql(directory: string, sink: LogSink): Promise<OpfsSql> {
  const log = createLog(sink)
  try {
    const module = await createModule({ locateFile: () => wasmUrl })
    const files = await acquire(() => new OpfsFileSystem(directory, module, log), log)
    assert(module.vfs_register(files, false) === 0, 'the file system registers')
    const sql = openDriver(module, DATABASE_PATH, files.name)
    makeDurable(sql)
    return {
      ...sql,
      close() {
        sql.close()
        void files.close() // synchronous in effect: the handles are released before it returns
      },
      abandon: () => void files.close(),
    }
  } catch (error) {
    if (error instanceof EngineError) throw error
    throw new EngineError('storage_unavailable', error instanceof Error ? error.name : 'unknown')
  }
}

/** Takes the files' handles, waiting a bounded time for a holder that is being torn down. */
async function acquire(create: () => OpfsFileSystem, log: Log): Promise<OpfsFileSystem> {
  for (let waited = 0; ; waited += RETRY_MS) {
    const files = create()
    try {
      await files.isReady()
      // a browser killed in its first second leaves fewer, and the package adds none when it finds any
      await files.addCapacity(Math.max(0, POOL_FILES - files.getCapacity()))
      return files
    } catch (error) {
      const isHeld = error instanceof DOMException && error.name === 'NoModificationAllowedError'
      if (!isHeld || waited >= HOLDER_PATIENCE_MS) throw error
      if (waited === 0) log.info('STORAGE_HELD')
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      // some handles may have been granted before the refusal, or in the meantime: they are ours
      await files.close()
    }
  }
}
