/**
 * Where devices of a community meet: a topic to publish on and the key that seals what is published,
 * both from one 32-byte key that exactly those hold who may meet there.
 *
 * ```
 * topic, seal_key = HKDF-SHA256(key, "sotto/v1/topic" ‖ 0 ‖ network ‖ place 1 ‖ purpose 1)
 * ```
 *
 * Members meet on topics of all-members epochs; joiners knock on the topic of their invite's lobby, a new
 * device on that of the device it is to be linked to. A
 * rendezvous server sees random names without dates; it can neither tell communities nor epochs apart.
 */

import { toHex } from '../base/bytes.ts'
import { idBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import { deriveKey } from '../crypto/kdf.ts'

const PLACE = { epoch: 1, lobby: 2 } as const
const TOPIC = 1
const SEAL = 2

export interface MeetingPlace {
  /** 64 hexadecimal characters. */
  readonly topic: string
  /** XChaCha20-Poly1305 key of the payloads there, 32 bytes. */
  readonly seal_key: Uint8Array
}

/** The lobby of one invite, or of one device that waits for another of its person. */
export interface Lobby extends MeetingPlace {
  /** Keys the handshake of links that come about here. */
  readonly lobby_key: Uint8Array
  /** Who alone answers here; absent from an invite's, where any member does. */
  readonly host?: PeerId
}

function placeOf(kind: keyof typeof PLACE, network_id: NetworkId, key: Uint8Array): MeetingPlace {
  const derive = (purpose: number) => deriveKey('topic', idBytes(network_id), key, Uint8Array.of(PLACE[kind], purpose))
  return { topic: toHex(derive(TOPIC)), seal_key: derive(SEAL) }
}

/** @param epoch_key of an epoch of the all-members group, 32 bytes */
export function epochPlace(network_id: NetworkId, epoch_key: Uint8Array): MeetingPlace {
  return placeOf('epoch', network_id, epoch_key)
}

/** @param lobby_key 32 bytes */
export function lobbyPlace(network_id: NetworkId, lobby_key: Uint8Array, host?: PeerId): Lobby {
  return { ...placeOf('lobby', network_id, lobby_key), lobby_key, ...(host === undefined ? {} : { host }) }
}
