/**
 * Stage 1, outside the lane: what `crypto/event-check.ts` has found good, in whichever thread → decode. Only here do
 * bytes become {@link Verified}, so nothing downstream can be handed unverified ones (I15).
 */

import { assert, must } from '../base/errors.ts'
import { type EventId, idBytes, idFromBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import type { DropReason } from '../base/outcome.ts'
import type { CheckedEvent, Verifier } from '../base/ports.ts'
import { type CborValue, decodeCanonical } from '../crypto/cbor.ts'
import { eventIdOf, huskOf, KIND_CONTENT, KIND_CONTROL, parseEnvelope } from '../crypto/envelope.ts'
import { checkEventSync, checkEvents, envelopeOf } from '../crypto/event-check.ts'
import type { SignedEnvelope } from '../crypto/event-signature.ts'
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

function mint(envelope: SignedEnvelope, id: Uint8Array): VerifyResult {
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
    id: idFromBytes<EventId>(id),
    author: idFromBytes<PeerId>(header.author),
    plane: planeOf(header.kind),
    envelope,
    typed,
  } as Verified
  return { ok: true, event }
}

function conclude(checked: CheckedEvent | DropReason): VerifyResult {
  return typeof checked === 'string' ? drop(checked) : mint(envelopeOf(checked), checked.id)
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
  const own = idBytes(network)
  const checked = await (verifier.checkEvents?.(own, events) ?? checkEvents(verifier, own, events))
  return events.map((_, i) => conclude(must(checked[i], 'an answer for each event')))
}

/** What this device has just signed with its own key, in this network, of a body that it encoded itself. */
export function ownEvent(network: NetworkId, envelope: SignedEnvelope): Verified {
  const result = mint(envelope, eventIdOf(idBytes(network), envelope))
  assert(result.ok, 'what this device encodes is canonical')
  return result.event
}

/** The same door for what is read from a link, and for signed bytes at hand. */
export function verifyEventSync(network: NetworkId, bytes: Uint8Array): VerifyResult {
  return conclude(checkEventSync(idBytes(network), bytes))
}
