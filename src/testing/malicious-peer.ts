/**
 * Mallory on the simulated network: a device whose software is her own. She holds an invite link, signs
 * with real keys, meets honest devices over the rendezvous in the project's own grammar, and then says
 * whatever a story tells her to ({@link MaliciousLink}). As a member she answers every offer; as a joiner
 * she knocks. Owns no engine and believes nothing; what honest people see is asserted on their engines.
 */

import { equalBytes } from '../engine/base/bytes.ts'
import type { EventId, PeerId } from '../engine/base/ids.ts'
import type { Random } from '../engine/base/ports.ts'
import type { Announcement, Offer, Signal } from '../engine/connect/signal-message.ts'
import { openSignal, sealSignal } from '../engine/connect/signalling.ts'
import { epochPlace, lobbyPlace, type MeetingPlace } from '../engine/connect/topics.ts'
import { agreementKeyFromSeed } from '../engine/crypto/agree.ts'
import type { MembershipId } from '../engine/events/fields.ts'
import { readLink } from '../engine/flows/invite-link.ts'
import type { HandshakeSetup } from '../engine/transit/handshake.ts'
import type { Actor } from './actor.ts'
import { createStranger, type Hand } from './forge.ts'
import { holderOf, type LinkHolder } from './link-holder.ts'
import { createMaliciousLink, type MaliciousLink } from './malicious-link.ts'
import type { World } from './world.ts'

const LINK_NONCE_BYTES = 16
const SESSION_BYTES = 16
const NAME = 'mallory'

export interface Recording {
  readonly topic: string
  readonly payload: Uint8Array
}

export interface MaliciousPeer {
  readonly peer_id: PeerId
  readonly hand: Hand
  readonly holder: LinkHolder
  readonly random: Random
  /** `user` and `peer_shared`: real, and enough to be a member. */
  readonly membership: readonly [user: Uint8Array, peer: Uint8Array]
  /** Of the first of them: what her control events name in `auth`. */
  readonly user: EventId<'user'>
  /** What her control events name in `auth`. */
  readonly auth: MembershipId
  /** Shown in every CONNECT from now on; at first the membership for a member, nothing for a joiner. */
  credentials: readonly Uint8Array[]
  /** Answers offers, as she does unless told not to. */
  isAnswering: boolean
  /** Sent in place of every later CONNECT. */
  connect: ((frame: Uint8Array) => Uint8Array) | undefined
  /** All she made, the newest last. */
  readonly links: readonly MaliciousLink[]
  /** All payloads she heard on her topics. */
  readonly recorded: readonly Recording[]
  /** Says "I am here", at the members' place or in the lobby. */
  announces(): void
  /** Offers a link to a device she has heard of in its present run: she is the initiator. */
  dials(actor: Actor): Promise<void>
  publishes(topic: string, payload: Uint8Array): void
  /** The newest link to this person that has keys. @throws Error when there is none */
  linkTo(actor: Actor): Promise<MaliciousLink>
  /** Announces, answers, and waits until both ends have keys. */
  meets(...actors: readonly Actor[]): Promise<void>
  /** The same, as the initiator of the link. */
  reaches(actor: Actor): Promise<MaliciousLink>
}

export interface Entrance {
  readonly as: 'member' | 'joiner'
  readonly link: string
  /** Whose key she uses; a fresh one when absent. */
  readonly hand?: Hand
}

