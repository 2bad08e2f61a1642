/**
 * What may happen to bytes that come from outside, or wait in the log. Outcomes are values: returned,
 * counted by reason, shown in diagnostics, never thrown.
 */

/** Why bytes were dropped before they became an event. Nothing of them is kept. */
export type DropReason =
  | 'too_short'
  | 'too_large'
  | 'unknown_version'
  | 'length_mismatch'
  | 'bad_public_key'
  | 'bad_signature'
  | 'body_not_canonical'
  | 'body_wrong_shape'
  | 'kind_mismatch'
  | 'not_a_member'
  | 'waiting_room_full'
  | 'unknown_epochs_full'

/** Dropped for want of room: nobody's fault, and to be offered again. */
export const FOR_WANT_OF_ROOM: ReadonlySet<DropReason> = new Set(['waiting_room_full', 'unknown_epochs_full'])

/** Why a stored event is rejected for ever (I3). */
export type RejectReason =
  | 'dependency_wrong_type'
  | 'dependency_rejected'
  | 'author_not_bound'
  | 'not_authorized'
  | 'proof_invalid'
  | 'decrypt_failed'
  | 'plaintext_malformed'
  | 'wrong_plane'
  | 'wrong_scope'
  | 'value_invalid'

export type Verdict = { readonly ok: true } | { readonly ok: false; readonly reason: RejectReason }

export const VALID: Verdict = { ok: true }

export function reject(reason: RejectReason): Verdict {
  return { ok: false, reason }
}

/** What a stored event waits for. */
export type Missing =
  | `event:${string}` // an event, by id
  | `key:${string}` // the key of an epoch, by epoch id
  | `member:${string}` // membership of an author in a group: `member:<peer_id>:<group_id>`

/**
 * The stored state of an event. A husk's body is not here, so nothing is said of it. `void` is not here
 * either: it is computed by the authority fold.
 */
export type EventState = 'valid' | 'blocked' | 'rejected' | 'unsupported' | 'husk'

export type IngestOutcome =
  | { readonly kind: 'stored'; readonly state: EventState; readonly reason?: RejectReason }
  | { readonly kind: 'known' }
  | { readonly kind: 'declined' } // more of its author than is kept: stored as its husk
  | { readonly kind: 'waiting' } // author not yet a member: held outside the set
  | { readonly kind: 'dropped'; readonly reason: DropReason }
