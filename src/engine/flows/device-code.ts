/**
 * The code that an existing device shows and a new one reads, as QR or pasted text: where to knock, and
 * whom to expect there. It is no credential: whoever reads it along can knock too, and is told from the
 * new device by six digits.
 *
 * ```
 * code = `#d=1.` version 1 | lobby key 32 | network 32 | host 32 | person 32
 * ```
 */

import { EngineError } from '../base/errors.ts'
import type { NetworkId, PeerId, PersonId } from '../base/ids.ts'
import { idBytes } from '../base/ids.ts'
import { encodeLinkText, readLinkText } from './link-text.ts'

const VERSION = 1
export const LOBBY_KEY_BYTES = 32

export interface DeviceCode {
  readonly lobby_key: Uint8Array
  readonly network_id: NetworkId
  /** The existing device. */
  readonly host: PeerId
  /** Whose it is. */
  readonly person: PersonId
}

/** A fragment, to be put after the application's address: 183 characters. */
export function encodeDeviceCode({ lobby_key, network_id, host, person }: DeviceCode): string {
  return encodeLinkText('d', Uint8Array.of(VERSION), lobby_key, idBytes(network_id), idBytes(host), idBytes(person))
}

/** @throws EngineError `link_malformed`, `link_too_large`, `link_version`, `link_checksum` */
export function readDeviceCode(code: string): DeviceCode {
  const reader = readLinkText('d', code)
  if (reader.uint(1) !== VERSION) throw new EngineError('link_version')
  const read: DeviceCode = {
    lobby_key: reader.take(LOBBY_KEY_BYTES),
    network_id: reader.id(),
    host: reader.id(),
    person: reader.id(),
  }
  reader.end()
  return read
}
