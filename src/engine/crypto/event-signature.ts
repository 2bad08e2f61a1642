/**
 * Signing and verifying whole events: the envelope's grammar joined to the signature predicate. The
 * only ways to a {@link SignedEnvelope} are a signature that verifies under the header's own author, and signing
 * with that author's own key.
 */

import { equalBytes } from '../base/bytes.ts'
import { assert, must } from '../base/errors.ts'
import type { SignatureClaim, Verifier } from '../base/ports.ts'
import {
  type Envelope,
  encodeEvent,
  encodeHeader,
  type Header,
  MAX_EVENT_BYTES,
  parseEnvelope,
  signingInput,
} from './envelope.ts'
import { sha256 } from './hash.ts'
import {
  checkSignatureSync,
  checkSignatures,
  type SignatureFailure,
  type Signed,
  type SigningKey,
  sign,
} from './sign.ts'

declare const verified: unique symbol

/** An envelope whose author has signed it in the network it was checked against. */
export type SignedEnvelope = Envelope & { readonly [verified]: true }

/**
 * Encodes and signs an event. @param network 32 bytes; `NO_NETWORK` for the root event
 * @param header its `author` is the public key of `seed`, its `body_len` the length of `body`
 * @throws InvariantError when the event would be larger than anybody accepts
 */
export function signEvent(seed: Uint8Array, network: Uint8Array, header: Header, body: Uint8Array): Uint8Array {
  return signHashed(seed, network, header, body, sha256(body))
}

function signHashed(
  seed: Uint8Array,
  network: Uint8Array,
  header: Header,
  body: Uint8Array,
  bodyHash: Uint8Array,
): Uint8Array {
  const headerBytes = encodeHeader(header)
  const signature = sign(seed, signingInput(network, { headerBytes, bodyHash }))
  const bytes = encodeEvent(headerBytes, signature, body)
  assert(bytes.length <= MAX_EVENT_BYTES, 'an event fits one frame')
  return bytes
}

/**
 * {@link signEvent} by the author named in the header, parsed. Not verified again: who has made a signature need not ask
 * whether it is one.
 * @throws InvariantError when the key is not the author's
 */
export function signOwnEvent(key: SigningKey, network: Uint8Array, header: Header, body: Uint8Array): SignedEnvelope {
  assert(equalBytes(header.author, key.publicKey), 'a device signs as itself')
  const bodyHash = sha256(body)
  const envelope = parseEnvelope(signHashed(key.seed, network, header, body, bodyHash), bodyHash)
  assert(typeof envelope !== 'string', 'an event just signed parses')
  return envelope as SignedEnvelope
}

/** An envelope and the network it is said to belong to: 32 bytes; `NO_NETWORK` for the root event. */
export interface EnvelopeClaim {
  readonly network: Uint8Array
  readonly envelope: Envelope
}

function claimOf({ network, envelope }: EnvelopeClaim): SignatureClaim {
  return {
    publicKey: envelope.header.author,
    message: signingInput(network, envelope),
    signature: envelope.signature,
  }
}

function conclude({ envelope }: EnvelopeClaim, result: Signed | SignatureFailure): SignedEnvelope | SignatureFailure {
  return typeof result === 'string' ? result : (envelope as SignedEnvelope)
}

/** I16, for each in order. */
export async function checkEnvelopes(
  verifier: Pick<Verifier, 'verify'>,
  claims: readonly EnvelopeClaim[],
): Promise<readonly (SignedEnvelope | SignatureFailure)[]> {
  const results = await checkSignatures(verifier, claims.map(claimOf))
  return claims.map((claim, i) => conclude(claim, must(results[i], 'a result for each claim')))
}

/** {@link checkEnvelopes} of one where nothing can be awaited. */
export function checkEnvelopeSync(network: Uint8Array, envelope: Envelope): SignedEnvelope | SignatureFailure {
  const { publicKey, message, signature } = claimOf({ network, envelope })
  return conclude({ network, envelope }, checkSignatureSync(publicKey, message, signature))
}