export function createMaliciousPeer(world: World, entrance: Entrance): MaliciousPeer {
  const device = world.network.device(NAME)
  const random = world.prng.fork(`${NAME}/${world.network.now()}`)
  const holder = holderOf(entrance.link)
  const { network_id } = holder
  const hand = entrance.hand ?? createStranger(network_id, random, world.network.now())
  const [user, peer] = holder.joins(hand, random)
  const session = random.bytes(SESSION_BYTES)
  const prekey = agreementKeyFromSeed(random.bytes(32))
  const lobby = lobbyPlace(network_id, readLink(entrance.link).keys.lobbyKey)
  const place: MeetingPlace = entrance.as === 'member' ? epochPlace(network_id, holder.epoch.key) : lobby
  const links: { readonly nonce: Uint8Array; readonly link: MaliciousLink }[] = []
  const recorded: Recording[] = []
  const heardOf = new Map<PeerId, Announcement | Offer>()
  let said_at = world.network.now()

  const publish = (signal: Signal): void =>
    rendezvous.publish(place.topic, sealSignal(random, network_id, place, hand.key.seed, signal))
  const said = () => ({ from: hand.peer_id, session, created_at: ++said_at })

  const open = (other: Announcement | Offer, role: 'initiator' | 'responder', nonce: Uint8Array): MaliciousLink => {
    const setup: HandshakeSetup & { readonly expected: { readonly peer_id: PeerId } } = {
      network_id,
      role,
      random,
      own: { peer_id: hand.peer_id, signing_seed: hand.key.seed, session, build: NAME, credentials: self.credentials },
      expected: {
        peer_id: other.from,
        session: other.session,
        transit_prekey: other.transit_prekey,
        ...(entrance.as === 'joiner' ? { lobby_key: lobby.lobby_key } : {}),
      },
      prekeySecret: (key) => (equalBytes(key, prekey.publicKey) ? prekey.secret : undefined),
    }
    const addressed = { to: other.from, to_session: other.session, nonce }
    const link = createMaliciousLink({
      device,
      name: `${NAME}-${links.length + 1}`,
      setup,
      connect: self.connect,
      onSignal: (description) =>
        role === 'responder'
          ? publish({ kind: 'answer', ...said(), ...addressed, description })
          : publish({ kind: 'offer', ...said(), ...addressed, description, transit_prekey: prekey.publicKey }),
    })
    links.push({ nonce, link })
    return link
  }

  const hear = (topic: string, payload: Uint8Array): void => {
    recorded.push({ topic, payload })
    const opening = openSignal(network_id, place, payload, hand.peer_id)
    if (!opening.ok) return
    const { signal } = opening
    if (signal.kind !== 'answer') heardOf.set(signal.from, signal)
    if (signal.kind === 'offer' && signal.to === hand.peer_id && self.isAnswering) {
      open(signal, 'responder', signal.nonce).signal(signal.description)
    }
    if (signal.kind === 'answer') {
      links.find(({ nonce }) => equalBytes(nonce, signal.nonce))?.link.signal(signal.description)
    }
  }

  const rendezvous = device.rendezvous.open({
    onPayload: hear,
    onState: () => undefined,
  })
  rendezvous.listen([place.topic])

  const find = async (actor: Actor): Promise<MaliciousLink | undefined> => {
    const { peer_id } = await actor.row()
    return links.map(({ link }) => link).findLast((link) => link.peer === peer_id && link.hasKeys)
  }

  const self: MaliciousPeer = {
    peer_id: hand.peer_id,
    hand,
    holder,
    random,
    membership: [user.bytes, peer.bytes],
    user: user.id,
    auth: user.id,
    credentials: entrance.as === 'member' ? [holder.invite, user.bytes, peer.bytes] : [],
    isAnswering: true,
    connect: undefined,
    get links() {
      return links.map(({ link }) => link)
    },
    recorded,
    announces: () => publish({ kind: 'announce', ...said(), transit_prekey: prekey.publicKey, seeking: true }),
    async dials(actor) {
      const { peer_id } = await actor.row()
      const other = heardOf.get(peer_id)
      if (other === undefined) throw new Error(`mallory has not heard of ${actor.name}`)
      open(other, 'initiator', random.bytes(LINK_NONCE_BYTES))
    },
    publishes: (topic, payload) => rendezvous.publish(topic, payload),
    async linkTo(actor) {
      const link = await find(actor)
      if (link === undefined) throw new Error(`mallory has no link to ${actor.name}`)
      return link
    },
    async meets(...actors) {
      await world.advance(1_000)
      self.announces()
      const met = async () => (await Promise.all(actors.map(find))).every((link) => link !== undefined)
      await world.until(`mallory has links to ${actors.map(({ name }) => name).join(', ')}`, met)
      await world.advance(3_000)
    },
    async reaches(actor) {
      await self.meets(actor)
      const { peer_id } = await actor.row()
      for (const { link } of links) if (link.peer === peer_id && link.hasKeys) link.closes()
      await world.advance(2_000)
      await self.dials(actor)
      await world.until(`mallory has reached ${actor.name}`, async () => (await find(actor)) !== undefined)
      await world.advance(3_000)
      return self.linkTo(actor)
    },
  }
  return self
}

/** Mallory becomes a member of this community by a link of the inviter's, and is linked to these people. */
export async function infiltrates(world: World, inviter: Actor, ...others: readonly Actor[]): Promise<MaliciousPeer> {
  const mallory = createMaliciousPeer(world, { as: 'member', link: await inviter.invites({ uses: 50 }) })
  await mallory.meets(inviter, ...others)
  return mallory
}
