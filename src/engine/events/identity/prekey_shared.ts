/**
 * prekey_shared (control): the next prekey of a device in one namespace. Senders take the newest they
 * know and never refuse an expired one: expiry steers senders, never readers (I8).
 */

import { toHex } from '../../base/bytes.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { isUsableAgreementKey } from '../../crypto/agree.ts'
import { isBound } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, membershipRef, oneOf, time, uint } from '../fields.ts'
import { prekeyIdOf } from '../key-ids.ts'
import { prekeyTable } from './peer_shared.ts'

// SHAPE
export const prekeySharedShape = defineShape('prekey_shared', 'control', 1, {
  auth: membershipRef(),
  namespace: oneOf('transit', 'group'),
  rotation: uint(0xffffffff),
  suite: uint(255),
  key: bytes(32),
  expires_at: time(),
})

export const prekeyShared = defineEvent({
  shape: prekeySharedShape,

  // TABLES
  tables: [],

  // VALIDATE
  validate: (event, { auth }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    if (event.body.rotation === 0) return reject('value_invalid') // rotation 0 is peer_shared's
    return isUsableAgreementKey(event.body.key) ? VALID : reject('value_invalid')
  },

  // PROJECT
  project: ({ id, author, created_at, body }) => [
    prekeyTable.row({
      event_id: id,
      peer_id: author,
      namespace: body.namespace,
      rotation: body.rotation,
      prekey_id: toHex(prekeyIdOf(body.key)),
      key: body.key,
      created_at,
      expires_at: body.expires_at,
    }),
  ],

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
