/**
 * peer_shared (control): the two first prekeys of a device. They never expire, so a device can always
 * be reached; `prekey_shared` rotates beside them.
 */

import { toHex } from '../../base/bytes.ts'
import { reject, VALID } from '../../base/outcome.ts'
import { isUsableAgreementKey } from '../../crypto/agree.ts'
import { table } from '../../db/table.ts'
import { isBound } from '../bound.ts'
import { defineEvent } from '../event-module.ts'
import { bytes, defineShape, membershipRef, uint } from '../fields.ts'
import { prekeyIdOf } from '../key-ids.ts'

// SHAPE
export const peerSharedShape = defineShape('peer_shared', 'control', 1, {
  auth: membershipRef(),
  suite: uint(255),
  transit_prekey: bytes(32),
  group_prekey: bytes(32),
})

// TABLES
/** Every prekey ever published; `expires_at` 0 is never, `prekey_id` is hexadecimal. */
export const prekeyTable = table(
  'prekey',
  {
    event_id: 'id',
    peer_id: 'id',
    namespace: 'text',
    rotation: 'integer',
    prekey_id: 'text',
    key: 'blob',
    created_at: 'integer',
    expires_at: 'integer',
  },
  { key: ['namespace'], indexes: [['peer_id', 'namespace', 'rotation']] },
)

export const peerShared = defineEvent({
  shape: peerSharedShape,
  tables: [prekeyTable],

  // VALIDATE
  validate: (event, { auth }) => {
    if (!isBound(auth, event.author)) return reject('author_not_bound')
    const keys = [event.body.transit_prekey, event.body.group_prekey]
    return keys.every(isUsableAgreementKey) ? VALID : reject('value_invalid')
  },

  // PROJECT
  project: ({ id, author, created_at, body }) => {
    const first = (namespace: 'transit' | 'group', key: Uint8Array) =>
      prekeyTable.row({
        event_id: id,
        peer_id: author,
        namespace,
        rotation: 0,
        prekey_id: toHex(prekeyIdOf(key)),
        key,
        created_at,
        expires_at: 0,
      })
    return [first('transit', body.transit_prekey), first('group', body.group_prekey)]
  },

  // COMMANDS
  commands: {},

  // QUERIES
  queries: {},
})
