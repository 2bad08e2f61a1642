/**
 * The secrets of a browser profile: every byte field of every local-only event in its database, read from
 * the private file system while no tab of the application is open. New local types count by themselves.
 */

import type { Page } from 'playwright/test'
import { decodeBody, parseBody } from '../../src/engine/events/body.ts'
import { registry } from '../../src/engine/events/registry.ts'
import { createNodeDisk, type NodeDisk, openNodeSql } from '../../src/platform/node/sql.ts'
import { bytesCanary, type Canary, textCanary } from './canary.ts'

/** As `engine.worker.ts` names it. */
const DIRECTORY = 'sotto'
/** The package's pool of files: a header with the path of the file it stands for, then the content. */
const PATH_BYTES = 512
const HEADER_BYTES = 4_096
/** Shorter byte fields name a key; they are no key. */
const MIN_SECRET_BYTES = 16

export interface ProfileFiles {
  readonly disk: NodeDisk
  /** The files as they lie on the disk. */
  readonly raw: readonly Buffer[]
}

/** @param address of the application. Closes with a page that is not the application on it. */
export async function readProfileFiles(page: Page, address: string): Promise<ProfileFiles> {
  await page.goto(new URL('icon.svg', address).href)
  const encoded = await page.evaluate(async (directory) => {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(directory)
    const files: string[] = []
    for await (const entry of folder.values()) {
      if (!(entry instanceof FileSystemFileHandle)) continue
      const reader = new FileReader()
      const read = new Promise((resolve) => reader.addEventListener('load', resolve))
      reader.readAsDataURL(await entry.getFile())
      await read
      files.push(String(reader.result).split(',')[1] ?? '')
    }
    return files
  }, DIRECTORY)
  const raw = encoded.map((base64) => Buffer.from(base64, 'base64'))
  const disk = createNodeDisk()
  for (const file of raw) {
    const pathname = file.subarray(0, PATH_BYTES).toString('utf8').split('\0', 1)[0] ?? ''
    if (pathname === '') continue
    const data = new Uint8Array(file.subarray(HEADER_BYTES)).buffer
    disk.files.set(pathname, { pathname, flags: 0, size: data.byteLength, data })
  }
  return { disk, raw }
}

/** Byte fields, and the persona, which would link identities that nobody may link. */
export async function localSecrets(disk: NodeDisk): Promise<readonly Canary[]> {
  const sql = await openNodeSql(disk)
  const rows = sql.all('SELECT type, bytes FROM log WHERE plane = 0 ORDER BY position')
  sql.close()
  return rows.flatMap(({ type, bytes }) => {
    const module = registry.get(String(type))
    const typed = bytes instanceof Uint8Array ? decodeBody(bytes) : undefined
    const parsed = module === undefined || typed === undefined ? 'unknown' : parseBody(module.shape, typed)
    if (typeof parsed === 'string') throw new Error(`a local event of type ${type} cannot be read: ${parsed}`)
    return Object.entries(parsed.body as Readonly<Record<string, unknown>>).flatMap(([field, value]) => {
      if (value instanceof Uint8Array && value.length >= MIN_SECRET_BYTES)
        return [bytesCanary(`${type}.${field}`, value)]
      return field === 'persona' ? [textCanary(String(value))] : []
    })
  })
}
