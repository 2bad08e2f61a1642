/**
 * invite_accepted (local-only): this identity joined by a link. What the link names counts as present
 * until the events arrive (it *vouches*), so the joiner writes into the first channel before any peer
 * answers; the names are shown until the sealed ones come. It gives an epoch's key, and does not vouch
 * for the epoch: what rests on that waits for the event, which commits to the key (I9).
 */

import { type EpochId, type EventId, type GroupId, type NetworkId, type PeerId, personOfFirst } from '../../base/ids.ts'
import { VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { device, membership } from '../../store/tables.ts'
import { defineEvent, localDraft } from '../event-module.ts'
import { bytes, defineShape, mention, text } from '../fields.ts'
import { groupKeyShape } from './group_key.ts'

// SHAPE
const MAX_NAME_BYTES = 128

export const inviteAcceptedShape = defineShape('invite_accepted', 'local', 1, {
  network_id: mention<NetworkId>(),
  invite_id: mention<EventId<'invite'>>(),
  inviter: mention<PeerId>(),
  /** What proofs are checked with. */
  invite_pk: bytes(32),
  group_id: mention<GroupId>(),
  channel_id: mention<EventId<'channel'>>(),
  epoch_id: mention<EpochId>(),
  epoch_key: bytes(32),
  /** Where to knock until admitted. */
  lobby_key: bytes(32),
  network_name: text(MAX_NAME_BYTES, { empty: true }),
  inviter_name: text(MAX_NAME_BYTES, { empty: true }),
  channel_name: text(MAX_NAME_BYTES, { empty: true }),
})

// TABLES
export const inviteAcceptedTable = table('invite_accepted', {
  event_id: 'id',
  network_id: 'id',
  invite_id: 'id',
  inviter: 'id',
  group_id: 'id',
  channel_id: 'id',
  epoch_id: 'id',
  lobby_key: 'blob',
  network_name: 'text',
  inviter_name: 'text',
  channel_name: 'text',
})

export const inviteAccepted = defineEvent({
  shape: inviteAcceptedShape,
  tables: [inviteAcceptedTable],

  // VALIDATE
  validate: () => VALID,

  // PROJECT
  project: ({ id, body }) => {
    const { epoch_key: _secret, invite_pk: _public, ...row } = body
    const person_id = personOfFirst(body.inviter)
    return [
      inviteAcceptedTable.row({ event_id: id, ...row }),
      device.row({ event_id: id, peer_id: body.inviter, person_id }),
      membership.row({ event_id: id, person_id, group_id: body.network_id }),
      membership.row({ event_id: id, person_id, group_id: body.group_id }),
    ]
  },
  opens: ({ body }) => [`member:${body.inviter}:${body.network_id}`, `member:${body.inviter}:${body.group_id}`],
  // Membership and rights are never vouched for: they are judged by the events that give them, or not yet.
  vouches: (body) => [
    {
      type: 'invite',
      id: body.invite_id,
      author: body.inviter,
      body: { invite_pk: body.invite_pk, mode: 'user', group_id: body.group_id },
    },
    { type: 'group', id: body.group_id, author: body.inviter, body: { scope: 'all' } },
    { type: 'channel', id: body.channel_id, author: undefined, body: { group_id: body.group_id } },
  ],
  derive: ({ body }) => [
    localDraft(groupKeyShape, { epoch_id: body.epoch_id, group_id: body.group_id, key: body.epoch_key }),
  ],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
