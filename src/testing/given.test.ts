/**
 * What every event type makes of every case its `validate` tells apart, and the rows it projects. The
 * last test reads the reasons out of each `validate` and finds a case for every one of them.
 */

import { expect, test } from 'vitest'
import type { NetworkId, PeerId } from '../engine/api.ts'
import { toHex } from '../engine/base/bytes.ts'
import { type EpochId, type EventId, type GroupId, type PersonId, personOfFirst } from '../engine/base/ids.ts'
import { agreementKeyFromSeed } from '../engine/crypto/agree.ts'
import { sign, signingKeyFromSeed } from '../engine/crypto/sign.ts'
import { localDraft } from '../engine/events/event-module.ts'
import type { ShapeBody, Wrap } from '../engine/events/fields.ts'
import { deviceLinkMessage } from '../engine/events/identity/device_link.ts'
import { inviteProofMessage } from '../engine/events/identity/user.ts'
import { prekeyIdOf } from '../engine/events/key-ids.ts'
import { registry } from '../engine/events/registry.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { AS_ROOT, createStranger, type Forged, type Hand } from './forge.ts'
import { fact, given, type Judgement, type Neighbourhood, type ProjectedRow } from './given.ts'
import { shapes } from './shapes.ts'

const T_MS = 1_767_225_600_000
const prng = createPrng('given')
const network_id = 'cd'.repeat(32) as NetworkId
const hand = (): Hand => createStranger(network_id, prng, T_MS)
const [alice, bob] = [hand(), hand()]
const bytes = (length: number, fill = 7) => new Uint8Array(length).fill(fill)

const root = fact(shapes.network, alice.peer_id, {})
const recoveryKey = signingKeyFromSeed(bytes(32, 5))
const bobsUser = fact(shapes.user, bob.peer_id, { recovery_pk: recoveryKey.publicKey })
const bobsPerson = personOfFirst(bob.peer_id)
const bobsPhonePeer = 'fe'.repeat(32) as PeerId
const bobsPhone = fact(shapes.device_link, bob.peer_id, { person: bobsPerson, new_peer: bobsPhonePeer })
const bobsGrant = fact(shapes.admin_grant, alice.peer_id, { person: bobsPerson })
const all = fact(shapes.group, alice.peer_id, { scope: 'all' })
const bobsGroup = fact(shapes.group, bob.peer_id, { scope: 'private' })
const epoch = fact(shapes.group_epoch, alice.peer_id, { group_id: all.id, key_id: bytes(32) })
const bobsConversation = fact(shapes.group, bob.peer_id, { scope: 'direct' })
const alicesPlace = fact(shapes.group_member, bob.peer_id, {
  group_id: bobsGroup.id,
  person: personOfFirst(alice.peer_id),
})
const foreignEpoch = fact(shapes.group_epoch, alice.peer_id, { group_id: bobsGroup.id })
const general = fact(shapes.channel, alice.peer_id, { group_id: all.id })
const bobsChannel = fact(shapes.channel, bob.peer_id, { group_id: bobsGroup.id })
const invite_key = signingKeyFromSeed(bytes(32, 3))
const invite = fact(shapes.invite, alice.peer_id, {
  invite_pk: invite_key.publicKey,
  mode: 'user',
  group_id: all.id,
  max_uses: 2,
})
const bareInvite = fact(shapes.invite, alice.peer_id, {})

const sealing = { epoch_id: epoch.id as EpochId, group_id: all.id as GroupId, key: bytes(32, 9) }
const neighbourhood: Neighbourhood = {
  network_id,
  facts: [
    root,
    bobsUser,
    bobsGrant,
    bobsPhone,
    all,
    bobsGroup,
    epoch,
    foreignEpoch,
    bobsConversation,
    alicesPlace,
    general,
    bobsChannel,
    invite,
    bareInvite,
  ],
  members: [
    [alice.peer_id, all.id],
    [bob.peer_id, all.id],
  ],
  keys: [sealing],
}
const sealed = { epoch: sealing }

interface Case {
  readonly fact: string
  readonly type: string
  readonly event: Forged | Parameters<ReturnType<typeof given>['when']>[0]
  readonly verdict: Judgement
  readonly rows?: readonly ProjectedRow[]
  readonly among?: Neighbourhood
}

const cases: Case[] = []
const says = (type: string, about: string, event: Case['event'], verdict: Judgement, rows?: readonly ProjectedRow[]) =>
  cases.push({ type, fact: about, event, verdict, ...(rows === undefined ? {} : { rows }) })

