/** Six digits: the same for two ends that see each other, and nothing that anybody could search for. */

import { describe, expect, it } from 'vitest'
import { toHex, u32 } from '../base/bytes.ts'
import { asTimestamp } from '../base/ids.ts'
import { sha256 } from '../crypto/hash.ts'
import { commitmentTo, digitsOf, type Introduction } from './digits.ts'
import { finishHandshake, startHandshake } from './handshake.ts'
import { actor, fingerprintsOf, greetedPair, LOBBY_KEY, NETWORK, OTHER_NETWORK, setupOf } from './two-ends.testing.ts'

const T_MS = asTimestamp(1_000_000)
const [alice, bob, mallory] = [actor('alice'), actor('bob'), actor('mallory')]

function introductions(): readonly [Introduction, Introduction] {
  const { seen } = greetedPair(T_MS, LOBBY_KEY)
  const [a, b] = [seen.alice[0], seen.bob[0]]
  if (a?.kind !== 'authenticated' || b?.kind !== 'authenticated') throw new Error('both authenticated')
  return [a.introduction, b.introduction]
}

const fixed: Introduction = {
  network_id: NETWORK,
  role: 'initiator',
  session: new Uint8Array(32).fill(1),
  own: { peer_id: alice.peer_id, opening: new Uint8Array(32).fill(2) },
  other: { peer_id: bob.peer_id, commitment: commitmentTo(NETWORK, new Uint8Array(32).fill(3)) },
}
const bobsOpening = new Uint8Array(32).fill(3)

describe('six digits', () => {
  it('are the same at both ends of a link', () => {
    const [atAlice, atBob] = introductions()
    const digits = digitsOf(atAlice, atBob.own.opening)
    expect(digits).toMatch(/^\d{6}$/)
    expect(digitsOf(atBob, atAlice.own.opening)).toBe(digits)
  })

  it('are others on every link between the same two devices', () => {
    const atAlice = setupOf(alice, bob, 'initiator', LOBBY_KEY)
    const frame = startHandshake(setupOf(bob, alice, 'responder', LOBBY_KEY), fingerprintsOf(bob, alice)).frame
    const links = [1, 2].map(() => {
      const started = startHandshake(atAlice, fingerprintsOf(alice, bob))
      const result = finishHandshake(atAlice, started, frame)
      if (!result.ok) throw new Error(result.reason)
      expect(started.nonce).toEqual(commitmentTo(NETWORK, started.opening))
      return result.introduction
    })
    expect(new Set(links.map(({ session }) => toHex(session))).size).toBe(2)
    expect(new Set(links.map(({ own }) => toHex(own.opening))).size).toBe(2)
  })

  it('depend on everything that a man in the middle would have to change', () => {
    const changed: readonly Introduction[] = [
      fixed,
      { ...fixed, role: 'responder' },
      { ...fixed, session: new Uint8Array(32).fill(9) },
      { ...fixed, own: { ...fixed.own, peer_id: mallory.peer_id } },
      { ...fixed, own: { ...fixed.own, opening: new Uint8Array(32).fill(9) } },
      { ...fixed, other: { ...fixed.other, peer_id: mallory.peer_id } },
      {
        ...fixed,
        network_id: OTHER_NETWORK,
        other: { ...fixed.other, commitment: commitmentTo(OTHER_NETWORK, bobsOpening) },
      },
    ]
    const shown = changed.map((introduction) => digitsOf(introduction, bobsOpening))
    expect(shown.every((digits) => digits !== undefined)).toBe(true)
    expect(new Set(shown).size).toBe(changed.length)
  })

  it('come of one opening only: the one that was committed to before ours was shown', () => {
    const wanted = digitsOf(fixed, bobsOpening)
    expect(wanted).toBeDefined()
    for (let attempt = 0; attempt < 5_000; attempt++) {
      expect(digitsOf(fixed, sha256(u32(attempt)))).toBeUndefined()
    }
  })

  it('are made as they always were', () => {
    expect(toHex(commitmentTo(NETWORK, bobsOpening))).toMatchInlineSnapshot(
      `"dc2cd509b912f946ad68074122a0469ba47e36c51fff119987fb86ec37fdcef6"`,
    )
    expect(digitsOf(fixed, bobsOpening)).toMatchInlineSnapshot(`"563535"`)
  })
})
