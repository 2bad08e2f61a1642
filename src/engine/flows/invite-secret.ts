/**
 * What one invite link's 32-byte secret derives: the key that signs proofs, the place to knock, and the
 * seal of what only link holders may read.
 */

import { concatBytes, fromUtf8, utf8 } from '../base/bytes.ts'
import { type EpochId, ID_BYTES, idBytes, idFromBytes, type NetworkId } from '../base/ids.ts'
import { AEAD_NONCE_BYTES, openAead, sealAead } from '../crypto/aead.ts'
import { domain } from '../crypto/domains.ts'
import { deriveKey } from '../crypto/kdf.ts'
import { type SigningKey, signingKeyFromSeed } from '../crypto/sign.ts'

export const INVITE_SECRET_BYTES = 32

export interface InviteKeys {
  /** Its public half stands in the invite; it signs the joiner's proof. */
  readonly signing: SigningKey
  readonly lobbyKey: Uint8Array
  readonly wrapKey: Uint8Array
}

export function inviteKeys(network: NetworkId, secret: Uint8Array): InviteKeys {
  const id = idBytes(network)
  return {
    signing: signingKeyFromSeed(deriveKey('invite', id, secret)),
    lobbyKey: deriveKey('lobby', id, secret),
    wrapKey: deriveKey('link-wrap', id, secret),
  }
}

/** The sealed part of an invite: names for the join card, and what the joiner needs to write at once. */
export interface InviteSealed {
  readonly epoch_id: EpochId
  /** The epoch's group key, 32 bytes. */
  readonly epoch_key: Uint8Array
  readonly network_name: string
  readonly inviter_name: string
  readonly channel_name: string
}

/** Longer names are cut: with three of these a link stays within its 800 characters. */
const MAX_LINK_NAME_BYTES = 60
const FIXED_BYTES = 2 * ID_BYTES
/** Each wrap key seals once: every invite has a fresh secret. */
const NONCE = new Uint8Array(AEAD_NONCE_BYTES)

function cutName(name: string): Uint8Array {
  const whole = utf8(name)
  if (whole.length <= MAX_LINK_NAME_BYTES) return whole
  const mark = utf8('…')
  let kept = ''
  let length = mark.length
  for (const character of name) {
    length += utf8(character).length
    if (length > MAX_LINK_NAME_BYTES) break
    kept += character
  }
  return utf8(`${kept}…`)
}

export function sealInvite(network: NetworkId, wrapKey: Uint8Array, part: InviteSealed): Uint8Array {
  const names = [part.network_name, part.inviter_name, part.channel_name].map(cutName)
  const plaintext = concatBytes(
    idBytes(part.epoch_id),
    part.epoch_key,
    ...names.flatMap((name) => [Uint8Array.of(name.length), name]),
  )
  return sealAead(wrapKey, NONCE, plaintext, domain('link-wrap', idBytes(network)))
}

/** `undefined` unless it was sealed under this link's secret. */
export function openInvite(network: NetworkId, wrapKey: Uint8Array, sealed: Uint8Array): InviteSealed | undefined {
  const plaintext = openAead(wrapKey, NONCE, sealed, domain('link-wrap', idBytes(network)))
  if (plaintext === undefined || plaintext.length < FIXED_BYTES) return undefined
  const names: string[] = []
  let at = FIXED_BYTES
  while (at < plaintext.length) {
    const end = at + 1 + (plaintext[at] ?? 0)
    const name = end <= plaintext.length ? fromUtf8(plaintext.subarray(at + 1, end)) : undefined
    if (name === undefined) return undefined
    names.push(name)
    at = end
  }
  const [network_name, inviter_name, channel_name] = names
  if (network_name === undefined || inviter_name === undefined || channel_name === undefined || names.length !== 3) {
    return undefined
  }
  return {
    epoch_id: idFromBytes<EpochId>(plaintext.subarray(0, ID_BYTES)),
    epoch_key: plaintext.slice(ID_BYTES, FIXED_BYTES),
    network_name,
    inviter_name,
    channel_name,
  }
}