// network
const founding = { policy: 0, suite: 1, recovery_pk: bytes(32) }
const founder = hand()
const realRoot = founder.writes(shapes.network, founding, { network: AS_ROOT })
cases.push({
  type: 'network',
  fact: 'a root founds its community',
  event: realRoot,
  verdict: 'valid',
  rows: [
    { table: 'network', event_id: realRoot.id, founder: founder.peer_id, created_at: T_MS },
    { table: 'device', event_id: realRoot.id, peer_id: founder.peer_id, person_id: founder.peer_id },
    { table: 'membership', event_id: realRoot.id, person_id: founder.peer_id, group_id: realRoot.id },
  ],
  among: { network_id: realRoot.id },
})
says('network', 'a second root founds nothing', alice.writes(shapes.network, founding), 'not_authorized')

// peer_shared, prekey_shared
const prekey = agreementKeyFromSeed(bytes(32, 4)).publicKey
const prekeyRow = (event_id: string, namespace: string, rotation: number, expires_at: number) => ({
  table: 'prekey',
  event_id,
  peer_id: bob.peer_id,
  namespace,
  rotation,
  prekey_id: toHex(prekeyIdOf(prekey)),
  key: prekey,
  created_at: expect.any(Number),
  expires_at,
})
const shared = { auth: bobsUser.id, suite: 1, transit_prekey: prekey, group_prekey: prekey }
const bobShares = bob.writes(shapes.peer_shared, shared)
says('peer_shared', 'a member publishes two prekeys', bobShares, 'valid', [
  prekeyRow(bobShares.id, 'transit', 0, 0),
  prekeyRow(bobShares.id, 'group', 0, 0),
])
says('peer_shared', 'another’s membership does not do', alice.writes(shapes.peer_shared, shared), 'author_not_bound')
const weak = { ...shared, group_prekey: bytes(32, 0) }
says('peer_shared', 'a key of low order does not do', bob.writes(shapes.peer_shared, weak), 'value_invalid')

const next = { auth: bobsUser.id, namespace: 'group', rotation: 1, suite: 1, key: prekey, expires_at: T_MS } as const
const bobRotates = bob.writes(shapes.prekey_shared, next)
says('prekey_shared', 'a member publishes the next prekey', bobRotates, 'valid', [
  prekeyRow(bobRotates.id, 'group', 1, T_MS),
])
says('prekey_shared', 'nobody rotates for another', alice.writes(shapes.prekey_shared, next), 'author_not_bound')
says(
  'prekey_shared',
  'rotation 0 belongs to peer_shared',
  bob.writes(shapes.prekey_shared, { ...next, rotation: 0 }),
  'value_invalid',
)
says(
  'prekey_shared',
  'a key of low order does not do',
  bob.writes(shapes.prekey_shared, { ...next, key: bytes(32, 0) }),
  'value_invalid',
)

// admin_grant, device_link
const grant = { auth: root.id, right: root.id, person: bobsPerson, co_founder: false }
const grants = alice.writes(shapes.admin_grant, grant)
says('admin_grant', 'the founder makes a member an admin', grants, 'valid', [
  {
    table: 'admin_grant',
    event_id: grants.id,
    author: alice.peer_id,
    person_id: bobsPerson,
    created_at: expect.any(Number),
  },
])
const regrants = { ...grant, auth: bobsUser.id, right: bobsGrant.id }
says('admin_grant', 'an admin makes another one', bob.writes(shapes.admin_grant, regrants), 'valid')
says('admin_grant', 'another’s membership does not do', bob.writes(shapes.admin_grant, grant), 'author_not_bound')
says(
  'admin_grant',
  'nobody makes themselves an admin',
  bob.writes(shapes.admin_grant, { ...grant, auth: bobsUser.id }),
  'not_authorized',
)
says(
  'admin_grant',
  'the grant of another does not do',
  alice.writes(shapes.admin_grant, { ...grant, right: bobsGrant.id }),
  'not_authorized',
)

const end = (fill: number) => ({
  head: 'ab'.repeat(32).replace(/^../, fill.toString(16).padStart(2, '0')) as EventId,
  count: 3,
  below: [],
})
const cutBob = [{ peer_id: bob.peer_id, control: end(1), content: undefined }]
const revoking: ShapeBody<typeof shapes.admin_revoked> = {
  auth: root.id,
  right: root.id,
  person: bobsPerson,
  grants: [bobsGrant.id],
  cuts: cutBob,
}
const revokes = alice.writes(shapes.admin_revoked, revoking)
says('admin_revoked', 'the founder ends a grant', revokes, 'valid', [
  {
    table: 'admin_revoked',
    event_id: revokes.id,
    author: alice.peer_id,
    person_id: bobsPerson,
    created_at: expect.any(Number),
  },
])
const misrevokes = (about: string, body: Partial<typeof revoking>, verdict: Judgement) =>
  says('admin_revoked', about, bob.writes(shapes.admin_revoked, { ...revoking, ...body }), verdict)
