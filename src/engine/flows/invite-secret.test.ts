/** What a link's secret derives, and what only its holders open. */

import { expect, test } from 'vitest'
import { createPrng } from '../../platform/sim/prng.ts'
import { toHex } from '../base/bytes.ts'
import { type EpochId, idFromBytes, type NetworkId } from '../base/ids.ts'
import { type InviteSealed, inviteKeys, openInvite, sealInvite } from './invite-secret.ts'

const prng = createPrng('invite secrets')
const network = idFromBytes<NetworkId>(prng.bytes(32))
const secret = prng.bytes(32)
const part: InviteSealed = {
  epoch_id: idFromBytes<EpochId>(prng.bytes(32)),
  epoch_key: prng.bytes(32),
  network_name: 'Acme',
  inviter_name: 'Alice',
  channel_name: 'general',
}
const { wrapKey } = inviteKeys(network, secret)

test('one secret gives one set of keys, all different, and other ones in another community', () => {
  const keysOf = (keys: ReturnType<typeof inviteKeys>) =>
    [keys.signing.seed, keys.signing.publicKey, keys.lobbyKey, keys.wrapKey].map(toHex)
  const own = keysOf(inviteKeys(network, secret))
  expect(keysOf(inviteKeys(network, secret))).toEqual(own)
  const elsewhere = keysOf(inviteKeys(idFromBytes<NetworkId>(prng.bytes(32)), secret))
  expect(new Set([...own, ...elsewhere, toHex(secret)]).size).toBe(9)
})

test('the sealed part comes back as it went in, names of any script included', () => {
  for (const name of ['Acme', '', '東京のみんな', '👩‍👩‍👧‍👦', '\u202Eright to left']) {
    const named = { ...part, network_name: name }
    expect(openInvite(network, wrapKey, sealInvite(network, wrapKey, named))).toEqual(named)
  }
})

test('a name that is too long is cut between characters and marked, never inside one', () => {
  for (const character of ['a', 'é', '漢', '🙂']) {
    const sealed = sealInvite(network, wrapKey, { ...part, inviter_name: character.repeat(100) })
    const name = openInvite(network, wrapKey, sealed)?.inviter_name ?? ''
    expect(name).toMatch(new RegExp(`^(${character})+…$`, 'u'))
    expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(60)
  }
})

test('it opens under no other secret, in no other community, and with no byte changed', () => {
  const sealed = sealInvite(network, wrapKey, part)
  expect(openInvite(network, inviteKeys(network, prng.bytes(32)).wrapKey, sealed)).toBeUndefined()
  expect(openInvite(idFromBytes<NetworkId>(prng.bytes(32)), wrapKey, sealed)).toBeUndefined()
  for (let at = 0; at < sealed.length; at++) {
    const changed = sealed.map((byte, i) => (i === at ? byte ^ 1 : byte))
    expect(openInvite(network, wrapKey, changed)).toBeUndefined()
  }
  expect(openInvite(network, wrapKey, new Uint8Array(0))).toBeUndefined()
})
