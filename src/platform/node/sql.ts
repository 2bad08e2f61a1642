/**
 * SQLite for Node: tests, scenarios and benchmarks. In memory, or on a disk that lives in this process
 * and outlasts the driver: dropping the driver without closing it is a killed worker, and opening the
 * same disk again recovers from the write-ahead log as the browser does.
 */

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { setFlagsFromString } from 'node:v8'
import createModule, { type SqliteModule } from 'wa-sqlite/dist/wa-sqlite.mjs'
import { type MemoryFile, MemoryVFS } from 'wa-sqlite/src/examples/MemoryVFS.js'
import type { MemoryBlock } from 'wa-sqlite/src/FacadeVFS.js'
import { assert } from '../../engine/base/errors.ts'
import type { SqlDriver } from '../../engine/base/ports.ts'
import { makeDurable } from '../sqlite/durable.ts'
import { openDriver } from '../sqlite/open-driver.ts'
import { blankUnusedSpace, SQLITE_OPEN_MAIN_DB } from '../sqlite/unused-space.ts'

/** Files by path. At most one live driver at a time may use it. */
export interface NodeDisk {
  readonly files: Map<string, MemoryFile>
}

export function createNodeDisk(): NodeDisk {
  return { files: new Map() }
}

/** The disk as a kill at this instant would leave it, for another driver to open. */
export function copyNodeDisk(disk: NodeDisk): NodeDisk {
  const copy = ([path, file]: [string, MemoryFile]): [string, MemoryFile] => [
    path,
    { ...file, data: file.data.slice(0) },
  ]
  return { files: new Map([...disk.files].map(copy)) }
}

/** The package's files in memory, with the one addition that the browser's files have too. */
class DiskInMemory extends MemoryVFS {
  #database: number | undefined

  override jOpen(path: string | null, file: number, flags: number, outFlags: DataView): number {
    if ((flags & SQLITE_OPEN_MAIN_DB) !== 0) this.#database = file
    return super.jOpen(path, file, flags, outFlags)
  }

  override jWrite(file: number, from: MemoryBlock, offset: number): number {
    if (file === this.#database) blankUnusedSpace(from.subarray(), offset)
    return super.jWrite(file, from, offset)
  }
}

/** A database in memory, or the one on `disk`. @throws SqlError, EngineError storage_unavailable */
export async function openNodeSql(disk?: NodeDisk): Promise<SqlDriver> {
  const module = await instantiate()
  if (disk === undefined) {
    const sql = openDriver(module, ':memory:')
    sql.exec('PRAGMA temp_store=memory')
    return sql
  }
  const vfs = new DiskInMemory('node-disk', module)
  vfs.mapNameToFile = disk.files
  assert(module.vfs_register(vfs, false) === 0, 'the disk registers')
  const sql = openDriver(module, 'sotto.db', vfs.name)
  makeDurable(sql)
  return sql
}

/*
 * The V8 of Node 20 (11.3) crashes the process when a function whose calls into wasm it has inlined is
 * deoptimised during such a call: 60,000 inserts in a loop did it every time. Remove once the oldest
 * supported Node survives `sql.stress.test.ts` without this line.
 */
setFlagsFromString('--no-turbo-inline-js-wasm-calls')

let compiled: Promise<WebAssembly.Module> | undefined

/** One memory per driver, so that a dropped driver is garbage; the code is compiled once. */
async function instantiate(): Promise<SqliteModule> {
  compiled ??= readFile(createRequire(import.meta.url).resolve('wa-sqlite/dist/wa-sqlite.wasm')).then((bytes) =>
    WebAssembly.compile(new Uint8Array(bytes)),
  )
  const code = await compiled
  return createModule({
    instantiateWasm(imports, done) {
      done(new WebAssembly.Instance(code, imports))
      return {}
    },
  })
}
