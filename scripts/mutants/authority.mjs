/** Mutants of who may do what. */

import { edit, GIVEN, HOSTILE, of } from './mutant.mjs'

const VALIDATE = [GIVEN, 'src/engine/events', ...HOSTILE]
const ORDER = ['src/scenarios/order.test.ts']
const binding = of('author binding', VALIDATE)
const rights = of('rights', VALIDATE)
const uses = of('use limit', ['src/scenarios/refused.test.ts'])
const gate = of('membership gate', [GIVEN, ...ORDER, ...HOSTILE])
const inviteLink = of('invite link', ['src/engine/flows', ...HOSTILE])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const authorityMutants = [
  binding(
    'prekeys for somebody else',
    edit(
      'events/identity/peer_shared.ts',
      "    if (!isBound(auth, event.author)) return reject('author_not_bound')\n",
      '',
    ),
  ),
  binding(
    'a rotated prekey for somebody else',
    edit(
      'events/identity/prekey_shared.ts',
      "    if (!isBound(auth, event.author)) return reject('author_not_bound')\n",
      '',
    ),
  ),
  binding(
    'an epoch under another membership',
    edit(
      'events/group/group_epoch.ts',
      "    if (!isBound(auth, event.author)) return reject('author_not_bound')\n",
      '',
    ),
  ),
  binding(
    'shared keys under another membership',
    edit(
      'events/group/group_key_shared.ts',
      "    if (!isBound(auth, event.author)) return reject('author_not_bound')\n",
      '',
    ),
  ),
  ...['user_removed', 'peer_removed', 'admin_revoked'].map((type) =>
    binding(
      `${type} under another membership`,
      edit(
        `events/identity/${type}.ts`,
        "    if (!isBound(auth, event.author)) return reject('author_not_bound')\n",
        '',
      ),
    ),
  ),
  binding(
    'a proof does not name the joiner',
    edit('events/identity/user.ts', 'idBytes(invite), idBytes(joiner),', 'idBytes(invite),'),
  ),

  rights(
    'anybody invites',
    edit(
      'events/identity/invite.ts',
      "    if (!holdsRight(right, personOf(auth, event.author))) return reject('not_authorized')\n",
      '',
    ),
  ),
  rights(
    'anybody creates channels',
    edit('events/content/channel.ts', "    if (!mayMake) return reject('not_authorized')\n", ''),
  ),
  rights(
    'anybody names the community',
    edit(
      'events/identity/network_name.ts',
      "holdsRight(right, personOf(auth, event.author)) ? VALID : reject('not_authorized')",
      'VALID',
    ),
  ),
  rights(
    'anybody closes by right',
    edit(
      'events/identity/invite_closed.ts',
      "holdsRight(right, personOf(auth, event.author)) ? VALID : reject('not_authorized')",
      'VALID',
    ),
  ),
  rights(
    'anybody removes anybody',
    edit(
      'events/identity/user_removed.ts',
      'right === undefined ? by === event.body.person : holdsRight(right, by)',
      'true',
    ),
  ),
  rights(
    'anybody removes anybody’s device',
    edit(
      'events/identity/peer_removed.ts',
      'right === undefined ? by === personOf(target, deviceOf(target)) : holdsRight(right, by)',
      'true',
    ),
  ),
  rights(
    'anybody demotes',
    edit(
      'events/identity/admin_revoked.ts',
      "holdsRight(right, personOf(auth, event.author)) ? VALID : reject('not_authorized')",
      'VALID',
    ),
  ),
  rights(
    'a member closes an invite that is not used up',
    edit(
      'events/identity/invite_closed.ts',
      "max_uses !== undefined && body.seen_users.length < max_uses ? reject('not_authorized') : VALID",
      'VALID',
    ),
  ),
  rights(
    'anybody makes a group of everybody',
    edit(
      'events/group/group.ts',
      "event.body.scope === 'all' && auth.type !== 'network' ? reject('not_authorized') : VALID",
      'VALID',
    ),
  ),
  rights('a join needs no proof', edit('events/identity/user.ts', "? reject('proof_invalid')\n", '? VALID\n')),

  uses('who is being admitted ends the link', edit('engine.ts', 'hasJoined(tx.safe) && !', '!')),
  uses(
    'joins are kept by the time they claim',
    edit('flows/invite.ts', 'min(l.position) AS came', 'min(u.created_at) AS came'),
  ),

  gate(
    'strangers are stored',
    edit('pipeline/ingest.ts', '!context.isMemberOf(tx.safe, event.author, context.me.network_id) &&', 'false &&'),
  ),
  gate(
    'who is not of the group is shown',
    edit(
      'pipeline/project.ts',
      'if (epoch !== undefined && !context.isMemberOf(tx.safe, signed.author, epoch.group_id)) {',
      'if (epoch !== undefined && signed.seq < 0) {',
    ),
  ),

  inviteLink(
    'a mistyped link is read on',
    edit(
      'flows/link-text.ts',
      "  if (!equalBytes(checksum(content), bytes.subarray(-CHECKSUM_BYTES))) throw new EngineError('link_checksum')\n",
      '',
    ),
  ),
  inviteLink(
    "an invite need not be the link's",
    edit(
      'flows/invite-link.ts',
      "  if (!body.invite_pk.every((byte, i) => byte === keys.signing.publicKey[i])) throw new EngineError('link_secret')\n",
      '',
    ),
  ),
]