misrevokes('an admin steps down by their own right', { auth: bobsUser.id, right: bobsGrant.id }, 'valid')
misrevokes('another’s membership does not do', { right: bobsGrant.id }, 'author_not_bound')
misrevokes('another’s right does not do', { auth: bobsUser.id }, 'not_authorized')
misrevokes(
  'a device is cut once',
  { auth: bobsUser.id, right: bobsGrant.id, cuts: [...cutBob, ...cutBob] },
  'plaintext_malformed',
)
misrevokes(
  'a chain that counts has an event',
  {
    auth: bobsUser.id,
    right: bobsGrant.id,
    cuts: [{ peer_id: bob.peer_id, control: { ...end(1), count: 0 }, content: undefined }],
  },
  'plaintext_malformed',
)

const removing: ShapeBody<typeof shapes.user_removed> = {
  auth: root.id,
  right: root.id,
  person: bobsPerson,
  cuts: [{ peer_id: bob.peer_id, control: end(1), content: end(2) }],
}
const removes = alice.writes(shapes.user_removed, removing)
says('user_removed', 'the founder removes a member', removes, 'valid', [
  {
    table: 'user_removed',
    event_id: removes.id,
    author: alice.peer_id,
    person_id: bobsPerson,
    created_at: expect.any(Number),
  },
])
const misremoves = (about: string, body: Partial<typeof removing>, verdict: Judgement) =>
  says('user_removed', about, bob.writes(shapes.user_removed, { ...removing, auth: bobsUser.id, ...body }), verdict)
misremoves('a member leaves without a right', { right: undefined }, 'valid')
misremoves(
  'an admin removes by their own grant',
  { right: bobsGrant.id, person: personOfFirst(alice.peer_id) },
  'valid',
)
misremoves('another’s membership does not do', { auth: root.id }, 'author_not_bound')
misremoves('another’s right does not do', {}, 'not_authorized')
misremoves(
  'without a right nobody removes another',
  { right: undefined, person: personOfFirst(alice.peer_id) },
  'not_authorized',
)

const detaching: ShapeBody<typeof shapes.peer_removed> = {
  auth: root.id,
  right: root.id,
  target: bobsPhone.id,
  cuts: removing.cuts,
}
const detaches = alice.writes(shapes.peer_removed, detaching)
says('peer_removed', 'the founder removes one device', detaches, 'valid', [
  {
    table: 'peer_removed',
    event_id: detaches.id,
    author: alice.peer_id,
    peer_id: bobsPhonePeer,
    person_id: bobsPerson,
    created_at: expect.any(Number),
  },
])
const misdetaches = (about: string, body: Partial<typeof detaching>, verdict: Judgement) =>
  says('peer_removed', about, bob.writes(shapes.peer_removed, { ...detaching, auth: bobsUser.id, ...body }), verdict)
misdetaches('a person removes a device of theirs', { right: undefined }, 'valid')
misdetaches('and the first one', { right: undefined, target: bobsUser.id }, 'valid')
misdetaches('another’s membership does not do', { auth: root.id }, 'author_not_bound')
misdetaches('another’s right does not do', {}, 'not_authorized')
misdetaches('without a right nobody removes another’s device', { right: undefined, target: root.id }, 'not_authorized')

const phone = hand()
const linkMessage = (linker: Uint8Array, person: PersonId, peer: PeerId) =>
  deviceLinkMessage(network_id, person, linker, peer)
const consents = (linker: Uint8Array, person = bobsPerson) =>
  sign(phone.key.seed, linkMessage(linker, person, phone.peer_id))
const linking: ShapeBody<typeof shapes.device_link> = {
  auth: bobsUser.id,
  person: bobsPerson,
  new_peer: phone.peer_id,
  consent: consents(bob.key.publicKey),
  recovery: undefined,
}
const links = bob.writes(shapes.device_link, linking)
says('device_link', 'a device links another of its person', links, 'valid', [
  { table: 'device', event_id: links.id, peer_id: phone.peer_id, person_id: bobsPerson },
])
const mislinks = (about: string, body: Partial<typeof linking>, verdict: Judgement, by = bob) =>
  says('device_link', about, by.writes(shapes.device_link, { ...linking, ...body }), verdict)
