/**
 * The floor of ingest: what the platform needs to verify, decrypt and store the same bytes, with nothing
 * of ours around it. Signatures are verified by the platform ahead of the rest, each event is opened by
 * the same library, and inserted by one prepared statement in one transaction. Imports nothing of ours.
 */

import { xchacha20poly1305 } from '@noble/ciphers/chacha.js'
import { openFloorDatabase } from './sqlite.ts'

/** One event, taken apart beforehand: the floor parses nothing. */
export interface FloorEvent {
  readonly author: Uint8Array<ArrayBuffer>
  readonly signed: Uint8Array<ArrayBuffer>
  readonly signature: Uint8Array<ArrayBuffer>
  readonly key: Uint8Array
  readonly nonce: Uint8Array
  readonly header: Uint8Array
  readonly sealed: Uint8Array
  readonly id: Uint8Array
  /** The whole event as on the wire. */
  readonly bytes: Uint8Array
}

export interface FloorResult {
  /** All of it, verification running ahead. */
  readonly ms: number
  /** Each alone, for the comparison with what this machine is known to do. */
  readonly verify_ms: number
  readonly open_ms: number
  readonly insert_ms: number
  readonly pragmas: Readonly<Record<string, string>>
}

/** Verifications under way at a time, and how many are taken at once. */
const AHEAD = 2_000
const CHUNK = 250

const createTable = (name: string) => `CREATE TABLE ${name} (id BLOB PRIMARY KEY, bytes BLOB NOT NULL)`
const insertInto = (name: string) => `INSERT INTO ${name} VALUES (?, ?)`

type Keys = ReadonlyMap<string, CryptoKey>

async function importKeys(events: readonly FloorEvent[]): Promise<Keys> {
  const keys = new Map<string, CryptoKey>()
  for (const { author } of events) {
    const name = author.join()
    if (!keys.has(name)) keys.set(name, await crypto.subtle.importKey('raw', author, 'Ed25519', false, ['verify']))
  }
  return keys
}

function check(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(`floor: ${what}`)
}

function open({ key, nonce, header, sealed }: FloorEvent): Uint8Array {
  return xchacha20poly1305(key, nonce, header).decrypt(sealed)
}

async function timed(act: () => Promise<void> | void): Promise<number> {
  const begun = performance.now()
  await act()
  return performance.now() - begun
}

/** @param directory of the origin private file system, empty @param pragmas names of settings to report */
export async function measureFloor(
  directory: string,
  events: readonly FloorEvent[],
  pragmas: readonly string[],
): Promise<FloorResult> {
  const database = await openFloorDatabase(directory)
  database.exec(createTable('event'))
  database.exec(createTable('event_again'))
  const insert = database.prepareTwo(insertInto('event'))
  const insertAgain = database.prepareTwo(insertInto('event_again'))
  const keys = await importKeys(events)
  const keyOf = events.map(({ author }) => keys.get(author.join()) as CryptoKey)
  const verify = (i: number): Promise<boolean> => {
    const { signature, signed } = events[i] as FloorEvent
    return crypto.subtle.verify('Ed25519', keyOf[i] as CryptoKey, signature, signed)
  }

  const ms = await timed(async () => {
    const verdicts: Promise<boolean>[] = []
    database.exec('BEGIN IMMEDIATE')
    for (let at = 0; at < events.length; at += CHUNK) {
      while (verdicts.length < Math.min(events.length, at + AHEAD)) verdicts.push(verify(verdicts.length))
      const end = Math.min(events.length, at + CHUNK)
      check((await Promise.all(verdicts.slice(at, end))).every(Boolean), 'every signature is good')
      for (let i = at; i < end; i++) {
        const event = events[i] as FloorEvent
        check(open(event).length > 0, 'every event opens')
        insert(event.id, event.bytes)
      }
    }
    database.exec('COMMIT')
  })
  check(database.text('SELECT count(*) FROM event') === String(events.length), 'every event is stored')

  const verify_ms = await timed(async () => {
    check((await Promise.all(events.map((_, i) => verify(i)))).every(Boolean), 'every signature is good')
  })
  const open_ms = await timed(() => events.forEach(open))
  const insert_ms = await timed(() => {
    database.exec('BEGIN IMMEDIATE')
    for (const { id, bytes } of events) insertAgain(id, bytes)
    database.exec('COMMIT')
  })
  const settings = Object.fromEntries(pragmas.map((name) => [name, database.text(`PRAGMA ${name}`)]))
  await database.close()
  return { ms, verify_ms, open_ms, insert_ms, pragmas: settings }
}
