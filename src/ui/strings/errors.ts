/**
 * Every error code of the engine in three sentences: what happened, what is safe, what to do.
 * Exhaustive by type: a new code does not compile until it has words.
 */

import { EngineError, type EngineErrorCode } from '../../engine/api.ts'

export interface ErrorText {
  readonly happened: string
  readonly safe: string
  readonly todo: string
}

const NOTHING_JOINED = 'Nothing was joined and nothing left this device.'
const NOTHING_CHANGED = 'Nothing was changed.'
const ASK_FOR_NEW = 'Ask the person who invited you for a new link.'

export const ERROR_TEXTS: Readonly<Record<EngineErrorCode, ErrorText>> = {
  link_malformed: {
    happened: 'This is not an invite link.',
    safe: NOTHING_JOINED,
    todo: 'Copy the whole link, from https to its last character, and paste it again.',
  },
  link_checksum: {
    happened: 'This link was damaged on its way: at least one character is missing or changed.',
    safe: NOTHING_JOINED,
    todo: 'Copy it again from where it was first sent; some apps cut long links.',
  },
  link_version: {
    happened: 'This link was made by a newer version of Sotto than this one.',
    safe: NOTHING_JOINED,
    todo: 'Reload this page to update, then open the link again.',
  },
  link_too_large: {
    happened: 'This is too long to be an invite link.',
    safe: NOTHING_JOINED,
    todo: 'Check that only the link was pasted, and nothing around it.',
  },
  link_signature: {
    happened: 'The signature in this link does not match what it says: somebody or something altered it.',
    safe: NOTHING_JOINED,
    todo: 'Do not use it. Ask the person who invited you for a new link, over another way if you can.',
  },
  link_secret: {
    happened: 'The secret in this link does not belong to its invite.',
    safe: NOTHING_JOINED,
    todo: ASK_FOR_NEW,
  },
  link_sealed_part: {
    happened: 'The sealed part of this link, with the names and the key, does not open.',
    safe: NOTHING_JOINED,
    todo: ASK_FOR_NEW,
  },
  link_expired: {
    happened: 'This link has expired.',
    safe: NOTHING_JOINED,
    todo: ASK_FOR_NEW,
  },
  link_own_network: {
    happened: 'This identity is already in that community.',
    safe: 'Everything is as it was.',
    todo: 'Open the community in the rail, or join as another identity.',
  },
  invite_closed: {
    happened: 'This invite was closed before you were let in.',
    safe: 'What you wrote is kept on this device.',
    todo: ASK_FOR_NEW,
  },
  invite_used_up: {
    happened: 'This invite has been used as often as it allows.',
    safe: 'What you wrote is kept on this device.',
    todo: ASK_FOR_NEW,
  },
  invite_revoked: {
    happened: 'This invite was revoked by an admin.',
    safe: 'What you wrote is kept on this device.',
    todo: 'If you think that is a mistake, ask the person who invited you.',
  },
  unknown_identity: {
    happened: 'That identity is no longer on this device.',
    safe: NOTHING_CHANGED,
    todo: 'Choose another identity at the bottom of the rail.',
  },
  unknown_channel: {
    happened: 'That channel is not known on this device.',
    safe: NOTHING_CHANGED,
    todo: 'Choose another channel.',
  },
  no_channel: {
    happened: 'No channel has arrived on this device yet.',
    safe: NOTHING_CHANGED,
    todo: 'Wait until it has met another device of yours, or a member.',
  },
  unknown_message: {
    happened: 'This message is not on this device.',
    safe: 'Nothing was deleted.',
    todo: 'Wait until it has arrived, then try again.',
  },
  unknown_invite: {
    happened: 'That invite is not known on this device.',
    safe: NOTHING_CHANGED,
    todo: 'It may have been closed elsewhere. Look at the list again.',
  },
  unknown_person: {
    happened: 'That person is not a member of this community now.',
    safe: NOTHING_CHANGED,
    todo: 'Look at the list of members again.',
  },
  unknown_device: {
    happened: 'That device is not part of this community now.',
    safe: NOTHING_CHANGED,
    todo: 'Look at the list of devices again.',
  },
  unknown_join: {
    happened: 'Nobody by that name is waiting to be admitted.',
    safe: NOTHING_CHANGED,
    todo: 'Look at the list of members again.',
  },
  unknown_method: {
    happened: 'This window and its worker are of different versions.',
    safe: 'Everything stored is safe.',
    todo: 'Reload this page.',
  },
  not_permitted: {
    happened: 'Only an admin of this community can do that.',
    safe: NOTHING_CHANGED,
    todo: 'Ask an admin. You see who they are under People & sync.',
  },
  text_empty: {
    happened: 'There is nothing to send yet.',
    safe: NOTHING_CHANGED,
    todo: 'Write something first.',
  },
  text_too_long: {
    happened: 'This message is too long to go out as one.',
    safe: 'Your text is still in the box.',
    todo: 'Send it in two or more parts.',
  },
  name_invalid: {
    happened: 'That name cannot be used: it is empty, too long, or has characters that do not show.',
    safe: NOTHING_CHANGED,
    todo: 'Choose another name.',
  },
  no_key: {
    happened: 'This device does not hold the key for that yet.',
    safe: NOTHING_CHANGED,
    todo: 'It arrives by itself once a member is connected. Try again then.',
  },
  too_many_invites: {
    happened: 'There are already as many open invites as a community can have.',
    safe: NOTHING_CHANGED,
    todo: 'Close one that is no longer needed, then make a new one.',
  },
  invite_limit: {
    happened: 'An invite cannot have that expiry or that many uses.',
    safe: NOTHING_CHANGED,
    todo: 'Choose smaller numbers.',
  },
  no_newcomer: {
    happened: 'The new device is not there any more.',
    safe: NOTHING_CHANGED,
    todo: 'Show the code again and let the new device read it once more.',
  },
  device_forked: {
    happened: 'This device runs from an older or a second copy, so it must not write as before.',
    safe: 'Everything stored stays readable, and so does what other devices hold.',
    todo: 'Link this browser again from another of your devices.',
  },
  storage_unavailable: {
    happened: 'This browser does not let Sotto keep anything on this device.',
    safe: 'Nothing was lost, and nothing was stored.',
    todo: 'Leave private browsing, or allow this site to store data, then reload.',
  },
  storage_full: {
    happened: 'The storage of this device is full.',
    safe: 'Everything stored so far is safe. Your text is still in the box.',
    todo: 'Free some space on the device, then try again.',
  },
  version_mismatch: {
    happened: 'Another tab runs a newer version of Sotto, and this one must not write beside it.',
    safe: 'Everything stored is safe, and so are your drafts.',
    todo: 'Reload this page.',
  },
  worker_gone: {
    happened: 'The part of Sotto that stores and connects has stopped.',
    safe: 'Everything that was shown as saved is safe.',
    todo: 'Reload this page.',
  },
  internal: {
    happened: 'Something went wrong inside Sotto. The fault is ours.',
    safe: 'Everything that was shown as saved is safe.',
    todo: 'Try again. If it stays, copy the details and send them to whoever runs this page.',
  },
}

/** The code of whatever was thrown: a fault that names none is ours. */
export function codeOf(thrown: unknown): EngineErrorCode {
  return thrown instanceof EngineError ? thrown.code : 'internal'
}