mislinks('no device links one to another person', { person: personOfFirst(alice.peer_id) }, 'not_authorized')
mislinks('another’s membership does not do', { auth: root.id }, 'author_not_bound')
mislinks('a device that does not consent is not linked', { consent: bytes(64) }, 'proof_invalid')
mislinks('consent to another device does not do', { consent: consents(alice.key.publicKey) }, 'proof_invalid')
mislinks('the first device is never linked', { new_peer: bob.peer_id }, 'value_invalid')
const recovered = {
  consent: consents(recoveryKey.publicKey),
  recovery: sign(recoveryKey.seed, linkMessage(recoveryKey.publicKey, bobsPerson, phone.peer_id)),
}
mislinks('the recovery key links a device that writes it itself', recovered, 'valid', phone)
mislinks('nobody else writes a link by the recovery key', recovered, 'author_not_bound')
mislinks('another key recovers nobody', { ...recovered, recovery: recovered.consent }, 'proof_invalid', phone)
mislinks('a recovered device consents', { ...recovered, consent: recovered.recovery }, 'proof_invalid', phone)
mislinks('a recovery key speaks for its own person', { ...recovered, auth: root.id }, 'not_authorized', phone)

// group, group_epoch, group_key_shared
const makesGroup = alice.writes(shapes.group, { auth: root.id, scope: 'all' })
says('group', 'the founder makes the group of everybody', makesGroup, 'valid', [
  {
    table: 'community_group',
    event_id: makesGroup.id,
    scope: 'all',
    creator: alice.peer_id,
    seq: expect.any(Number),
  },
  { table: 'membership', event_id: makesGroup.id, person_id: alice.peer_id, group_id: makesGroup.id },
])
says(
  'group',
  'a member makes a private group',
  bob.writes(shapes.group, { auth: bobsUser.id, scope: 'private' }),
  'valid',
)
says(
  'group',
  'a member makes none of everybody',
  bob.writes(shapes.group, { auth: bobsUser.id, scope: 'all' }),
  'not_authorized',
)
says(
  'group',
  'another’s membership does not do',
  bob.writes(shapes.group, { auth: root.id, scope: 'all' }),
  'author_not_bound',
)

const adding: ShapeBody<typeof shapes.group_member> = {
  auth: bobsUser.id,
  group_id: bobsGroup.id,
  right: bobsGroup.id,
  person: personOfFirst(alice.peer_id),
}
const adds = bob.writes(shapes.group_member, adding)
says('group_member', 'who made a group adds somebody', adds, 'valid', [
  {
    table: 'group_member',
    event_id: adds.id,
    group_id: bobsGroup.id,
    person_id: alice.peer_id,
    right_id: bobsGroup.id,
  },
  { table: 'membership', event_id: adds.id, person_id: alice.peer_id, group_id: bobsGroup.id },
])
const misadds = (about: string, hand: typeof bob, body: Partial<typeof adding>, verdict: Judgement) =>
  says('group_member', about, hand.writes(shapes.group_member, { ...adding, ...body }), verdict)
misadds('who was added adds others', alice, { auth: root.id, right: alicesPlace.id, person: bobsPerson }, 'valid')
misadds('another’s membership does not do', bob, { auth: root.id }, 'author_not_bound')
misadds('another’s place does not do', bob, { right: alicesPlace.id }, 'not_authorized')
misadds('a place in another group does not do', bob, { right: bobsConversation.id }, 'not_authorized')
misadds('nobody is added to everybody', bob, { group_id: all.id, right: all.id }, 'wrong_scope')
const conversing = { group_id: bobsConversation.id, right: bobsConversation.id }
misadds('who opens a conversation names its people', bob, conversing, 'valid')

const dropping: ShapeBody<typeof shapes.group_member_removed> = {
  auth: bobsUser.id,
  group_id: bobsGroup.id,
  right: bobsGroup.id,
  person: personOfFirst(alice.peer_id),
  adds: [alicesPlace.id],
  cuts: [{ peer_id: alice.peer_id, control: undefined, content: { head: alicesPlace.id, count: 3, below: [] } }],
}
const drops = bob.writes(shapes.group_member_removed, dropping)
says('group_member_removed', 'who made a group takes somebody out', drops, 'valid', [
  { table: 'group_member_removed', event_id: drops.id, group_id: bobsGroup.id, person_id: alice.peer_id },
])
const misdrops = (about: string, hand: typeof bob, body: Partial<typeof dropping>, verdict: Judgement) =>
  says('group_member_removed', about, hand.writes(shapes.group_member_removed, { ...dropping, ...body }), verdict)
