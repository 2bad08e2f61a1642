/** Mutants of what has no effect: beyond a cut, before a gap, by a void link or addition. */

import { edit, of } from './mutant.mjs'

const chains = of('chains that cuts end', [
  'src/engine/authority/chains.test.ts',
  'src/engine/authority/standing.test.ts',
  'src/scenarios/cut-chains.test.ts',
])
const ends = of('where a chain ends', ['src/engine/flows/cuts.test.ts'])
const voids = of('acts without effect', ['src/scenarios/void-acts.test.ts'])
const first = of('the group of everybody', ['src/engine/read/devices.test.ts', 'src/scenarios/void-acts.test.ts'])
const inGroups = of('who acts in a group of its own people', ['src/scenarios/hostile-in-groups.test.ts'])
const once = of('one word of each', ['src/engine/authority/effective.test.ts', 'src/engine/authority/groups.test.ts'])
const waits = of('what is waited for', ['src/scenarios/void-acts.test.ts'])
const many = of('more than one event can name', [
  'src/scenarios/hostile-in-groups.test.ts',
  'src/scenarios/admins.test.ts',
])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const voidMutants = [
  chains(
    'what lies before a gap is shown',
    edit('store/counted.ts', '\n      AND NOT EXISTS (SELECT', '\n      AND 0 <= EXISTS (SELECT'),
  ),
  chains(
    'what lies before a gap deletes and names',
    edit('store/counted.ts', 'o.is_proven = 1 OR ', 'o.is_proven = 1 OR 0 AND '),
  ),
  chains('what lies before a gap is erased', edit('store/counted.ts', 'o.is_proven = 1 OR ', '1 OR ')),
  chains(
    'what is not of the chain is shown in a group',
    edit('events/group-counted.ts', 'o.off_id = ', "o.off_id = 'x' || "),
  ),
  chains(
    'a chain may pass over places',
    edit('authority/chains.ts', 'link?.seq === seq - 1 ? link : undefined', 'link'),
  ),
  chains(
    'what an end names below its gap proves the rest',
    edit('authority/chains.ts', 'count - 1 ? walk(end) : count - 1', 'count - 1 ? walk(end) * 0 : 0'),
  ),
  chains('nothing is proven', edit('authority/chains.ts', 'is_proven: seq >= provenFrom ? 1 : 0', 'is_proven: 0')),
  chains(
    'an end is its head alone',
    edit('authority/chains.ts', 'for (const id of below) {', 'for (const id of below.slice(8)) {'),
  ),
  chains(
    'what closes a gap changes nothing',
    edit('pipeline/control-acts.ts', 'return link.seq < (', 'return link.seq < 0 && link.seq < ('),
  ),
  chains(
    'what strays is looked at once',
    edit('authority/strays.ts', 'if (seq < count) ends.delete(name)', 'if (seq < 0) ends.delete(name)'),
  ),
  chains('what is new in a chain is not looked at', edit('authority/strays.ts', '?.set(id, {', '?.has(id, {')),
  chains(
    'anybody says where another’s chain ends',
    edit(
      'authority/standing.ts',
      'if (below !== undefined) chains.set(id, below)',
      'chains.set(id, below ?? new Set())',
    ),
  ),
  ends(
    'longer stretches are named before what was done first',
    edit('flows/cuts.ts', 'Number(b.bottom === 0) - Number(a.bottom === 0) || ', ''),
  ),
  ends('what lies beside a stretch is not named', edit('flows/cuts.ts', ' && isBeside(at.seq)', ' && false')),
  ends('a cut names its head alone', edit('flows/cuts.ts', '.slice(0, MAX_BELOW) }', '.slice(8) }')),
  voids('a void link makes a device of its person', edit('store/people.ts', 'AND ${linkHasEffect', 'AND ${1')),
  voids(
    'a void link lets its device speak in a group',
    edit('events/group-counted.ts', 'AND ${linkHasEffect', 'AND ${1'),
  ),
  voids('a void link says whose words they are', edit('events/persons.ts', 'NOT ${linkHasEffect', 'NOT ${1')),
  voids('devices by void links are cut in place of others', edit('flows/cuts.ts', 'AND ${linkHasEffect', 'AND ${1')),
  voids('any 64 devices of a person are cut', edit('flows/cuts.ts', 'min(l.position)', 'd.peer_id')),
  voids(
    'who was added without effect is in the group',
    edit('authority/erasure.ts', 'AND event_id NOT IN', "AND '' NOT IN"),
  ),
  voids(
    'what was deleted stays so when the deleting person’s place turns out void',
    edit('authority/standing.ts', ', ...madeBy(tx, changedVoids)]', ']'),
  ),
  first(
    'a date says which group is everybody’s',
    edit('events/group/group.ts', 'creator: author, seq }', 'creator: author, seq: -seq }'),
  ),
  first('a void group is everybody’s', edit('events/group/group.ts', 'ORDER BY is_void, seq,', 'ORDER BY seq,')),
  first(
    'an epoch off the chain is the first',
    edit('read/devices.ts', '(LOGGED, 1)} DESC, l.seq, l.event_id LIMIT', '(LOGGED, 1)} * 0, l.seq, l.event_id LIMIT'),
  ),
  first('every lobby of an invite is answered at', edit('read/devices.ts', 'WHERE nth = 1', 'WHERE nth > 0')),
  first(
    'who has stolen a device moves the lobbies of its links',
    edit(
      'read/devices.ts',
      '(LOGGED, 1)} DESC, l.seq, l.event_id) AS nth',
      '(LOGGED, 1)} * 0, l.seq, l.event_id) AS nth',
    ),
  ),
  voids(
    'a linked device opens a channel first that is none',
    edit(
      'read/identities.ts',
      'SELECT channel_id FROM (${knownChannels',
      'SELECT channel_id FROM (SELECT event_id AS channel_id, created_at, group_id FROM ${channelTable',
    ),
  ),
  inGroups(
    'who was taken out is taken for a holder of its keys',
    edit('seal/lacks.ts', '(w.recipient, e.group_id) IN', '1 OR (w.recipient, e.group_id) IN'),
  ),
  first(
    'lobbies of ended links take the place of others',
    edit('read/devices.ts', "WHERE state = 'open') DESC", "WHERE state = '') DESC"),
  ),
  inGroups(
    'who was taken out makes channels',
    edit(
      'authority/groups.ts',
      'counted(dwellsUnder.get(place.event_id), place)',
      'dwellsUnder.get(place.event_id) ?? []',
    ),
  ),
  inGroups(
    'whoever is in a group ends what others were in it',
    edit(
      'authority/groups.ts',
      '      const ended = endsOf(place)\n',
      '      const ended = (drops.get(place.event_id) ?? []).map(({ act }) => act)\n',
    ),
  ),
  inGroups(
    'who is taken out speaks by the leave of another',
    edit('authority/groups.ts', 'isDeviceOf(peer_id, act.power.person)', 'true'),
  ),
  inGroups(
    'who has left takes others out',
    edit('authority/groups.ts', '.filter(({ power }) => (power.person === place.person_id) === isLeaving)', ''),
  ),
  waits(
    'what is not shown is waited for',
    edit(
      'events/waiting.ts',
      "UNION ALL SELECT 'key:' || event_id FROM (${epochsOf",
      "UNION ALL SELECT 'no:' || event_id FROM (${epochsOf",
    ),
  ),
  waits(
    'who writes under a key of somebody removed is not waited for',
    edit('events/waiting.ts', "WHERE b.missing = 'key:' || made", "WHERE b.missing = 'no:' || made"),
  ),
  inGroups('who was taken out deletes as an admin', edit('authority/erasure.ts', ' && !isLate(event_id, group)', '')),
  inGroups(
    'what is not shown makes a channel news',
    edit('read/channels.ts', 'AND ${isShown(me', 'AND 1 OR ${isShown(me'),
  ),
  once(
    'whoever takes something away has every word',
    edit('authority/act.ts', '!authors.has(author) && authors.add(author)', 'authors.add(author)'),
  ),
  once('an admin has every word', edit('authority/effective.ts', '!taken.said.has(key) && ', '')),
  once('the last word counts', edit('authority/act.ts', 'a.created_at - b.created_at', 'b.created_at - a.created_at')),
  many(
    'no more than 16 places end',
    edit('flows/groups.ts', 'chunksOf(places, MAX_ENDED)', 'chunksOf(places.slice(0, MAX_ENDED), MAX_ENDED)'),
  ),
  many(
    'no more than 64 grants end',
    edit(
      'flows/admins.ts',
      'chunksOf(grants, MAX_REVOKED_GRANTS)',
      'chunksOf(grants.slice(0, MAX_REVOKED_GRANTS), MAX_REVOKED_GRANTS)',
    ),
  ),
]
