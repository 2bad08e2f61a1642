import { describe, expect, test } from 'vitest'
import type { GroupId, NetworkId, PeerId } from '../base/ids.ts'
import type { Random } from '../base/ports.ts'
import { agreementKeyFromSeed } from '../crypto/agree.ts'
import { keyIdOf } from '../events/key-ids.ts'
import { unwrapKey, type WrapContext, wrapKey } from './wrap.ts'

const context: WrapContext = {
  network: '1'.repeat(64) as NetworkId,
  group: '2'.repeat(64) as GroupId,
  author: '3'.repeat(64) as PeerId,
}
const bob = '4'.repeat(64) as PeerId
const prekey = agreementKeyFromSeed(new Uint8Array(32).fill(5))
const key = new Uint8Array(32).fill(6)
const keyId = keyIdOf(context.network, context.group, key)
const random: Random = { bytes: (length) => new Uint8Array(length).fill(9) }
const wrap = wrapKey(random, context, bob, prekey.publicKey, key)

describe('a wrapped group key', () => {
  test('is unwrapped by the prekey it was made for', () => {
    expect(unwrapKey(context, wrap, prekey.secret, keyId)).toEqual(key)
  })

  test('is no key when it does not hash to the id its epoch states (I9)', () => {
    const other = keyIdOf(context.network, context.group, new Uint8Array(32).fill(7))
    expect(unwrapKey(context, wrap, prekey.secret, other)).toBeUndefined()
  })

  test('is bound to network, group, author and recipient', () => {
    const elsewhere = 'f'.repeat(64)
    const moved: readonly [WrapContext, typeof wrap][] = [
      [{ ...context, author: elsewhere as PeerId }, wrap],
      [{ ...context, group: elsewhere as GroupId }, wrap],
      [{ ...context, network: elsewhere as NetworkId }, wrap],
      [context, { ...wrap, recipient: elsewhere as PeerId }],
    ]
    for (const [where, what] of moved) {
      const id = keyIdOf(where.network, where.group, key)
      expect(unwrapKey(where, what, prekey.secret, id)).toBeUndefined()
    }
  })

  test('commits to the group: one key has another id in another group', () => {
    expect(keyIdOf(context.network, '5'.repeat(64) as GroupId, key)).not.toBe(keyId)
  })

  test('of another suite, or for another prekey, is left alone', () => {
    expect(unwrapKey(context, { ...wrap, suite: 2 }, prekey.secret, keyId)).toBeUndefined()
    expect(unwrapKey(context, wrap, new Uint8Array(32).fill(8), keyId)).toBeUndefined()
  })
})