misdrops('somebody leaves', alice, { auth: root.id, right: alicesPlace.id }, 'valid')
misdrops('another’s membership does not do', bob, { auth: root.id }, 'author_not_bound')
misdrops('another’s place does not do', bob, { right: alicesPlace.id }, 'not_authorized')
misdrops('nobody is taken out of everybody', bob, { group_id: all.id, right: all.id }, 'wrong_scope')

const wrapTo = (recipient: PeerId): Wrap => ({
  recipient,
  prekey_id: '01'.repeat(8),
  suite: 1,
  enc: bytes(32),
  ct: bytes(48),
})
const epochBody: ShapeBody<typeof shapes.group_epoch> = {
  auth: bobsUser.id,
  group_id: all.id,
  parents: [epoch.id],
  right: undefined,
  excludes: [],
  key_id: bytes(32, 1),
  wraps: [wrapTo(alice.peer_id), wrapTo(alice.peer_id)],
}
const bobsEpoch = bob.writes(shapes.group_epoch, epochBody)
says('group_epoch', 'a member makes an epoch of the group of everybody', bobsEpoch, 'valid', [
  {
    table: 'epoch',
    event_id: bobsEpoch.id,
    group_id: all.id,
    author: bob.peer_id,
    created_at: expect.any(Number),
    key_id: '01'.repeat(32),
  },
  { table: 'epoch_parent', event_id: bobsEpoch.id, parent_id: epoch.id },
  { table: 'wrap', event_id: bobsEpoch.id, epoch_id: bobsEpoch.id, recipient: alice.peer_id },
])
const ours = { ...epochBody, group_id: bobsGroup.id, parents: [] }
says(
  'group_epoch',
  'who is in a group makes an epoch of it by their place',
  bob.writes(shapes.group_epoch, { ...ours, right: bobsGroup.id }),
  'valid',
)
says('group_epoch', 'without a place nobody does', bob.writes(shapes.group_epoch, ours), 'not_authorized')
says(
  'group_epoch',
  'another’s place does not do',
  bob.writes(shapes.group_epoch, { ...ours, right: alicesPlace.id }),
  'not_authorized',
)
says(
  'group_epoch',
  'in the group of everybody there are no places',
  bob.writes(shapes.group_epoch, { ...epochBody, right: bobsGroup.id }),
  'not_authorized',
)
says('group_epoch', 'another’s membership does not do', alice.writes(shapes.group_epoch, epochBody), 'author_not_bound')
says(
  'group_epoch',
  'nobody makes epochs of another’s private group',
  alice.writes(shapes.group_epoch, { ...epochBody, auth: root.id, group_id: bobsGroup.id, parents: [] }),
  'not_authorized',
)
says(
  'group_epoch',
  'an epoch follows none of another group',
  bob.writes(shapes.group_epoch, { ...epochBody, parents: [foreignEpoch.id] }),
  'wrong_scope',
)

const gift: ShapeBody<typeof shapes.group_key_shared> = {
  auth: bobsUser.id,
  group_id: all.id,
  recipient: alice.peer_id,
  epochs: [epoch.id],
  wraps: [wrapTo(alice.peer_id)],
}
const bobsGift = bob.writes(shapes.group_key_shared, gift)
says('group_key_shared', 'a holder gives a member a key', bobsGift, 'valid', [
  { table: 'wrap', event_id: bobsGift.id, epoch_id: epoch.id, recipient: alice.peer_id },
])
const misgives = (about: string, body: Partial<typeof gift>, verdict: Judgement, by = bob) =>
  says('group_key_shared', about, by.writes(shapes.group_key_shared, { ...gift, ...body }), verdict)
misgives('another’s membership does not do', {}, 'author_not_bound', alice)
misgives('each epoch has one wrap', { wraps: [] }, 'value_invalid')
misgives('nothing is not given', { epochs: [], wraps: [] }, 'value_invalid')
misgives('every wrap is for the one recipient', { wraps: [wrapTo(bob.peer_id)] }, 'value_invalid')
misgives('every epoch is of the group named', { epochs: [foreignEpoch.id] }, 'wrong_scope')

