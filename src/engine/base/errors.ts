/**
 * Three kinds of error, never mixed:
 *
 * - *Outcomes* are what the network or ordering may do to us. They are returned with a reason from a
 *   closed union and counted, never thrown (see `base/outcome.ts`).
 * - {@link EngineError}: the caller asked for something impossible. Its code is stable and crosses the
 *   worker as data; the interface maps codes to sentences.
 * - {@link InvariantError}: a bug of ours. Caught only at the worker's rim.
 */

export type EngineErrorCode =
  // links (protocol: invite links)
  | 'link_malformed'
  | 'link_checksum'
  | 'link_version'
  | 'link_too_large'
  | 'link_signature'
  | 'link_secret'
  | 'link_sealed_part'
  | 'link_expired'
  | 'link_own_network'
  // invites, as told by members once connected
  | 'invite_closed'
  | 'invite_used_up'
  | 'invite_revoked'
  // commands
  | 'unknown_identity'
  | 'unknown_channel'
  | 'unknown_invite'
  | 'unknown_message'
  | 'unknown_person'
  | 'unknown_device'
  | 'unknown_join'
  | 'unknown_method'
  | 'not_permitted'
  | 'text_empty'
  | 'text_too_long'
  | 'name_invalid'
  | 'no_key'
  | 'no_channel'
  | 'too_many_invites'
  | 'invite_limit'
  | 'no_newcomer'
  | 'device_forked'
  // the host
  | 'storage_unavailable'
  | 'storage_full'
  | 'version_mismatch'
  | 'worker_gone'
  | 'internal'

export class EngineError extends Error {
  readonly code: EngineErrorCode
  constructor(code: EngineErrorCode, detail = '') {
    super(detail === '' ? code : `${code}: ${detail}`)
    this.name = 'EngineError'
    this.code = code
  }
}

export class InvariantError extends Error {
  constructor(what: string) {
    super(what)
    this.name = 'InvariantError'
  }
}

/** @throws InvariantError */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new InvariantError(what)
}

/** The value, which must exist. @throws InvariantError */
export function must<Value>(value: Value | undefined | null, what: string): Value {
  if (value === undefined || value === null) throw new InvariantError(`missing: ${what}`)
  return value
}

/** For the last branch of an exhaustive switch: does not compile while a case is missing. */
export function unreachable(value: never): never {
  throw new InvariantError(`unreachable: ${String(value)}`)
}
