/**
 * Signing and verifying whole events: the envelope's grammar joined to the signature predicate. The
 * only way to a {@link SignedEnvelope} is a signature that verifies under the header's own author.
 */

import { assert } from '../base/errors.ts'
import type { Verifier } from '../base/ports.ts'
import { type Envelope, encodeEvent, encodeHeader, type Header, MAX_EVENT_BYTES, signingInput } from './envelope.ts'
import { sha256 } from './hash.ts'
import { checkSignature, checkSignatureSync, type SignatureFailure, sign } from './sign.ts'

declare const verified: unique symbol

/** An envelope whose author has signed it in the network it was checked against. */
export type SignedEnvelope = Envelope & { readonly [verified]: true }

/**
 * Encodes and signs an event. @param network 32 bytes; `NO_NETWORK` for the root event
 * @param header its `author` is the public key of `seed`, its `body_len` the length of `body`
 * @throws InvariantError when the event would be larger than anybody accepts
 */
export function signEvent(seed: Uint8Array, network: Uint8Array, header: Header, body: Uint8Array): Uint8Array {
  const headerBytes = encodeHeader(header)
  const signature = sign(seed, signingInput(network, { headerBytes, bodyHash: sha256(body) }))
  const bytes = encodeEvent(headerBytes, signature, body)
  assert(bytes.length <= MAX_EVENT_BYTES, 'an event fits one frame')
  return bytes
}

/** I16. @param network 32 bytes; `NO_NETWORK` for the root event */
export async function checkEnvelope(
  verifier: Verifier,
  network: Uint8Array,
  envelope: Envelope,
): Promise<SignedEnvelope | SignatureFailure> {
  const result = await checkSignature(
    verifier,
    envelope.header.author,
    signingInput(network, envelope),
    envelope.signature,
  )
  return typeof result === 'string' ? result : (envelope as SignedEnvelope)
}

/** {@link checkEnvelope} without an accelerator, for own events: what this device signs passes the same door. */
export function checkEnvelopeSync(network: Uint8Array, envelope: Envelope): SignedEnvelope | SignatureFailure {
  const result = checkSignatureSync(envelope.header.author, signingInput(network, envelope), envelope.signature)
  return typeof result === 'string' ? result : (envelope as SignedEnvelope)
}
