/**
 * Behaviour 42, bytes: what an earlier build wrote still opens, and this build writes the same bytes.
 *
 * Until the first release tag the golden file may be made anew, for a reason that the commit states:
 * `SOTTO_GOLDEN=write npx vitest run src/testing/golden`. From then on it is opened for ever, and a
 * new format adds a file beside it.
 */

import { readFile, writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import { beforeAll, describe, expect, test } from 'vitest'
import { fromHex, toHex } from '../../engine/base/bytes.ts'
import { copyNodeDisk, createNodeDisk, type NodeDisk, openNodeSql } from '../../platform/node/sql.ts'
import { GOLDEN_TIME, type GoldenCommunity, makeGoldenCommunity, openGoldenEngine } from './golden-community.ts'

const FILE = new URL('./golden-1.json', import.meta.url)

interface GoldenFile {
  /** Why these bytes are as they are: the reason of the latest regeneration. */
  readonly reason: string
  readonly events: readonly string[]
  readonly joined: readonly string[]
  readonly link: string
  readonly short_link: string
  /** Files of the database, gzip, base64. */
  readonly disk: Readonly<Record<string, string>>
}

async function encodeDisk(disk: NodeDisk): Promise<Record<string, string>> {
  const files: Record<string, string> = {}
  for (const [path, file] of disk.files) {
    const packed = await promisify(gzip)(new Uint8Array(file.data.slice(0, file.size)))
    files[path] = packed.toString('base64')
  }
  return files
}

async function decodeDisk(files: GoldenFile['disk'], like: NodeDisk): Promise<NodeDisk> {
  const disk = createNodeDisk()
  for (const [path, packed] of Object.entries(files)) {
    const bytes = await promisify(gunzip)(Buffer.from(packed, 'base64'))
    const model = [...like.files.values()][0]
    if (model === undefined) throw new Error('a disk has files')
    const data = new Uint8Array(bytes).buffer
    disk.files.set(path, { ...model, pathname: path, size: bytes.length, data })
  }
  return disk
}

let made: GoldenCommunity
let golden: GoldenFile

beforeAll(async () => {
  made = await makeGoldenCommunity()
  if (process.env.SOTTO_GOLDEN === 'write') {
    const file: GoldenFile = {
      reason: process.env.SOTTO_GOLDEN_REASON ?? 'before the first release',
      events: made.events.map(toHex),
      joined: made.joined.map(toHex),
      link: made.link,
      short_link: made.short_link,
      disk: await encodeDisk(made.disk),
    }
    await writeFile(FILE, `${JSON.stringify(file, undefined, 1)}\n`)
  }
  golden = JSON.parse(await readFile(FILE, 'utf8')) as GoldenFile
})

describe('golden bytes', () => {
  test('the same community has the same bytes: envelopes, wraps, sealed bodies', () => {
    expect(made.events.map(toHex)).toEqual(golden.events)
  })

  test('the same join has the same bytes: its proof among them', () => {
    expect(made.joined.map(toHex)).toEqual(golden.joined)
  })

  test('the same invite has the same links', () => {
    expect([made.link, made.short_link]).toEqual([golden.link, golden.short_link])
  })

  test('golden events are verified, opened and shown by a device that holds only its seeds', async () => {
    const disk = copyNodeDisk(made.disk)
    const sql = await openNodeSql(disk)
    sql.run('DELETE FROM log WHERE plane > 0 OR type = ?', ['group_key'])
    sql.close()
    const whole = await openGoldenEngine(copyNodeDisk(made.disk))
    const engine = await openGoldenEngine(disk)
    engine.inspect.replay(made.identity)
    const events = golden.events.map((hex) => fromHex(hex) ?? new Uint8Array(0))
    const outcomes = await engine.inspect.receive(made.identity, events, GOLDEN_TIME)
    expect(new Set(outcomes)).toEqual(new Set(['stored.valid']))
    expect(engine.inspect.fingerprint(made.identity)).toBe(whole.inspect.fingerprint(made.identity))
    engine.close()
    whole.close()
  })

  test('a golden link is read offline', async () => {
    const engine = await openGoldenEngine(createNodeDisk())
    const preview = await engine.query('invite.preview', { link: golden.link }, GOLDEN_TIME)
    expect(preview).toMatchObject({ network_name: 'Lighthouse', inviter_name: 'Alice Ø', channel_name: 'general' })
    engine.close()
  })

  test('a golden database opens with everything in it, and replays to what it held', async () => {
    const engine = await openGoldenEngine(await decodeDisk(golden.disk, made.disk))
    const [row] = await engine.query('identity.list', {}, GOLDEN_TIME)
    expect(row).toMatchObject({ person_name: 'Alice Ø', network_name: 'Lighthouse', role: 'founder' })
    if (row?.channel_id === undefined) throw new Error('the golden identity has a first channel')
    const args = { as: row.identity, channel_id: row.channel_id, limit: 10 }
    const { messages, waiting } = await engine.query('message.list', args, GOLDEN_TIME)
    expect(messages.map((message) => message.text)).toEqual(['Is anybody there?', 'A week on. 🌊'])
    expect(waiting).toBe(0)
    const before = engine.inspect.fingerprint(row.identity)
    engine.inspect.replay(row.identity)
    expect(engine.inspect.fingerprint(row.identity)).toBe(before)
    engine.close()
  })
})
