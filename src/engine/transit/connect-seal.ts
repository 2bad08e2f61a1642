/**
 * How a CONNECT travels: sealed to the transit prekey that the other end told in signalling, or, between
 * strangers who met in an invite's lobby, under a key of that lobby. Nothing here depends on a group key.
 *
 * ```
 * frame = version 1 | mode 1 (= 1) | prekey 32 | enc 32 | HPKE ciphertext ‖ tag      to a prekey
 *       | version 1 | mode 1 (= 2) | nonce 24  | XChaCha20-Poly1305 ciphertext ‖ tag  in a lobby
 * info  = "sotto/v1/transit" ‖ 0 ‖ network ‖ mode ‖ sender's role [‖ prekey]          HPKE info, AEAD associated data
 * ```
 *
 * A prekey is named by itself: whoever holds its secret recognises it, others learn nothing from it.
 */

import { concatBytes, EMPTY_BYTES } from '../base/bytes.ts'
import { idBytes, type NetworkId } from '../base/ids.ts'
import type { LinkRole, Random } from '../base/ports.ts'
import { AEAD_NONCE_BYTES, openAead, sealAead } from '../crypto/aead.ts'
import { AGREEMENT_KEY_BYTES } from '../crypto/agree.ts'
import { domain } from '../crypto/domains.ts'
import { hpkeOpen, hpkeSeal } from '../crypto/hpke.ts'
import { deriveKey } from '../crypto/kdf.ts'

const FRAME_VERSION = 1
const TO_PREKEY = 1
const IN_LOBBY = 2
const HEAD_BYTES = 2
/** The purpose of this key among those of label `transit-key`; `keys.ts` has 1 to 3 and 5. */
const LOBBY_CONNECT = Uint8Array.of(4)

export interface SealContext {
  readonly network_id: NetworkId
  /** The role of the end that seals. */
  readonly sender: LinkRole
}

/** What this end knows of its own secrets. @returns 32 bytes; `undefined` for a prekey that is not ours */
export type PrekeySecrets = (prekey: Uint8Array) => Uint8Array | undefined

export type ConnectOpening =
  | { readonly ok: true; readonly plaintext: Uint8Array }
  | { readonly ok: false; readonly reason: 'unknown_version' | 'wrong_mode' | 'unknown_prekey' | 'cannot_open' }

function infoOf(context: SealContext, mode: number, ...more: readonly Uint8Array[]): Uint8Array {
  const sender = context.sender === 'initiator' ? 1 : 2
  return concatBytes(domain('transit', idBytes(context.network_id)), Uint8Array.of(mode, sender), ...more)
}

function lobbyConnectKey(context: SealContext, lobby_key: Uint8Array): Uint8Array {
  return deriveKey('transit-key', idBytes(context.network_id), lobby_key, LOBBY_CONNECT)
}

/** @param prekey of the other end, 32 bytes, usable: signalling has checked it */
export function sealConnectTo(
  random: Random,
  context: SealContext,
  prekey: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const { enc, ct } = hpkeSeal(random, prekey, infoOf(context, TO_PREKEY, prekey), EMPTY_BYTES, plaintext)
  return concatBytes(Uint8Array.of(FRAME_VERSION, TO_PREKEY), prekey, enc, ct)
}

export function sealConnectInLobby(
  random: Random,
  context: SealContext,
  lobby_key: Uint8Array,
  plaintext: Uint8Array,
): Uint8Array {
  const nonce = random.bytes(AEAD_NONCE_BYTES)
  const sealed = sealAead(lobbyConnectKey(context, lobby_key), nonce, plaintext, infoOf(context, IN_LOBBY))
  return concatBytes(Uint8Array.of(FRAME_VERSION, IN_LOBBY), nonce, sealed)
}

/** Never throws. @param lobby_key of the lobby the two ends met in; `undefined` when they met elsewhere */
export function openConnect(
  context: SealContext,
  lobby_key: Uint8Array | undefined,
  prekeySecret: PrekeySecrets,
  frame: Uint8Array,
): ConnectOpening {
  if (frame[0] !== FRAME_VERSION) return { ok: false, reason: 'unknown_version' }
  if (frame[1] !== (lobby_key === undefined ? TO_PREKEY : IN_LOBBY)) return { ok: false, reason: 'wrong_mode' }
  const rest = frame.subarray(HEAD_BYTES)
  if (lobby_key !== undefined) {
    if (rest.length < AEAD_NONCE_BYTES) return { ok: false, reason: 'cannot_open' }
    const nonce = rest.subarray(0, AEAD_NONCE_BYTES)
    const key = lobbyConnectKey(context, lobby_key)
    return opened(openAead(key, nonce, rest.subarray(AEAD_NONCE_BYTES), infoOf(context, IN_LOBBY)))
  }
  if (rest.length < 2 * AGREEMENT_KEY_BYTES) return { ok: false, reason: 'cannot_open' }
  const prekey = rest.subarray(0, AGREEMENT_KEY_BYTES)
  const secret = prekeySecret(prekey.slice())
  if (secret === undefined) return { ok: false, reason: 'unknown_prekey' }
  const enc = rest.subarray(AGREEMENT_KEY_BYTES, 2 * AGREEMENT_KEY_BYTES)
  const ct = rest.subarray(2 * AGREEMENT_KEY_BYTES)
  return opened(hpkeOpen(secret, enc, infoOf(context, TO_PREKEY, prekey), EMPTY_BYTES, ct))
}

function opened(plaintext: Uint8Array | undefined): ConnectOpening {
  return plaintext === undefined ? { ok: false, reason: 'cannot_open' } : { ok: true, plaintext }
}
