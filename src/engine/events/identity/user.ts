/**
 * user (control): a person joins. The proof is a signature by the invite's key over the network, the
 * invite, the joiner's own key and the mode, so it can be neither replayed nor transferred. A valid
 * `user` is by itself membership of the community and of the invite's group.
 */

import { concatBytes, utf8 } from '../../base/bytes.ts'
import { type EventId, idBytes, type NetworkId, type PeerId, personOfFirst } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { domain } from '../../crypto/domains.ts'
import { checkSignatureSync } from '../../crypto/sign.ts'
import { sql } from '../../db/sql.ts'
import { table } from '../../db/table.ts'
import { device, membership, standing, voidAct } from '../../store/tables.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, ref } from '../fields.ts'
import { inviteShape } from './invite.ts'

// SHAPE
export const userShape = defineShape('user', 'control', 1, {
  invite: ref(inviteShape),
  /** Ed25519 by the invite's key over {@link inviteProofMessage}. */
  proof: bytes(64),
  recovery_pk: bytes(32),
})

export function inviteProofMessage(
  network: NetworkId,
  invite: EventId<'invite'>,
  joiner: PeerId,
  mode: string,
): Uint8Array {
  return concatBytes(domain('invite-proof', idBytes(network)), idBytes(invite), idBytes(joiner), utf8(mode))
}

// TABLES
export const userTable = table(
  'user',
  { event_id: 'id', peer_id: 'id', invite_id: 'id', created_at: 'integer' },
  {
    indexes: [['invite_id'], ['peer_id']],
  },
)

/** Joins that have effect, of people who are members, on whichever of their devices: `event_id, peer_id, invite_id`. */
export const joinsInForce = sql`SELECT event_id, peer_id, invite_id FROM ${userTable}
  WHERE event_id NOT IN (SELECT event_id FROM ${voidAct}) AND peer_id IN (SELECT person_id FROM ${standing})`

export const user = defineEvent({
  shape: userShape,
  tables: [userTable],

  // VALIDATE
  validate: (event, { invite }) => {
    const { invite_pk, mode } = invite.body
    if (invite_pk === undefined || mode === undefined) return reject('proof_invalid')
    const message = inviteProofMessage(event.network_id, event.body.invite, event.author, mode)
    return typeof checkSignatureSync(invite_pk, message, event.body.proof) === 'string'
      ? reject('proof_invalid')
      : VALID
  },

  // PROJECT
  project: ({ id, author, created_at, network_id, body }, { invite }) => [
    userTable.row({ event_id: id, peer_id: author, invite_id: body.invite, created_at }),
    device.row({ event_id: id, peer_id: author, person_id: personOfFirst(author) }),
    membership.row({ event_id: id, person_id: personOfFirst(author), group_id: network_id }),
    ...(invite.body.group_id === undefined
      ? []
      : [membership.row({ event_id: id, person_id: personOfFirst(author), group_id: invite.body.group_id })]),
  ],
  opens: ({ author, network_id }, { invite }) => [
    `member:${author}:${network_id}`,
    `member:${author}:${invite.body.group_id ?? ''}`,
  ],
  power: ({ author, body }) => ({ act: 'join', by: personOfFirst(author), invite: body.invite }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
