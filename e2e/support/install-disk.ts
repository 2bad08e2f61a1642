/**
 * Puts a database made in Node into a browser profile, in place of the empty one the application has just made: for
 * stories that begin where no story of a minute gets to. The reverse of `readProfileFiles`.
 */

import { expect } from 'playwright/test'
import { must } from '../../src/engine/base/errors.ts'
import type { NodeDisk } from '../../src/platform/node/sql.ts'
import type { Person } from './person.ts'
import { privateFilesWith } from './private-files.ts'

/** As `engine.worker.ts` names it. */
const DIRECTORY = 'sotto'
const DATABASE = 'sotto.db'
/** The package's pool of files: a header with the path of the file it stands for, then the content. */
const PATH_BYTES = 512
const HEADER_BYTES = 4_096

const RELEASE_MS = 10_000
/** At which a page is given a database, on a machine that does much else. */
const SLOWEST_BYTES_PER_MS = 1_000

/** What a page is given at once. */
const CHUNK_BYTES = 4 * 1024 * 1024

/** @param actor whose engine has been closed in good order: all is in the one file then */
export async function becomes(
  person: Person,
  actor: { readonly device: { copyDisk(): NodeDisk } },
  address: string,
): Promise<void> {
  const { files } = actor.device.copyDisk()
  const file = must(
    [...files.values()].find(({ pathname }) => pathname.endsWith(DATABASE)),
    'the database of a closed engine',
  )
  const content = Buffer.from(file.data, 0, file.size)
  await person.opens(address)
  await expect(person.page.getByRole('button', { name: 'Create community' })).toBeVisible()
  // Past the browser: a page that reads a file while its worker writes is refused.
  await expect.poll(() => privateFilesWith(person.profile, DATABASE)).not.toEqual([])
  await person.page.goto(new URL('icon.svg', address).href) // a page of the origin that is not the application
  await person.page.exposeFunction('databaseChunk', (at: number) =>
    content.subarray(at, at + CHUNK_BYTES).toString('base64'),
  )
  const args = { DIRECTORY, DATABASE, PATH_BYTES, HEADER_BYTES, size: content.length }
  // The worker of the page that is gone lets go of its files a moment later.
  const timeout = RELEASE_MS + content.length / SLOWEST_BYTES_PER_MS
  await expect(async () => person.page.evaluate(replaceDatabase, args)).toPass({ timeout })
}

/** Provided to the page: a piece of the file, in base64. */
declare function databaseChunk(at: number): Promise<string>

interface Replacement {
  readonly DIRECTORY: string
  readonly DATABASE: string
  readonly PATH_BYTES: number
  readonly HEADER_BYTES: number
  readonly size: number
}

async function replaceDatabase({ DIRECTORY, DATABASE, PATH_BYTES, HEADER_BYTES, size }: Replacement): Promise<void> {
  const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(DIRECTORY)
  for await (const entry of folder.values()) {
    if (!(entry instanceof FileSystemFileHandle)) continue
    const path = (await (await entry.getFile()).slice(0, PATH_BYTES).text()).split('\0', 1)[0] ?? ''
    if (path === '') continue
    const stream = await entry.createWritable({ keepExistingData: true })
    await stream.truncate(HEADER_BYTES)
    for (let at = 0; path.endsWith(DATABASE) && at < size; ) {
      const bytes = Uint8Array.from(atob(await databaseChunk(at)), (character) => character.charCodeAt(0))
      await stream.write({ type: 'write', position: HEADER_BYTES + at, data: bytes })
      at += bytes.length
    }
    await stream.close()
  }
}