// invite, user, invite_closed, invite_lobby
const inviteBody: ShapeBody<typeof shapes.invite> = {
  auth: root.id,
  right: root.id,
  group_id: all.id,
  channel_id: general.id,
  invite_pk: invite_key.publicKey,
  mode: 'user',
  expires_at: T_MS,
  max_uses: 5,
  sealed: bytes(80),
}
const invites = alice.writes(shapes.invite, inviteBody)
says('invite', 'the founder invites', invites, 'valid', [
  {
    table: 'invite',
    event_id: invites.id,
    author: alice.peer_id,
    invite_pk: toHex(invite_key.publicKey),
    created_at: expect.any(Number),
    expires_at: T_MS,
    max_uses: 5,
  },
])
const misinvites = (about: string, body: Partial<typeof inviteBody>, verdict: Judgement, by = alice) =>
  says('invite', about, by.writes(shapes.invite, { ...inviteBody, ...body }), verdict)
misinvites('another’s membership does not do', { auth: bobsUser.id }, 'author_not_bound')
misinvites('another’s right does not do', { auth: bobsUser.id }, 'not_authorized', bob)
misinvites('an admin invites by their grant', { auth: bobsUser.id, right: bobsGrant.id }, 'valid', bob)
misinvites('a link has uses', { max_uses: 0 }, 'value_invalid')
misinvites('a link is to the group of everybody', { group_id: bobsGroup.id }, 'wrong_scope')

const carol = hand()
const proofFor = (joiner: Hand, mode = 'user') =>
  sign(invite_key.seed, inviteProofMessage(network_id, invite.id, joiner.peer_id, mode))
const joins = (by: Hand, proof: Uint8Array, of: EventId<'invite'> = invite.id) =>
  by.writes(shapes.user, { invite: of, proof, recovery_pk: bytes(32) })
const carolJoins = joins(carol, proofFor(carol))
says('user', 'who holds the link joins', carolJoins, 'valid', [
  { table: 'user', event_id: carolJoins.id, peer_id: carol.peer_id, invite_id: invite.id, created_at: T_MS },
  { table: 'device', event_id: carolJoins.id, peer_id: carol.peer_id, person_id: carol.peer_id },
  { table: 'membership', event_id: carolJoins.id, person_id: carol.peer_id, group_id: network_id },
  { table: 'membership', event_id: carolJoins.id, person_id: carol.peer_id, group_id: all.id },
])
says('user', 'a proof for another does not do', joins(carol, proofFor(bob)), 'proof_invalid')
says('user', 'a proof in another mode does not do', joins(carol, proofFor(carol, 'device')), 'proof_invalid')
says('user', 'an invite without a key proves nothing', joins(carol, proofFor(carol), bareInvite.id), 'proof_invalid')

const closing: ShapeBody<typeof shapes.invite_closed> = {
  auth: root.id,
  right: root.id,
  invite_id: invite.id,
  seen_users: [bobsUser.id],
  revoked: true,
}
const closes = alice.writes(shapes.invite_closed, closing)
says('invite_closed', 'the founder ends a link', closes, 'valid', [
  { table: 'invite_closed', event_id: closes.id, invite_id: invite.id, author: alice.peer_id, revoked: 1 },
])
const usedUp = {
  ...closing,
  auth: bobsUser.id,
  right: undefined,
  revoked: false,
  seen_users: [bobsUser.id, carolJoins.id],
}
const misends = (about: string, body: Partial<typeof closing>, verdict: Judgement, by = bob) =>
  says('invite_closed', about, by.writes(shapes.invite_closed, { ...usedUp, ...body }), verdict)
misends('a member ends a used-up link by naming its joins', {}, 'valid')
misends('another’s membership does not do', { auth: root.id }, 'author_not_bound')
misends('another’s right does not do', { right: root.id }, 'not_authorized')
misends('without a right nobody revokes', { revoked: true }, 'not_authorized')
misends('too few joins end no link', { seen_users: [bobsUser.id] }, 'not_authorized')

const lobbyBody = { invite_id: invite.id, lobby_key: bytes(32, 2), hints: [] }
const lobby = alice.writes(shapes.invite_lobby, lobbyBody, sealed)
says('invite_lobby', 'the inviter tells where joiners knock', lobby, 'valid', [
  { table: 'invite_lobby', event_id: lobby.id, invite_id: invite.id, lobby_key: bytes(32, 2) },
])
says('invite_lobby', 'nobody else tells it', bob.writes(shapes.invite_lobby, lobbyBody, sealed), 'not_authorized')

