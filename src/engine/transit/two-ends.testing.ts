/**
 * For tests: Alice and Bob at the two ends of a link, seeded, with nothing between them but the test.
 * No clock and no network: the test carries the frames.
 */

import { toHex, u32, utf8 } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import { idFromBytes, type NetworkId, type PeerId, type Timestamp } from '../base/ids.ts'
import type { LinkFingerprints, LinkRole, Random } from '../base/ports.ts'
import { type AgreementKey, agreementKeyFromSeed } from '../crypto/agree.ts'
import { sha256 } from '../crypto/hash.ts'
import { type SigningKey, signingKeyFromSeed } from '../crypto/sign.ts'
import type { HandshakeSetup } from './handshake.ts'
import { createTransitLink } from './link.ts'
import type { TransitEffect, TransitLink } from './link-types.ts'

export function seededRandom(seed: string): Random {
  let calls = 0
  return {
    bytes(length) {
      const bytes = new Uint8Array(length)
      for (let at = 0; at < length; at += 32) {
        bytes.set(sha256(utf8(seed), u32(++calls)).subarray(0, Math.min(32, length - at)), at)
      }
      return bytes
    },
  }
}

export const NETWORK: NetworkId = idFromBytes(sha256(utf8('network')))
export const OTHER_NETWORK: NetworkId = idFromBytes(sha256(utf8('another network')))
export const LOBBY_KEY = sha256(utf8('lobby'))

export interface Actor {
  readonly peer_id: PeerId
  readonly key: SigningKey
  readonly prekey: AgreementKey
  readonly session: Uint8Array
  readonly fingerprint: Uint8Array
  readonly credential: Uint8Array
  readonly random: Random
}

export function actor(name: string): Actor {
  const secret = (purpose: string) => sha256(utf8(`${name} ${purpose}`))
  const key = signingKeyFromSeed(secret('signing'))
  return {
    peer_id: idFromBytes(key.publicKey),
    key,
    prekey: agreementKeyFromSeed(secret('prekey')),
    session: secret('session').subarray(0, 16),
    fingerprint: secret('certificate'),
    credential: secret('credential'),
    random: seededRandom(name),
  }
}

export function fingerprintsOf(own: Actor, other: Actor): LinkFingerprints {
  return { local: own.fingerprint, remote: other.fingerprint }
}

export function setupOf(own: Actor, other: Actor, role: LinkRole, lobby_key?: Uint8Array): HandshakeSetup {
  return {
    network_id: NETWORK,
    role,
    random: own.random,
    own: {
      peer_id: own.peer_id,
      signing_seed: own.key.seed,
      session: own.session,
      build: 'test',
      credentials: [own.credential],
    },
    expected: {
      peer_id: other.peer_id,
      session: other.session,
      transit_prekey: other.prekey.publicKey,
      ...(lobby_key === undefined ? {} : { lobby_key }),
    },
    prekeySecret: (prekey) => (toHex(prekey) === toHex(own.prekey.publicKey) ? own.prekey.secret : undefined),
  }
}

export interface Pair {
  readonly alice: TransitLink
  readonly bob: TransitLink
  /** Everything each end reported that was not a frame, in order. */
  readonly seen: { readonly alice: TransitEffect[]; readonly bob: TransitEffect[] }
  /** Puts the frames among the effects of one end under way. */
  post(from: 'alice' | 'bob', effects: readonly TransitEffect[]): void
  /** {@link post}, then hands over all that is under way, in order, and the answers to it, until quiet. */
  carry(from: 'alice' | 'bob', effects: readonly TransitEffect[], t_ms: Timestamp): void
}

export function pairOf(lobby_key?: Uint8Array): Pair {
  const [a, b] = [actor('alice'), actor('bob')]
  const links = {
    alice: createTransitLink(setupOf(a, b, 'initiator', lobby_key)),
    bob: createTransitLink(setupOf(b, a, 'responder', lobby_key)),
  }
  const seen = { alice: [] as TransitEffect[], bob: [] as TransitEffect[] }
  const inFlight: { readonly to: 'alice' | 'bob'; readonly frame: Uint8Array }[] = []
  const post: Pair['post'] = (from, effects) => {
    const to = from === 'alice' ? 'bob' : 'alice'
    seen[from].push(...effects.filter((effect) => effect.kind !== 'send'))
    inFlight.push(...framesOf(effects).map((frame) => ({ to, frame }) as const))
  }
  const carry: Pair['carry'] = (from, effects, t_ms) => {
    post(from, effects)
    for (let next = inFlight.shift(); next !== undefined; next = inFlight.shift()) {
      post(next.to, links[next.to].frame(next.frame, t_ms))
    }
  }
  return { ...links, seen, post, carry }
}

/** Both carriers open, both CONNECTs and READYs exchanged; no verdict yet. */
export function greetedPair(t_ms: Timestamp, lobby_key?: Uint8Array): Pair {
  const pair = pairOf(lobby_key)
  const [a, b] = [actor('alice'), actor('bob')]
  const fromAlice = pair.alice.carrierOpen(fingerprintsOf(a, b), t_ms)
  const fromBob = pair.bob.carrierOpen(fingerprintsOf(b, a), t_ms)
  pair.post('alice', fromAlice)
  pair.carry('bob', fromBob, t_ms)
  return pair
}

/** Both ends have found the other to be a member. */
export function openPair(t_ms: Timestamp): Pair {
  const pair = greetedPair(t_ms)
  pair.carry('alice', pair.alice.verdict({ kind: 'member' }, t_ms), t_ms)
  pair.carry('bob', pair.bob.verdict({ kind: 'member' }, t_ms), t_ms)
  return pair
}

export function framesOf(effects: readonly TransitEffect[]): Uint8Array[] {
  return effects.flatMap((effect) => (effect.kind === 'send' ? [effect.frame] : []))
}

export function onlyFrame(effects: readonly TransitEffect[]): Uint8Array {
  return must(framesOf(effects)[0], 'a frame')
}

/** Why a list of effects closes the link. */
export function closing(effects: readonly TransitEffect[]): string | undefined {
  const close = effects.find((effect) => effect.kind === 'close')
  return close?.kind === 'close' ? close.reason : undefined
}
