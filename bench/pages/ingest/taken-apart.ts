/** Sealed events as the floor takes them: signature, key and seal side by side, so that it has nothing to parse. */

import { toHex } from '../../../src/engine/base/bytes.ts'
import { must } from '../../../src/engine/base/errors.ts'
import { idBytes, type NetworkId } from '../../../src/engine/base/ids.ts'
import type { SqlDriver } from '../../../src/engine/base/ports.ts'
import { eventIdOf, isSealedKind, parseEnvelope, signingInput } from '../../../src/engine/crypto/envelope.ts'
import { contentKey } from '../../../src/engine/seal/content.ts'
import type { FloorEvent } from '../../floor/ingest.ts'

/** What opens the events of one community. */
export interface Opening {
  readonly network: NetworkId
  /** The keys for content, by the hexadecimal id of their epoch. */
  readonly keys: Readonly<Record<string, Uint8Array>>
}

/** Of the only identity of this database. */
export function openingOf(sql: SqlDriver): Opening {
  const network = String(sql.all('SELECT network_id FROM identity')[0]?.network_id) as NetworkId
  const keys = sql
    .all('SELECT epoch_id, key FROM group_key')
    .map((row) => [String(row.epoch_id), contentKey(network, row.key as Uint8Array)])
  return { network, keys: Object.fromEntries(keys) }
}

export function isSealed(bytes: Uint8Array): boolean {
  const envelope = parseEnvelope(bytes)
  return typeof envelope !== 'string' && isSealedKind(envelope.header.kind)
}

export function takenApart(opening: Opening, events: readonly Uint8Array[]): FloorEvent[] {
  const network = idBytes(opening.network)
  return events.map((bytes) => {
    const envelope = parseEnvelope(bytes)
    if (typeof envelope === 'string' || !isSealedKind(envelope.header.kind)) throw new Error('a sealed event')
    const { header, headerBytes, signature, body } = envelope
    return {
      author: header.author.slice() as Uint8Array<ArrayBuffer>,
      signed: signingInput(network, envelope) as Uint8Array<ArrayBuffer>,
      signature: signature.slice() as Uint8Array<ArrayBuffer>,
      key: must(opening.keys[toHex(must(header.epoch_id, 'an epoch'))], 'its key'),
      nonce: must(header.nonce, 'a nonce').slice(),
      header: headerBytes.slice(),
      sealed: must(body, 'a body').slice(),
      id: eventIdOf(network, envelope),
      bytes,
    }
  })
}
