/**
 * network_name (sealed state): what the community is called. Sealed to all members, so that neither a
 * relay nor an outsider learns it.
 */

import { reject, VALID } from '../../base/outcome.ts'
import { sql } from '../../db/sql.ts'
import { table } from '../../db/table.ts'
import { holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, membershipRef, mentions, rightRef, text } from '../fields.ts'
import { currentUpdates, MAX_AFTER, MAX_NAME_BYTES, replacesText, updateColumns } from '../names.ts'

// SHAPE
export const networkNameShape = defineShape('network_name', 'state', 1, {
  auth: membershipRef(),
  right: rightRef(),
  name: text(MAX_NAME_BYTES),
  after: mentions(MAX_AFTER),
})

// TABLES
export const networkNameTable = table('network_name', updateColumns)
export const currentNetworkName = currentUpdates(networkNameTable, sql`1`)

export const networkName = defineEvent({
  shape: networkNameShape,
  tables: [networkNameTable],

  // VALIDATE
  validate: (event, { auth, right }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    return holdsRight(right, personOf(auth, event.author)) ? VALID : reject('not_authorized')
  },

  // PROJECT
  project: ({ id, author, created_at, body }) => [
    networkNameTable.row({ event_id: id, author, created_at, name: body.name, replaces: replacesText(body.after) }),
  ],
  power: ({ author, body }, { auth }) => ({ act: 'use', by: personOf(auth, author), right: body.right }),

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
