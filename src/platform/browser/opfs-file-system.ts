/**
 * SQLite's files in the origin private file system: the package's pool of synchronous access handles,
 * with three additions. A handle that throws (the quota is used up, the device was unplugged) would unwind
 * through SQLite's own frames and leave it in a state nobody has defined; here it becomes the result code
 * that SQLite knows how to roll back from. What a page of the database no longer uses is blank when it is
 * written. And pieces that lie side by side are written together, at the latest when SQLite asks for them
 * to be safe. Dedicated workers only.
 */

import type { SqliteModule } from 'wa-sqlite/dist/wa-sqlite.mjs'
import { AccessHandlePoolVFS } from 'wa-sqlite/src/examples/AccessHandlePoolVFS.js'
import type { MemoryBlock } from 'wa-sqlite/src/FacadeVFS.js'
import type { Log } from '../../engine/base/log.ts'
import { blankUnusedSpace, SQLITE_OPEN_MAIN_DB } from '../sqlite/unused-space.ts'
import { createWriteBehind } from './write-behind.ts'

const SQLITE_FULL = 13
const SQLITE_IOCAP_POWERSAFE_OVERWRITE = 0x1000
const SQLITE_IOERR_READ = 266
const SQLITE_IOERR_WRITE = 778
const SQLITE_IOERR_FSYNC = 1034
const SQLITE_IOERR_TRUNCATE = 1546
const SQLITE_IOERR_FSTAT = 1802
const SQLITE_IOERR_DELETE = 2570
const SQLITE_IOERR_CLOSE = 4106

export class OpfsFileSystem extends AccessHandlePoolVFS {
  readonly #log: Log
  #database: number | undefined
  readonly #behind = createWriteBehind((file, bytes, offset) =>
    this.#guard(SQLITE_IOERR_WRITE, () => super.jWrite(file, bytes, offset)),
  )
  constructor(directory: string, module: SqliteModule, log: Log) {
    super(directory, module)
    this.#log = log
  }

  override jOpen(path: string | null, file: number, flags: number, outFlags: DataView): number {
    const code = super.jOpen(path, file, flags, outFlags)
    if (code === 0 && (flags & SQLITE_OPEN_MAIN_DB) !== 0) this.#database = file
    return code
  }

  /**
   * A write that is cut off harms no bytes beside it, as SQLite's own file systems assume. Otherwise it pads each
   * commit to a sector, and writes half of the padding after the last synchronisation of the commit: kept back here, it
   * would be lost with a later transaction that does not fit on the disk.
   */
  override jDeviceCharacteristics(file: number): number {
    return super.jDeviceCharacteristics(file) | SQLITE_IOCAP_POWERSAFE_OVERWRITE
  }

  override jRead(file: number, into: MemoryBlock, offset: number): number {
    return this.#settled(SQLITE_IOERR_READ, file, () => super.jRead(file, into, offset))
  }

  override jWrite(file: number, from: MemoryBlock, offset: number): number {
    if (file === this.#database) blankUnusedSpace(from.subarray(), offset)
    return this.#behind.write(file, from.subarray(), offset)
  }

  override jTruncate(file: number, size: number): number {
    return this.#settled(SQLITE_IOERR_TRUNCATE, file, () => super.jTruncate(file, size))
  }

  override jSync(file: number, flags: number): number {
    return this.#settled(SQLITE_IOERR_FSYNC, file, () => super.jSync(file, flags))
  }

  override jFileSize(file: number, size: DataView): number {
    return this.#settled(SQLITE_IOERR_FSTAT, file, () => super.jFileSize(file, size))
  }

  override jDelete(path: string, syncDirectory: number): number {
    return this.#guard(SQLITE_IOERR_DELETE, () => super.jDelete(path, syncDirectory))
  }

  override jClose(file: number): number {
    return this.#settled(SQLITE_IOERR_CLOSE, file, () => super.jClose(file))
  }

  /** Acts on the file as it is with all that was written to it. */
  #settled(failed: number, file: number, act: () => number): number {
    const written = this.#behind.flush(file)
    return written === 0 ? this.#guard(failed, act) : written
  }

  #guard(failed: number, act: () => number): number {
    try {
      return act()
    } catch (error) {
      const name = error instanceof Error ? error.name : 'unknown'
      const code = name === 'QuotaExceededError' ? SQLITE_FULL : failed
      this.#log.warn('STORAGE_FAILED', { code, result: name })
      return code
    }
  }
}
