/**
 * peer_removed (control): one device is no longer a member; what it did counts as far as its cut. By
 * right, or by a device of the same person that outranks it.
 */

import { reject, VALID } from '../../base/outcome.ts'
import { table } from '../../db/table.ts'
import { deviceOf, holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { cuts, defineShape, membershipRef, optionalRightRef } from '../fields.ts'

// SHAPE
export const peerRemovedShape = defineShape('peer_removed', 'control', 1, {
  auth: membershipRef(),
  right: optionalRightRef(),
  /** What makes the device a member: it says whose it is. */
  target: membershipRef(),
  cuts: cuts(),
})

// TABLES
export const peerRemovedTable = table('peer_removed', {
  event_id: 'id',
  author: 'id',
  peer_id: 'id',
  person_id: 'id',
  created_at: 'integer',
})

export const peerRemoved = defineEvent({
  shape: peerRemovedShape,
  tables: [peerRemovedTable],

  // VALIDATE
  validate: (event, { auth, right, target }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    const by = personOf(auth, event.author)
    const mayAct = right === undefined ? by === personOf(target, deviceOf(target)) : holdsRight(right, by)
    return mayAct ? VALID : reject('not_authorized')
  },

  // PROJECT
  project: ({ id, author, created_at }, { target }) => {
    const peer_id = deviceOf(target)
    return [peerRemovedTable.row({ event_id: id, author, peer_id, person_id: personOf(target, peer_id), created_at })]
  },
  power: ({ author, body }, { auth, target }) => {
    const peer = deviceOf(target)
    return {
      act: 'remove',
      by: personOf(auth, author),
      right: body.right,
      person: personOf(target, peer),
      peer,
      cuts: body.cuts,
    }
  },

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
