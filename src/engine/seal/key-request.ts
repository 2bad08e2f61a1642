/**
 * A request for keys: a device that cannot open what it is entitled to says which epochs, and signs it.
 * Whoever holds one of them may answer (I11). Transit only: never stored, passed on once.
 *
 * ```
 * request = CBOR [device 32, nonce 8, [epoch 32, … ≤ 64, ascending], signature 64]
 * signed  = "sotto/v1/key-request" ‖ 0 ‖ network 32 ‖ CBOR [device, nonce, epochs]
 * ```
 *
 * The nonce tells one request from the next; no clock takes part, so a device whose clock went back is
 * heard all the same. A request replayed by others asks for nothing its device has not asked for.
 */

import { concatBytes } from '../base/bytes.ts'
import { assert } from '../base/errors.ts'
import { type EpochId, ID_BYTES, idBytes, idFromBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import type { Random } from '../base/ports.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../crypto/cbor.ts'
import { domain } from '../crypto/domains.ts'
import { checkSignatureSync, SIGNATURE_BYTES, sign } from '../crypto/sign.ts'

export const MAX_REQUESTED_KEYS = 64
const NONCE_BYTES = 8

declare const verified: unique symbol

/** A request whose device has signed it. */
export interface KeyRequest {
  readonly device: PeerId
  readonly epochs: readonly EpochId[]
  readonly [verified]: true
}

export type KeyRequestFailure = 'key_request_malformed' | 'key_request_signature'

function signedBytes(network: NetworkId, part: CborValue): Uint8Array {
  return concatBytes(domain('key-request', idBytes(network)), encodeCanonical(part))
}

/** @param seed of the device's signing key @param epochs 1 to 64 */
export function makeKeyRequest(
  network: NetworkId,
  seed: Uint8Array,
  device: PeerId,
  epochs: readonly EpochId[],
  random: Random,
): Uint8Array {
  assert(epochs.length > 0 && epochs.length <= MAX_REQUESTED_KEYS, 'a request names 1 to 64 epochs')
  const part: CborValue[] = [idBytes(device), random.bytes(NONCE_BYTES), [...epochs].sort().map(idBytes)]
  return encodeCanonical([...part, sign(seed, signedBytes(network, part))])
}

function isBytes(value: CborValue | undefined, length: number): value is Uint8Array {
  return value instanceof Uint8Array && value.length === length
}

function parseEpochs(raw: CborValue | undefined): readonly EpochId[] | undefined {
  if (!Array.isArray(raw) || raw.length === 0 || raw.length > MAX_REQUESTED_KEYS) return undefined
  const epochs: EpochId[] = []
  for (const item of raw as readonly CborValue[]) {
    if (!isBytes(item, ID_BYTES)) return undefined
    const epoch = idFromBytes<EpochId>(item)
    if (epoch <= (epochs.at(-1) ?? '')) return undefined
    epochs.push(epoch)
  }
  return epochs
}

/** Never throws: bytes of any content are answered with a reason. */
export function readKeyRequest(network: NetworkId, bytes: Uint8Array): KeyRequest | KeyRequestFailure {
  const raw = decodeCanonical(bytes)?.value
  if (!Array.isArray(raw) || raw.length !== 4) return 'key_request_malformed'
  const [device, nonce, rawEpochs, signature] = raw as readonly CborValue[]
  const epochs = parseEpochs(rawEpochs)
  if (!isBytes(device, ID_BYTES) || !isBytes(nonce, NONCE_BYTES) || !isBytes(signature, SIGNATURE_BYTES)) {
    return 'key_request_malformed'
  }
  if (epochs === undefined) return 'key_request_malformed'
  const message = signedBytes(network, [device, nonce, rawEpochs as CborValue])
  if (typeof checkSignatureSync(device, message, signature) === 'string') return 'key_request_signature'
  return { device: idFromBytes<PeerId>(device), epochs } as KeyRequest
}
