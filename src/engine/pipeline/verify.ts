/**
 * Stage 1, outside the lane: size → header → signature → decode. Only here do bytes become
 * {@link Verified}, so nothing downstream can be handed unverified ones (I15).
 */

import { equalBytes } from '../base/bytes.ts'
import { assert, must } from '../base/errors.ts'
import { type EventId, idBytes, idFromBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import type { DropReason } from '../base/outcome.ts'
import type { Verifier } from '../base/ports.ts'
import { type CborValue, decodeCanonical } from '../crypto/cbor.ts'
import { NO_NETWORK } from '../crypto/domains.ts'
import {
  type Envelope,
  eventIdOf,
  FORM_HUSK,
  huskOf,
  KIND_CONTENT,
  KIND_CONTROL,
  parseEnvelope,
} from '../crypto/envelope.ts'
import {
  checkEnvelopeSync,
  checkEnvelopes,
  type EnvelopeClaim,
  type SignedEnvelope,
} from '../crypto/event-signature.ts'
import type { SignatureFailure } from '../crypto/sign.ts'
import { parseTypedBody, type TypedBody } from '../events/body.ts'
import type { Plane } from '../store/log.ts'

declare const verified: unique symbol

/** An event whose author signed it in this network. Its body may still be sealed, or mean nothing. */
export interface Verified {
  readonly id: EventId
  readonly author: PeerId
  readonly plane: Plane
  readonly envelope: SignedEnvelope
  /** Control events: decoded. Sealed ones are opened in the lane, when their key is there. */
  readonly typed: TypedBody | undefined
  readonly [verified]: true
}

export type VerifyResult =
  | { readonly ok: true; readonly event: Verified }
  | { readonly ok: false; readonly reason: DropReason }

export function planeOf(kind: number): Plane {
  return kind === KIND_CONTENT ? 2 : 1
}

/** Its husk: of what its author signed, all but the body. */
export function withoutBody(event: Verified): Verified {
  const husk = parseEnvelope(huskOf(event.envelope))
  assert(typeof husk !== 'string', 'the husk of an event is one')
  return { ...event, envelope: husk as SignedEnvelope }
}

const drop = (reason: DropReason): VerifyResult => ({ ok: false, reason })

/** The root event is signed and hashed with 32 zero bytes in place of the network. */
function networkBytesFor(envelope: Envelope, network: NetworkId): Uint8Array {
  const own = idBytes(network)
  const { kind, seq } = envelope.header
  const mayBeRoot = kind === KIND_CONTROL && seq === 0
  return mayBeRoot && equalBytes(eventIdOf(NO_NETWORK, envelope), own) ? NO_NETWORK : own
}

function parse(bytes: Uint8Array): Envelope | DropReason {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') return envelope
  // Only content is ever erased: a control event without its body would be authority nobody can check.
  return envelope.form === FORM_HUSK && envelope.header.kind !== KIND_CONTENT ? 'kind_mismatch' : envelope
}

function mint(network: Uint8Array, envelope: SignedEnvelope): VerifyResult {
  const { header, body } = envelope
  let typed: TypedBody | undefined
  // Kinds of a newer build may have bodies of another grammar: they are parked as they are (I18).
  if (header.kind === KIND_CONTROL && body !== undefined) {
    const decoded: { readonly value: CborValue } | undefined = decodeCanonical(body)
    if (decoded === undefined) return drop('body_not_canonical')
    typed = parseTypedBody(decoded.value)
    if (typed === undefined) return drop('body_wrong_shape')
  }
  const event = {
    id: idFromBytes<EventId>(eventIdOf(network, envelope)),
    author: idFromBytes<PeerId>(header.author),
    plane: planeOf(header.kind),
    envelope,
    typed,
  } as Verified
  return { ok: true, event }
}

function claimed(network: NetworkId, bytes: Uint8Array): EnvelopeClaim | DropReason {
  const envelope = parse(bytes)
  return typeof envelope === 'string' ? envelope : { network: networkBytesFor(envelope, network), envelope }
}

function conclude({ network }: EnvelopeClaim, result: SignedEnvelope | SignatureFailure): VerifyResult {
  return typeof result === 'string' ? drop(result) : mint(network, result)
}

/**
 * Bytes from a link, however many at once: one answer for each, in order. Bytes of any content are
 * answered with a reason.
 */
export async function verifyEvents(
  verifier: Verifier,
  network: NetworkId,
  events: readonly Uint8Array[],
): Promise<readonly VerifyResult[]> {
  const parsed = events.map((bytes) => claimed(network, bytes))
  const claims = parsed.filter((claim) => typeof claim !== 'string')
  const checked = await checkEnvelopes(verifier, claims)
  let next = 0
  return parsed.map((claim) =>
    typeof claim === 'string' ? drop(claim) : conclude(claim, must(checked[next++], 'a result for each claim')),
  )
}

/** What this device has just signed with its own key, in this network, of a body that it encoded itself. */
export function ownEvent(network: NetworkId, envelope: SignedEnvelope): Verified {
  const result = mint(idBytes(network), envelope)
  assert(result.ok, 'what this device encodes is canonical')
  return result.event
}

/** The same door for what is read from a link, and for signed bytes at hand. */
export function verifyEventSync(network: NetworkId, bytes: Uint8Array): VerifyResult {
  const claim = claimed(network, bytes)
  return typeof claim === 'string' ? drop(claim) : conclude(claim, checkEnvelopeSync(claim.network, claim.envelope))
}
