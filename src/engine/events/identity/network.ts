/**
 * network (control): the root event of a community. Its id is the community's id; it is signed and
 * hashed with 32 zero bytes for the network; its author is the founder's device, and it stands for the
 * founder's `user`.
 */

import { personOfFirst } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { device, membership } from '../../store/tables.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, uint } from '../fields.ts'

// SHAPE
/** Admins invite, remove and create public channels; any member creates private ones. */
export const POLICY_ADMINS_INVITE = 0
export const SUITE = 1

export const networkShape = defineShape('network', 'control', 1, {
  policy: uint(255),
  suite: uint(255),
  recovery_pk: bytes(32),
})

// TABLES
export const networkTable = table('network', { event_id: 'id', founder: 'id', created_at: 'integer' })

export const network = defineEvent({
  shape: networkShape,
  tables: [networkTable],

  // VALIDATE
  // Only the root has the community's own id: any other event of this type would make its author a founder.
  validate: ({ id, network_id }) => (id === network_id ? VALID : reject('not_authorized')),

  // PROJECT
  project: ({ id, author, created_at }) => [
    networkTable.row({ event_id: id, founder: author, created_at }),
    device.row({ event_id: id, peer_id: author, person_id: personOfFirst(author) }),
    membership.row({ event_id: id, person_id: personOfFirst(author), group_id: id }),
  ],
  opens: ({ id, author }) => [`member:${author}:${id}`],
  power: ({ author }) => ({ act: 'found', by: personOfFirst(author) }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
