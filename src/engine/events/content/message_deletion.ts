/**
 * message_deletion (control): these messages are gone for everyone. Each holder decides about each target
 * from its own header, readable or not: whoever wrote it, on any of their devices, may erase it; so may an
 * admin above them who is in its group. What it may not erase it leaves alone. Bodies and all that was
 * made of them go; husks stay.
 */

import type { EventId } from '../../base/ids.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { erasureClaim, erasureScope } from '../../store/tables.ts'
import { holdsRight, isBound, personOf } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { defineShape, membershipRef, mentions, optionalRightRef, refs } from '../fields.ts'
import { groupEpochShape } from '../group/group_epoch.ts'

// SHAPE
export const MAX_TARGETS = 64

export const messageDeletionShape = defineShape('message_deletion', 'control', 1, {
  auth: membershipRef(),
  /** For messages of others. */
  right: optionalRightRef(),
  /** With a right: the epochs the targets were sealed to, so that every holder knows their groups. */
  epochs: refs(groupEpochShape, MAX_TARGETS),
  targets: mentions(MAX_TARGETS),
})

export const messageDeletion = defineEvent({
  shape: messageDeletionShape,

  // TABLES
  tables: [],

  // VALIDATE
  validate: ({ author, body }, { auth, right }) => {
    if (!isBound(auth, author)) return reject('author_not_bound')
    if (body.targets.length === 0) return reject('value_invalid')
    if (right === undefined) return body.epochs.length === 0 ? VALID : reject('value_invalid')
    return holdsRight(right, personOf(auth, author)) ? VALID : reject('not_authorized')
  },

  // PROJECT
  project: ({ id, author, body }, { auth, epochs }) => [
    ...body.targets.map((target_id) =>
      erasureClaim.row({ event_id: id, target_id, person_id: personOf(auth, author), right_id: body.right ?? '' }),
    ),
    ...epochs.flatMap((epoch) => {
      const { group_id } = epoch.body
      return group_id === undefined ? [] : [erasureScope.row({ event_id: id, epoch_id: epoch.id, group_id })]
    }),
  ],
  erases: ({ body }): readonly EventId[] => body.targets,
  power: ({ author, body: { right } }, { auth, epochs }) => {
    if (right === undefined) return undefined
    const groups = new Set(epochs.flatMap((epoch) => epoch.body.group_id ?? []))
    return { act: 'erase', by: personOf(auth, author), right, groups: [...groups] }
  },

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
