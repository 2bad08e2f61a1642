/** Mutants of who may read. */

import { edit, GIVEN, of } from './mutant.mjs'

const commitment = of('key-id commitment', [
  'src/engine/seal',
  'src/testing/golden',
  'src/scenarios/lying-links.test.ts',
])
const repair = of('repair', ['src/engine/seal', 'src/scenarios/repair.test.ts'])
const exclusion = of('who is kept out', [
  'src/scenarios/removal-keys.test.ts',
  'src/scenarios/revocation.test.ts',
  'src/scenarios/groups.test.ts',
  'src/scenarios/removal.test.ts',
])
const places = of('places in groups', [GIVEN, 'src/scenarios/groups.test.ts'])
const conversation = of('conversations', ['src/scenarios/groups.test.ts'])
const retention = of('retention of secrets', ['src/engine/flows/prekeys.test.ts', 'src/scenarios/prekeys.test.ts'])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const keysMutants = [
  exclusion(
    'a link that was made by another and is void excludes nobody',
    edit(
      'seal/exclusions.ts',
      ' v ON v.event_id = i.event_id)',
      ' v ON v.event_id = i.event_id WHERE i.author = a.person_id)',
    ),
  ),
  repair(
    'what is asked for often is asked for first',
    edit('seal/lacks.ts', 'ORDER BY coalesce((SELECT k.times', 'ORDER BY 0 * coalesce((SELECT k.times'),
  ),
  commitment(
    'a wrapped key need not hash to its id',
    edit(
      'seal/wrap.ts',
      'if (key === undefined || keyIdOf(context.network, context.group, key) !== keyId) return undefined',
      'if (key === undefined) return undefined',
    ),
  ),
  commitment(
    "a link's key counts whatever the epoch says",
    edit('seal/keys.ts', 'WHERE e.event_id IS NULL OR (e.key_id = k.key_id AND e.group_id = k.group_id)`', '`'),
  ),
  commitment(
    'what a lie has opened stays',
    edit('pipeline/project.ts', 'effects.disproved = true', 'effects.disproved = false'),
  ),
  commitment(
    "what a link's key does not open is rejected",
    edit('pipeline/deps.ts', 'epoch.isVouched ? { ok', 'epoch.isVouched && false ? { ok'),
  ),
  commitment(
    'a replay opens before it knows the epochs',
    edit('store/log.ts', "{ plain: 'kind NOT IN (2, 3)'", "{ plain: '1'"),
  ),
  commitment(
    'a key id does not name the group',
    edit(
      'events/key-ids.ts',
      "domainHash('key-id', idBytes(network), idBytes(group), key)",
      "domainHash('key-id', idBytes(network), key)",
    ),
  ),

  retention(
    'the first secret is forgotten too',
    edit('flows/prekeys.ts', 'WHERE s.rotation > 0 AND EXISTS', 'WHERE EXISTS'),
  ),
  retention(
    'secrets are forgotten early',
    edit('flows/prekeys.ts', 'PREKEY_RETENTION_MS = 90 * DAY_MS', 'PREKEY_RETENTION_MS = 60 * DAY_MS'),
  ),
  retention(
    'secrets are forgotten though nobody has the successor',
    edit('flows/prekeys.ts', 'p JOIN', 'p LEFT JOIN'),
    edit('flows/prekeys.ts', 'AND k.at <= ', 'AND p.created_at <= '),
  ),
  retention('a comparison that began before counts', edit('flows/prekeys.ts', 'AND created_at < ', 'AND 0 < ')),

  repair(
    'a wrap that did not open still counts as known',
    edit('device/key-asking.ts', 'if (made_before !== undefined) refuseWraps(', 'if (made_before === 0) refuseWraps('),
  ),
  repair(
    'requests need no signature',
    edit(
      'seal/key-request.ts',
      "=== 'string') return 'key_request_signature'",
      "=== 'never') return 'key_request_signature'",
    ),
  ),
  repair(
    'whoever asks is believed every time',
    edit('device/key-asking.ts', 'MINUTE_MS * 4 ** (times - 1))', '0 * times)'),
  ),
  repair(
    'the first to give is always the same',
    edit('device/key-sharing.ts', 'u32(refusals))', 'u32(refusals - refusals))'),
  ),

  exclusion(
    'who knows that they were removed writes on',
    edit('flows/epochs.ts', ' && removalsOf(db, me.peer_id).length === 0', ''),
  ),
  exclusion(
    'a removal needs no new key',
    edit('seal/epochs.ts', 'missingFrom([epoch_id]).length === 0 &&', 'missingFrom([epoch_id]).length >= 0 &&'),
  ),
  exclusion(
    'a removal from a group needs no new key',
    edit('seal/exclusions.ts', 'WHERE r.group_id =', 'WHERE 0 AND r.group_id ='),
  ),
  exclusion('a revocation needs no new key', edit('seal/exclusions.ts', '(c.revoked = 1 OR EXISTS', '(0 OR EXISTS')),
  exclusion(
    'whoever made an epoch is trusted with it',
    edit('seal/exclusions.ts', 'AND author NOT IN members', 'AND 0'),
  ),
  exclusion(
    'a wrap to who was removed spoils nothing',
    edit('seal/exclusions.ts', 'AND w.recipient NOT IN members', 'AND 0 AND w.recipient NOT IN members'),
  ),
  exclusion(
    'keys of unsettled epochs are given away',
    edit('seal/lacks.ts', 'AND k.epoch_id NOT IN (', 'AND k.epoch_id || 0 NOT IN ('),
  ),
  exclusion(
    'in a private group is whoever was ever added',
    edit('events/entitled.ts', "WHERE scope <> 'all')", "WHERE scope = 'none')"),
  ),
  exclusion(
    'who is added to a group has only what comes later',
    edit(
      'flows/groups.ts',
      'if (devices.has(to.peer_id)) giveKeys(context, group, to, held)',
      'if (devices.has(to.peer_id)) giveKeys(context, group, to, held.slice(0, 1))',
    ),
  ),
  exclusion('what who was taken out says later is shown', edit('events/group-counted.ts', '(k.count > ', '(-1 < ')),
  exclusion(
    'channels of others are listed',
    edit(
      'read/channels.ts',
      "WHERE coalesce(g.scope, 'all') = 'all' OR",
      "WHERE 1 OR coalesce(g.scope, 'all') = 'all' OR",
    ),
  ),
  exclusion(
    'what waits for keys of others is counted',
    edit('events/waiting.ts', 'WHERE group_id NOT IN (', 'WHERE 0 AND group_id NOT IN ('),
  ),

  places(
    'any place makes an epoch',
    edit(
      'events/group/group_epoch.ts',
      'if (isOpenToAll ? right !== undefined : !isPlaced)',
      'if (isOpenToAll ? right !== undefined : right === undefined)',
    ),
  ),
  places(
    "a place need not be the author's",
    edit(
      'events/bound.ts',
      "!contradicts(field<GroupId>(right, 'group_id'), group) && !contradicts(field<PersonId>(right, 'person'), person)",
      "!contradicts(field<GroupId>(right, 'group_id'), group)",
    ),
  ),
  places(
    'a place in any group does',
    edit(
      'events/bound.ts',
      "if (right.type === 'group') return (right.id as string) === group",
      "if (right.type === 'group') return true",
    ),
  ),
  places(
    'a right in the community makes channels anywhere',
    edit('events/content/channel.ts', 'const mayMake = isOpenToAll', 'const mayMake = isOpenToAll || isRight(right)'),
  ),
  places(
    'people are added to everybody',
    edit('events/group/group_member.ts', "return scope === 'private' ? VALID", "return scope !== 'direct' ? VALID"),
  ),

  conversation(
    'one opened from both sides is two',
    edit('events/conversations.ts', 'filter((places) => places.length > 1)', 'filter((places) => places.length > 2)'),
  ),
  conversation(
    'one that somebody has left is the same',
    edit('events/conversations.ts', ' AND i.people = o.people', ''),
  ),
  conversation(
    'the mark of a private message counts everybody',
    edit(
      'events/delivery.ts',
      "if (scopeOf(db, group) === 'all') return othersOf(me)",
      'if (group) return othersOf(me)',
    ),
  ),
  conversation(
    'one leaves half of it',
    edit('flows/groups.ts', 'for (const group of groups) drop(', 'for (const group of [...groups].slice(0, 1)) drop('),
  ),
  exclusion(
    'the key of a link that is closed is written under',
    edit('flows/invite.ts', '  if (heldEpochs(db, group).length > 0) chooseEpoch(context, group)\n', ''),
  ),
  exclusion(
    'of who came by a link that ends, the first are named and no more',
    edit(
      'flows/invite.ts',
      '  for (let from = MAX_INVITE_USES; from < joins.length; from += MAX_INVITE_USES) close(from)\n',
      '',
    ),
  ),
]