// network_name, profile, channel, message
const naming = { auth: root.id, right: root.id, name: 'Acme', after: [] }
const names = alice.writes(shapes.network_name, naming, sealed)
says('network_name', 'the founder names the community', names, 'valid', [
  {
    table: 'network_name',
    event_id: names.id,
    author: alice.peer_id,
    created_at: expect.any(Number),
    name: 'Acme',
    replaces: '',
  },
])
const bobNames = (auth: typeof root.id | typeof bobsUser.id) =>
  bob.writes(shapes.network_name, { ...naming, auth }, sealed)
says('network_name', 'nobody else names it', bobNames(bobsUser.id), 'not_authorized')
says('network_name', 'another’s membership does not do', bobNames(root.id), 'author_not_bound')

const earlier = [carolJoins.id as EventId, bobsUser.id as EventId].sort() as EventId<'profile'>[]
const profile = bob.writes(shapes.profile, { name: 'Bob', after: earlier }, sealed)
says('profile', 'a member says what they are called, in place of what they said before', profile, 'valid', [
  {
    table: 'profile',
    event_id: profile.id,
    author: bob.peer_id,
    created_at: expect.any(Number),
    name: 'Bob',
    replaces: earlier.join(','),
    seq: expect.any(Number),
  },
])

const channelBody = { auth: root.id, right: root.id, group_id: all.id, name: 'plans' }
const makesChannel = alice.writes(shapes.channel, channelBody, sealed)
says('channel', 'the founder makes a channel', makesChannel, 'valid', [
  { table: 'channel', event_id: makesChannel.id, group_id: all.id, name: 'plans', created_at: expect.any(Number) },
])
const bobMakes = (auth: typeof root.id | typeof bobsUser.id) =>
  bob.writes(shapes.channel, { ...channelBody, auth }, sealed)
says('channel', 'nobody else makes a public one', bobMakes(bobsUser.id), 'not_authorized')
says('channel', 'another’s membership does not do', bobMakes(root.id), 'author_not_bound')
says(
  'channel',
  'a channel is sealed to its own group',
  bob.writes(shapes.channel, { auth: bobsUser.id, right: bobsGroup.id, group_id: bobsGroup.id, name: 'ours' }, sealed),
  'wrong_scope',
)
says(
  'channel',
  'a right in the community is none in a group of its own people',
  alice.writes(shapes.channel, { ...channelBody, group_id: bobsGroup.id }, sealed),
  'not_authorized',
)
says(
  'channel',
  'a place in a group is no right in the community',
  bob.writes(shapes.channel, { auth: bobsUser.id, right: bobsGroup.id, group_id: all.id, name: 'ours' }, sealed),
  'not_authorized',
)

const message = bob.writes(shapes.message, { channel_id: general.id, text: 'hello' }, sealed)
says('message', 'a member speaks in a channel of a group of theirs', message, 'valid', [
  {
    table: 'message',
    event_id: message.id,
    channel_id: general.id,
    author: bob.peer_id,
    seq: 0,
    created_at: expect.any(Number),
    text: 'hello',
  },
])
says(
  'message',
  'nothing is said in a channel under another group’s key',
  bob.writes(shapes.message, { channel_id: bobsChannel.id, text: 'hello' }, sealed),
  'wrong_scope',
)

// local-only types: true because this device says so, and never from elsewhere
const locals = [
  localDraft(shapes.peer, { persona: 'Bob', signing_seed: bytes(32), recovery_seed: bytes(32) }),
  localDraft(shapes.prekey_secret, { namespace: 'group', rotation: 0, prekey_id: bytes(8), secret: bytes(32) }),
  localDraft(shapes.network_created, { network_id, channel_id: general.id }),
  localDraft(shapes.network_joined, { network_id }),
  localDraft(shapes.group_key, { epoch_id: epoch.id as EpochId, group_id: all.id as GroupId, key: bytes(32) }),
  localDraft(shapes.device_completed, { link: bob.writes(shapes.device_link, linking).id }),
  localDraft(shapes.device_requested, {
    network_id,
    lobby_key: bytes(32),
    host: alice.peer_id,
    person: personOfFirst(alice.peer_id),
  }),
  localDraft(shapes.invite_requested, { network_id, secret: bytes(32), lobby_key: bytes(32), person_name: 'Bob' }),
  localDraft(shapes.invite_accepted, {
    network_id,
    invite_id: invite.id,
    inviter: alice.peer_id,
    invite_pk: invite_key.publicKey,
    group_id: all.id as GroupId,
    channel_id: general.id,
    epoch_id: epoch.id as EpochId,
    epoch_key: bytes(32),
    lobby_key: bytes(32),
    network_name: 'Acme',
    inviter_name: 'Alice',
    channel_name: 'general',
  }),
]
for (const draft of locals) {
  const { type } = draft.shape
  says(type, 'this device records it', draft, 'valid')
  says(type, 'nobody else’s is taken', bob.writes(draft.shape, draft.body), 'wrong_plane')
}

