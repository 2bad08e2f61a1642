/**
 * The part of the wa-sqlite package that this project uses, typed. The package's own declarations are
 * written for another module name. Numbers named `…Ptr` are addresses in the module's linear memory.
 */

declare module 'wa-sqlite/dist/wa-sqlite.mjs' {
  export interface ModuleOptions {
    readonly wasmBinary?: Uint8Array
    readonly locateFile?: (file: string) => string
    /** Emscripten's hook for a module that is compiled already. */
    readonly instantiateWasm?: (
      imports: WebAssembly.Imports,
      done: (instance: WebAssembly.Instance) => void,
    ) => Record<string, never>
  }

  /** Emscripten's exports of SQLite. 64-bit integers cross as two 32-bit halves. */
  export interface SqliteModule {
    /** Replaced whenever the memory grows: never kept across a call. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>
    readonly HEAP32: Int32Array<ArrayBuffer>
    UTF8ToString(ptr: number): string
    vfs_register(vfs: import('wa-sqlite/src/FacadeVFS.js').FacadeVFS, makeDefault: boolean): number
    _sqlite3_malloc(bytes: number): number
    _sqlite3_free(ptr: number): void
    _sqlite3_open_v2(namePtr: number, outPtr: number, flags: number, vfsPtr: number): number
    _sqlite3_close_v2(db: number): number
    _sqlite3_exec(db: number, sqlPtr: number, callback: 0, argument: 0, error: 0): number
    _sqlite3_extended_result_codes(db: number, on: number): number
    _sqlite3_errmsg(db: number): number
    _sqlite3_errstr(code: number): number
    /** 0 within a transaction. */
    _sqlite3_get_autocommit(db: number): number
    _sqlite3_total_changes(db: number): number
    _sqlite3_changes(db: number): number
    _sqlite3_prepare_v3(
      db: number,
      sqlPtr: number,
      bytes: number,
      flags: number,
      outPtr: number,
      tailPtr: number,
    ): number
    _sqlite3_step(statement: number): number
    _sqlite3_reset(statement: number): number
    _sqlite3_finalize(statement: number): number
    _sqlite3_bind_parameter_count(statement: number): number
    _sqlite3_bind_null(statement: number, index: number): number
    _sqlite3_bind_int(statement: number, index: number, value: number): number
    _sqlite3_bind_int64(statement: number, index: number, low: number, high: number): number
    _sqlite3_bind_double(statement: number, index: number, value: number): number
    _sqlite3_bind_text(statement: number, index: number, ptr: number, bytes: number, release: 0): number
    _sqlite3_bind_blob(statement: number, index: number, ptr: number, bytes: number, release: 0): number
    _sqlite3_bind_zeroblob(statement: number, index: number, bytes: number): number
    _sqlite3_column_count(statement: number): number
    _sqlite3_column_name(statement: number, column: number): number
    _sqlite3_column_type(statement: number, column: number): number
    _sqlite3_column_double(statement: number, column: number): number
    _sqlite3_column_text(statement: number, column: number): number
    _sqlite3_column_blob(statement: number, column: number): number
    _sqlite3_column_bytes(statement: number, column: number): number
  }

  export default function createModule(options?: ModuleOptions): Promise<SqliteModule>
}

declare module 'wa-sqlite/src/FacadeVFS.js' {
  /** A block of the module's memory, handed to a file system as an array that survives its growth. */
  export interface MemoryBlock {
    readonly byteLength: number
    subarray(begin?: number, end?: number): Uint8Array<ArrayBuffer>
    fill(value: number, start?: number, end?: number): void
  }

  /** A SQLite file system in JavaScript; `j…` methods answer SQLite result codes. */
  export class FacadeVFS {
    constructor(name: string, module: import('wa-sqlite/dist/wa-sqlite.mjs').SqliteModule)
    readonly name: string
    close(): void | Promise<void>
    jOpen(path: string | null, file: number, flags: number, outFlags: DataView): number
    jClose(file: number): number
    jRead(file: number, into: MemoryBlock, offset: number): number
    jWrite(file: number, from: MemoryBlock, offset: number): number
    jTruncate(file: number, size: number): number
    jSync(file: number, flags: number): number
    jFileSize(file: number, size: DataView): number
    jDeviceCharacteristics(file: number): number
    jDelete(path: string, syncDirectory: number): number
  }
}

declare module 'wa-sqlite/src/examples/MemoryVFS.js' {
  import { FacadeVFS } from 'wa-sqlite/src/FacadeVFS.js'

  export interface MemoryFile {
    readonly pathname: string
    readonly flags: number
    size: number
    data: ArrayBuffer
  }

  export class MemoryVFS extends FacadeVFS {
    mapNameToFile: Map<string, MemoryFile>
  }
}

declare module 'wa-sqlite/src/examples/AccessHandlePoolVFS.js' {
  import { FacadeVFS } from 'wa-sqlite/src/FacadeVFS.js'

  export class AccessHandlePoolVFS extends FacadeVFS {
    /** Opens every file of the directory named in the constructor; rejects while another holder lives. */
    isReady(): Promise<boolean>
    /** Files in the pool, used or not. */
    getCapacity(): number
    addCapacity(files: number): Promise<number>
    override close(): Promise<void>
  }
}
