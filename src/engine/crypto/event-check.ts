/**
 * Checking whole events: size, header, signature, id. It needs nothing but their bytes, so a platform may do it in a
 * thread of its own ({@link Verifier.checkEvents}), this file in hand; what comes back is trusted as this file is.
 */

import { equalBytes } from '../base/bytes.ts'
import { assert, must } from '../base/errors.ts'
import type { DropReason } from '../base/outcome.ts'
import type { CheckedEvent, Verifier } from '../base/ports.ts'
import { NO_NETWORK } from './domains.ts'
import { type Envelope, eventIdOf, FORM_HUSK, KIND_CONTENT, KIND_CONTROL, parseEnvelope } from './envelope.ts'
import { checkEnvelopeSync, checkEnvelopes, type EnvelopeClaim, type SignedEnvelope } from './event-signature.ts'
import type { SignatureFailure } from './sign.ts'

function parse(bytes: Uint8Array): Envelope | DropReason {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') return envelope
  // Only content is ever erased: a control event without its body would be authority nobody can check.
  return envelope.form === FORM_HUSK && envelope.header.kind !== KIND_CONTENT ? 'kind_mismatch' : envelope
}

/** The root event is signed and hashed with 32 zero bytes in place of the network. */
function networkBytesFor(envelope: Envelope, network: Uint8Array): Uint8Array {
  const { kind, seq } = envelope.header
  const mayBeRoot = kind === KIND_CONTROL && seq === 0
  return mayBeRoot && equalBytes(eventIdOf(NO_NETWORK, envelope), network) ? NO_NETWORK : network
}

function claimed(network: Uint8Array, bytes: Uint8Array): EnvelopeClaim | DropReason {
  const envelope = parse(bytes)
  return typeof envelope === 'string' ? envelope : { network: networkBytesFor(envelope, network), envelope }
}

function conclude({ network }: EnvelopeClaim, result: SignedEnvelope | SignatureFailure): CheckedEvent | DropReason {
  if (typeof result === 'string') return result
  const { bytes, bodyHash } = result
  return { bytes, bodyHash, id: eventIdOf(network, result) } as CheckedEvent
}

/** One answer for each, in order: bytes of any content are answered. @param network 32 bytes, its id */
export async function checkEvents(
  verifier: Pick<Verifier, 'verify'>,
  network: Uint8Array,
  events: readonly Uint8Array[],
): Promise<readonly (CheckedEvent | DropReason)[]> {
  const parsed = events.map((bytes) => claimed(network, bytes))
  const claims = parsed.filter((claim) => typeof claim !== 'string')
  const checked = await checkEnvelopes(verifier, claims)
  let next = 0
  return parsed.map((claim) =>
    typeof claim === 'string' ? claim : conclude(claim, must(checked[next++], 'a result for each claim')),
  )
}

/** {@link checkEvents} of one where nothing can be awaited. */
export function checkEventSync(network: Uint8Array, bytes: Uint8Array): CheckedEvent | DropReason {
  const claim = claimed(network, bytes)
  return typeof claim === 'string' ? claim : conclude(claim, checkEnvelopeSync(claim.network, claim.envelope))
}

/** Of these very bytes. Nothing of them is hashed again. */
export function envelopeOf({ bytes, bodyHash }: CheckedEvent): SignedEnvelope {
  const envelope = parseEnvelope(bytes, bodyHash)
  assert(typeof envelope !== 'string', 'a checked event parses')
  return envelope as SignedEnvelope
}
