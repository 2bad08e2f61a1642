/** Mutants of the authority fold: who stands, with which rank, and what of whom counts. */

import { edit, HOSTILE, of } from './mutant.mjs'

const fold = of('authority fold', ['src/engine/authority', ...HOSTILE, 'src/scenarios/meeting.test.ts'])
/** @param {string} file @param {string} find @param {string} replace */
const rule = (file, find, replace) => edit(`authority/${file}`, find, replace)

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const foldMutants = [
  fold(
    'a closed invite admits',
    rule(
      'reach.ts',
      'acts.has(invite) && (taken.closed.get(invite) ?? MEMBER_RANK) >= shieldOf(by)',
      'acts.has(invite)',
    ),
  ),
  fold('an invite without effect admits', rule('reach.ts', 'const isOpen = acts.has(invite) && ', 'const isOpen = ')),
  fold(
    'who is removed acts on',
    rule('reach.ts', 'device === undefined || !isWithin(chains, right.act, device.takenBy)', 'device === undefined'),
  ),
  fold(
    'who is demoted acts on',
    rule('reach.ts', 'if (isWithin(chains, right.act, ends)) effect(right.act)', 'effect(right.act)'),
  ),
  fold(
    'a grant without effect gives a right',
    rule('reach.ts', '!community.roots.has(right.right) && !acts.has(right.right)', 'acts.size < 0'),
  ),
  fold(
    'an equal removes an equal',
    rule('effective.ts', 'reached.rankOf(person) > rank', 'reached.rankOf(person) >= rank'),
  ),
  fold(
    'an equal demotes an equal',
    rule(
      'effective.ts',
      '(community.grantRanks.get(grant) ?? rank) > rank',
      '(community.grantRanks.get(grant) ?? rank) >= rank',
    ),
  ),
  fold(
    'a demotion ends the grants of others',
    rule('effective.ts', 'community.grantedTo.get(grant) === person && ', ''),
  ),
  fold(
    'an act beyond a gap counts',
    rule('device-tree.ts', 'chains.get(id)?.has(act.event_id) === true', 'chains.get(id)?.has(act.event_id) !== false'),
  ),
  fold(
    'what a cut names below its head is not looked at',
    rule('device-tree.ts', '[end.head, ...end.below]', '[end.head]'),
  ),
  fold(
    'a device no cut speaks of goes on',
    rule('device-tree.ts', 'return known.some(', 'return end === undefined || known.some('),
  ),
  fold(
    'a device removes what was linked through another',
    rule(
      'device-tree.ts',
      'if (at === device) return true\n  return false',
      'if (at === device) return true\n  return true',
    ),
  ),
  fold(
    'the recovery key is outranked by a device',
    rule('device-tree.ts', '  if (device.depth === 0) return other.depth > 0\n', ''),
  ),
  fold(
    'any device steps down for its person',
    rule('device-tree.ts', "isOf(one, 'revoke') && isTop", "isOf(one, 'revoke')"),
  ),
  fold(
    'any device removes its whole person',
    rule('device-tree.ts', 'one.power.peer === undefined && isTop', 'one.power.peer === undefined'),
  ),
  fold(
    'an admin makes a co-founder',
    rule('ranks.ts', 'above === FOUNDER_RANK ? FOUNDER_RANK : undefined', 'FOUNDER_RANK'),
  ),
  fold(
    'rights are handed on without end',
    rule('ranks.ts', 'above === undefined || above >= MAX_RANK', 'above === undefined'),
  ),
  fold(
    "a member's closing counts without real joins",
    rule('member-closings.ts', '.size >= terms.power.max_uses', '.size >= 0'),
  ),
  fold(
    "a member's closing keeps its author",
    rule(
      'member-closings.ts',
      'people !== undefined && (people.size > 1 || !people.has(person)) && people.size > 0',
      'people !== undefined',
    ),
  ),
  fold(
    "a member's closing takes away an admin",
    rule('member-closings.ts', 'reached.rankOf(by) !== MEMBER_RANK || ', ''),
  ),
  fold(
    'one who was added drops who added them',
    rule('groups.ts', 'rank < place.rank || act.power.by === place.person_id', 'rank >= 0'),
  ),
  fold('anybody acts under a place in a group', rule('groups.ts', '        act.power.by === place.person_id &&\n', '')),
  fold(
    'a place in one group is a place in another',
    rule('groups.ts', '        act.power.group === place.group_id &&\n', ''),
  ),
]
