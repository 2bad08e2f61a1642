/** Mutants of what keeps members from losing each other, and what one of them is owed. */

import { edit, of } from './mutant.mjs'

const knocking = of('who knocks on', ['src/scenarios/refused.test.ts', 'src/scenarios/devices.test.ts'])
const convinced = of('what convinces who was removed', ['src/scenarios/removed-told.test.ts'])
const lost = of('what a lost device may do', ['src/scenarios/removal.test.ts'])
const used = of('links whose end or whose maker does not count', [
  'src/scenarios/refused.test.ts',
  'src/scenarios/revocation.test.ts',
])
const times = of('who is heard in a group', ['src/scenarios/groups.test.ts'])
const meeting = of('where members meet', ['src/engine/read/devices.test.ts', 'src/engine/connect'])
const greeted = of('where members meet', ['src/scenarios/meeting.test.ts'])
const repaired = of('what is wrapped again', ['src/scenarios/repair.test.ts'])
const asked = of('who is asked for keys', ['src/scenarios/repair.test.ts'])
const neighbours = of('neighbours in a browser', ['src/scenarios/identities.test.ts'])
const successors = of('who goes on as another', ['src/scenarios/forks.test.ts', 'src/scenarios/leaving.test.ts'])
const clock = of('the time of day', [
  'src/engine/base/pauses.test.ts',
  'src/scenarios/joining.test.ts',
  'src/scenarios/clocks.test.ts',
])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const reachMutants = [
  greeted(
    'what did not fit the handshake is never told',
    edit('device/identity-links.ts', 'const shown = fitting(credentials)', 'const shown = credentials'),
  ),
  knocking(
    'who holds any key of the community knocks no more',
    edit('read/devices.ts', 'if (meetingKeys(db).root !== undefined ||', 'if (meetingKeys(db).newest !== undefined ||'),
  ),
  knocking(
    'a linked device is forgotten when its link breaks',
    edit('device/linking.ts', ', ...lobbiesOfLinked(db)]', ']'),
  ),
  knocking(
    'a linked device without a key knocks no more once it knows of the others',
    edit('read/linking.ts', 'group === undefined || heldEpochs(db, group).length === 0', 'group === undefined'),
  ),
  knocking(
    'members answer in the lobbies of open links alone',
    edit('device/dial-topics.ts', 'answerMembers: lobbiesOfNewest(db).map(lobbyOf)', 'answerMembers: []'),
  ),
  convinced('every refusal tells the same', edit('device/identity-links.ts', 'parts[told % parts.length]', 'parts[0]')),
  convinced(
    'of a long chain only the beginning is told',
    edit('read/devices.ts', 'const MOST_FOLLOWING = 1_024', 'const MOST_FOLLOWING = 128'),
  ),
  convinced(
    'who was removed is told what was written since by who is no admin any more',
    edit('read/devices.ts', ' AND f.seq < e.count', ''),
  ),
  convinced(
    'who was removed is told what others wrote who came by the same link',
    edit('read/devices.ts', "json_extract(t.act, '$.act') <> 'join'", '1'),
    edit('read/devices.ts', 'removals.length > 0\n      ? []', 'removals.length < 0\n      ? []'),
  ),
  convinced(
    'who was removed is told who was let in since',
    edit('read/devices.ts', 'removals.length > 0\n      ? []', 'removals.length < 0\n      ? []'),
  ),
  convinced(
    'who is removed while connected hears on until the next tick',
    edit('device/identity-links.ts', 'for (const link of openLinks()) link.rejudge(t_ms)', ''),
  ),
  convinced(
    'what a lost device linked is told nothing',
    edit('events/removals-of.ts', 'd.peer_id <> d.person_id AND', '0 AND'),
  ),
  meeting(
    'who lacks the key of the root calls nowhere else',
    edit(
      'read/devices.ts',
      'fallback: root === undefined ? listened : [root]',
      'fallback: root === undefined ? [] : [root]',
    ),
  ),
  meeting(
    'a member listens on the newest epoch alone',
    edit('read/devices.ts', 'held.slice(0, LISTENED_EPOCHS)', 'held.slice(0, 1)'),
  ),
  meeting(
    'strangers are answered at links that have ended',
    edit(
      'connect/dialer.ts',
      "(answered === 'members' && setup.standing(from) === 'member')",
      "answered === 'members'",
    ),
  ),
  greeted(
    'who is new is heard before they are known by name',
    edit('device/identity-links.ts', 'hasSeen(db, peer) ? [] : ownIntroduction(db, me.peer_id)', '[]'),
  ),
  convinced(
    'neighbours are linked again for news alone',
    edit('network.ts', 'hasNews || isToHear(mine, other) || isToHear(other, mine)', 'hasNews'),
  ),
  asked(
    'who was given what does not open waits as if nobody were there',
    edit('device/key-asking.ts', 'isAnswered ? 1 : ask.times', 'ask.times'),
  ),
  asked(
    'a holder who comes is told of nobody else',
    edit('device/identity-links.ts', 'for (const request of asking.unanswered()) {', 'for (const request of []) {'),
  ),
  asked(
    'what is unanswered is forgotten at once',
    edit('device/key-asking.ts', 'latest.set(device, { bytes, epochs })', ''),
  ),
  repaired(
    'a device wraps to a prekey of its own that it has lost',
    edit('seal/epochs.ts', 'OR p.prekey_id IN (', 'OR 1 OR p.prekey_id IN ('),
  ),
  repaired(
    'a wrap that was refused is made to the same prekey for ever',
    edit('device/key-sharing.ts', "refusals % 2 === 0 ? 'newest' : 'first'", "'newest'"),
  ),
  repaired(
    'the first prekey is taken for the newest',
    edit('seal/epochs.ts', 'first: sql`p.rotation, p.event_id`', 'first: sql`p.rotation DESC, p.event_id DESC`'),
  ),
  neighbours(
    'who joins by a short link beside the inviter is told of no link',
    edit('network.ts', 'const lobby_key = lobbyOf(mine) ?? lobbyOf(other)', 'const lobby_key = undefined'),
  ),
  neighbours(
    'neighbours who parted never meet again',
    edit('network.ts', 'if (isHere(mine) && isHere(other)) linkSibling(mine, other)\n  }', '{}\n  }'),
  ),
  neighbours(
    'what was said before a link in memory ended is lost',
    edit(
      'device/loopback.ts',
      'later(() => attached[other]?.onFrame(frame, now()))',
      'later(() => isClosing || attached[other]?.onFrame(frame, now()))',
    ),
  ),
  lost(
    'what it linked later deletes what its person wrote',
    edit('authority/erasure.ts', 'isOf(author, person_id) && !isBeyond', '!isBeyond'),
  ),
  lost(
    'what it linked later renames its person',
    edit('events/identity/profile.ts', ')}) AS is_late', ')} AND 0) AS is_late'),
  ),
  used(
    'a void closing ends a link',
    edit('flows/invite.ts', "WHERE state = 'open')\n      AND i.max", "WHERE state = '')\n      AND i.max"),
  ),
  used(
    'a link that never counted goes on carrying a key',
    edit('seal/exclusions.ts', ' v ON v.event_id = i.event_id)', ' v ON v.event_id = i.event_id WHERE 0)'),
  ),
  times(
    'what was said later ends with the first time in a group',
    edit('events/group-counted.ts', 'WHERE a.add_id = e.add_id AND', 'WHERE'),
  ),
  times('one of two ends of a time in a group is enough', edit('events/group-counted.ts', ', 0) = 0)', ', 0) = 2)')),
  successors(
    'who removes a forked device names nobody whom it had let in',
    edit('flows/removals.ts', 'mine !== undefined && isForked(db, peer)', 'false'),
  ),
  successors(
    'who goes on as another is given no keys that come later',
    edit('device/key-asking.ts', 'if (missing.length > 0) inherit(missing, t_ms)', ''),
  ),
  successors(
    'who goes on as a new device leaves alone',
    edit(
      'device/leave-network.ts',
      'const leaving = [runtime, ...host.formersOf(runtime)]',
      'const leaving = [runtime]',
    ),
  ),
  successors(
    'a successor takes every identity along',
    edit(
      'device/renewal.ts',
      '.filter((other) => successorOf(other) === runtime)',
      '.filter((other) => other !== runtime)',
    ),
  ),
  clock(
    'a clock that was set back holds up what waits',
    edit('network.ts', 'if (t_ms < ticked_ms - SET_BACK_MS) startAnew(t_ms)', ''),
  ),
  clock(
    'what was noted by a clock that ran ahead cannot be refused',
    edit('seal/lacks.ts', ' OR l.recorded_at > ', ' OR l.recorded_at > 9e15 + '),
  ),
  clock(
    'an engine stands still at the latest time it was told',
    edit('engine.ts', '    now = time\n', '    if (time > now) now = time\n'),
  ),
  clock('a pause waits for a clock that was set back', edit('base/pauses.ts', 't_ms < began_ms || ', '')),
]
