/**
 * A group key sealed to one device: the one function that wraps, the one that unwraps. HPKE (RFC 9180)
 * to a prekey of the recipient, bound to suite, network, group, prekey, recipient and author. After
 * opening, the key must hash to the id its epoch states (I9).
 */

import { concatBytes, fromHex, toHex } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import { type GroupId, idBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import type { Random } from '../base/ports.ts'
import { domain } from '../crypto/domains.ts'
import { hpkeOpen, hpkeSeal } from '../crypto/hpke.ts'
import type { Wrap } from '../events/fields.ts'
import { keyIdOf, prekeyIdOf } from '../events/key-ids.ts'

const SUITE_1 = 1
const EMPTY = new Uint8Array(0)

export interface WrapContext {
  readonly network: NetworkId
  readonly group: GroupId
  readonly author: PeerId
}

function wrapInfo(context: WrapContext, suite: number, recipient: PeerId, prekeyId: Uint8Array): Uint8Array {
  return concatBytes(
    domain('wrap', idBytes(context.network)),
    Uint8Array.of(suite),
    idBytes(context.group),
    prekeyId,
    idBytes(recipient),
    idBytes(context.author),
  )
}

/** @param prekey the recipient's X25519 group prekey, 32 bytes @param key 32 bytes. About 2 ms. */
export function wrapKey(
  random: Random,
  context: WrapContext,
  recipient: PeerId,
  prekey: Uint8Array,
  key: Uint8Array,
): Wrap {
  const prekeyId = prekeyIdOf(prekey)
  const { enc, ct } = hpkeSeal(random, prekey, wrapInfo(context, SUITE_1, recipient, prekeyId), EMPTY, key)
  return { recipient, prekey_id: toHex(prekeyId), suite: SUITE_1, enc, ct }
}

/** The group key, or `undefined` for a wrap that is not this prekey's, not sealed so, or of another key. */
export function unwrapKey(context: WrapContext, wrap: Wrap, secret: Uint8Array, keyId: string): Uint8Array | undefined {
  if (wrap.suite !== SUITE_1) return undefined
  const prekeyId = must(fromHex(wrap.prekey_id), 'a parsed prekey id')
  const key = hpkeOpen(secret, wrap.enc, wrapInfo(context, wrap.suite, wrap.recipient, prekeyId), EMPTY, wrap.ct)
  if (key === undefined || keyIdOf(context.network, context.group, key) !== keyId) return undefined
  return key
}
