/** Mutants of linking a device: who may, and what both screens must show. */

import { edit, GIVEN, of } from './mutant.mjs'

const linked = of('device link', [GIVEN, 'src/scenarios/devices.test.ts', 'src/scenarios/forks.test.ts'])
const digits = of('digits', ['src/engine/transit/digits.test.ts', 'src/scenarios/devices.test.ts'])
const lobby = of('lobby of a device', ['src/engine/device', 'src/engine/connect', 'src/scenarios/devices.test.ts'])

const completing = of('becoming a device', ['src/testing/crash-devices.test.ts'])
const removable = of('which device may be removed', [
  'src/scenarios/admins.test.ts',
  'src/scenarios/removal.test.ts',
  'src/scenarios/forks.test.ts',
])
const naming = of('names after a removal', [
  'src/scenarios/malicious-devices.test.ts',
  'src/scenarios/malicious-admins.test.ts',
])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const devicesMutants = [
  linked(
    'the new device need not consent',
    edit(
      'events/identity/device_link.ts',
      "return isSigned(idBytes(new_peer), idBytes(author), consent) ? VALID : reject('proof_invalid')",
      'return VALID',
    ),
  ),
  linked(
    'who links need not be a device of that membership',
    edit('events/identity/device_link.ts', "      if (!isBound(auth, author)) return reject('author_not_bound')\n", ''),
  ),
  linked(
    'anybody links a device to anybody',
    edit(
      'events/identity/device_link.ts',
      "      if (personOf(auth, author) !== person) return reject('not_authorized')\n",
      '',
    ),
  ),
  linked(
    'a person comes back without the recovery key',
    edit('events/identity/device_link.ts', 'isSigned(key, key, recovery) && ', ''),
  ),
  linked(
    'the recovery key claims a device that did not consent',
    edit('events/identity/device_link.ts', ' && isSigned(idBytes(new_peer), key, consent)', ''),
  ),
  linked(
    "one person's recovery key brings back another",
    edit(
      'events/identity/device_link.ts',
      "    if (personOf(auth, auth.author) !== person) return reject('not_authorized')\n",
      '',
    ),
  ),
  linked(
    'a linked device binds whoever links it',
    edit(
      'events/bound.ts',
      "auth.type === 'device_link' ? field<PeerId>(auth, 'new_peer') : auth.author",
      'auth.author',
    ),
  ),

  digits(
    'what is shown need not be what was committed to',
    edit(
      'transit/digits.ts',
      '  if (!equalBytes(commitmentTo(network_id, theirOpening), other.commitment)) return undefined\n',
      '',
    ),
  ),
  digits(
    'the digits do not name the session',
    edit('transit/digits.ts', 'DIGITS, session, ...inOrder)', 'DIGITS, ...inOrder)'),
  ),
  digits(
    'the digits do not name the keys',
    edit('transit/digits.ts', '[idBytes(own.peer_id), own.opening]', '[own.opening]'),
    edit('transit/digits.ts', '[idBytes(other.peer_id), theirOpening]', '[theirOpening]'),
  ),

  lobby(
    'whoever sits in the lobby may host it',
    edit('connect/dialer.ts', 'known.host !== undefined && known.host !== offer.from', 'false'),
    edit('device/linking.ts', "requested.host === peer ? 'new' : undefined", "'new'"),
  ),
  lobby(
    'a consent is not looked at when it comes',
    edit('device/linking.ts', '|| (isExisting && !isConsent(peer_id, consent))', ''),
  ),
  lobby(
    'newcomers without number guess the digits',
    edit('device/linking.ts', 'isTaken || hosted.newcomers >= MAX_NEWCOMERS ||', 'isTaken ||'),
  ),
  lobby('two newcomers are shown at once', edit('device/linking.ts', 'return isTaken || hosted', 'return hosted')),

  completing(
    'a device killed before it could publish its prekeys never does',
    edit('device/identity-links.ts', 'if (isFresh && isToComplete(db, me))', 'if (false)'),
  ),
  completing(
    'prekeys are published again and again',
    edit('flows/link-device.ts', 'AND NOT EXISTS (SELECT 1', 'OR 0 AND NOT EXISTS (SELECT 1'),
  ),
  removable(
    'an admin is shown a way to take devices of equals',
    edit('read/person-devices.ts', 'theirs !== undefined && rank < theirs', 'theirs !== undefined && rank <= theirs'),
  ),
  removable(
    'every device is shown a way to take any other of its person',
    edit('read/person-devices.ts', ': isLinkedThrough(peer))', ': true)'),
  ),
  removable(
    'the device that came back by the recovery key stands below',
    edit('read/person-devices.ts', '(isOverAll ? !isRecovered(peer) :', '(isOverAll ? false :'),
  ),
  naming(
    'a device that was removed goes on naming its person',
    edit('events/identity/profile.ts', '${isCutOff(', '${(() => sql`0`)('),
  ),
  naming(
    'a name is measured by the cut of what was said',
    edit('events/identity/profile.ts', 'event_id: sql`u.event_id` }, 1)', 'event_id: sql`u.event_id` }, 2)'),
  ),
]