// message_deletion
const gone = ['0a'.repeat(32), '0b'.repeat(32)] as EventId[]
const deletion: ShapeBody<typeof shapes.message_deletion> = {
  auth: bobsUser.id,
  right: undefined,
  epochs: [],
  targets: gone,
}
const claimRow = (event_id: string, target_id: EventId, right_id: string) => ({
  table: 'erasure_claim',
  event_id,
  target_id,
  person_id: bobsPerson,
  right_id,
})
const bobDeletes = bob.writes(shapes.message_deletion, deletion)
says(
  'message_deletion',
  'a member claims messages, whosever they are',
  bobDeletes,
  'valid',
  gone.map((id) => claimRow(bobDeletes.id, id, '')),
)
const byRight = { right: bobsGrant.id, epochs: [epoch.id] }
const adminDeletes = bob.writes(shapes.message_deletion, { ...deletion, ...byRight })
says('message_deletion', 'an admin claims them by right, in the groups of these epochs', adminDeletes, 'valid', [
  ...gone.map((id) => claimRow(adminDeletes.id, id, bobsGrant.id)),
  { table: 'erasure_scope', event_id: adminDeletes.id, epoch_id: epoch.id, group_id: all.id },
])
const misdeletes = (about: string, body: Partial<typeof deletion>, verdict: Judgement) =>
  says('message_deletion', about, bob.writes(shapes.message_deletion, { ...deletion, ...body }), verdict)
misdeletes('another’s membership does not do', { auth: root.id }, 'author_not_bound')
misdeletes('another’s right does not do', { ...byRight, right: root.id }, 'not_authorized')
misdeletes('it is of something', { targets: [] }, 'value_invalid')
misdeletes('without a right it speaks of no epochs', { epochs: [epoch.id] }, 'value_invalid')
misdeletes(
  'more than 64 targets are too many',
  { targets: Array.from({ length: 65 }, (_, i) => (100 + i).toString(16).padStart(64, '0') as EventId) },
  'plaintext_malformed',
)

for (const { type, fact: about, event, verdict, rows, among = neighbourhood } of cases) {
  test(`${type}: ${about}`, () => given(among).when(event).gives(verdict, rows))
}

const unknown = 'ee'.repeat(32)
const speaks = (forgery: object, body: object = {}) =>
  bob.writes(shapes.message, { channel_id: general.id, text: 'hello', ...body }, forgery)

test('an event waits for what it names, for its key, and for its author to be in the group', async () => {
  const here = given(neighbourhood)
  await here.when(speaks(sealed, { channel_id: unknown })).gives(`event:${unknown}`)
  await here.when(speaks({ epoch: { ...sealing, epoch_id: unknown } })).gives(`key:${unknown}`)
  const stranger = hand()
  const outside = stranger.writes(shapes.message, { channel_id: general.id, text: 'hello' }, sealed)
  await here.when(outside).gives(`member:${stranger.peer_id}:${network_id}`)
})

test('what is not what it claims is rejected whatever its type', async () => {
  const here = given(neighbourhood)
  await here.when(speaks(sealed, { channel_id: all.id })).gives('dependency_wrong_type')
  await here.when(speaks({ epoch: { ...sealing, key: bytes(32, 8) } })).gives('decrypt_failed')
  await here.when(bob.writes(shapes.profile, { name: 'Bob', after: [] }, { ...sealed, kind: 2 })).gives('wrong_plane')
  await here.when(speaks(sealed, { text: '' })).gives('plaintext_malformed')
})

test('an event of a type this build does not know is unsupported', () => {
  const shape = { ...shapes.group, type: 'poll' } as const
  return given(neighbourhood)
    .when(bob.writes(shape, { auth: bobsUser.id, scope: 'all' }))
    .gives('unsupported')
})

test('every type has a valid case, and every reason its validate can give has one', () => {
  for (const [type, { validate }] of registry) {
    const told = [...validate.toString().matchAll(/reject\)?\(["'](\w+)["']\)/g)].map(([, reason]) => reason)
    const tried = new Set(cases.filter((one) => one.type === type).map(({ verdict }) => verdict))
    for (const verdict of ['valid', ...told]) expect(tried, `${type}: ${verdict}`).toContain(verdict)
  }
})
