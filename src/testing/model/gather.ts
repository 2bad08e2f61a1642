/**
 * Everybody comes together: applications open, devices online, walls down, the network calm; clocks stay
 * as wrong as they are (I8). Then the members must agree with each other and with the model, in bounded
 * time, and everybody else must know where they stand.
 */

import type { PeerId } from '../../engine/api.ts'
import { must } from '../../engine/base/errors.ts'
import { type Community, everKnown, inDisplayOrder, type Joined } from './community.ts'
import { glance } from './glance.ts'
import { checkLive } from './live.ts'
import { membersOf, type Roll, rollOf } from './membership.ts'
import { actorOf, equal, holds, memberOf, type Run, storedEvents, storedIds } from './run.ts'

const MINUTE_MS = 60_000
const SECOND_MS = 1_000
const LOOK_MS = 4 * SECOND_MS
/** A device that finds nobody announces itself about every two minutes. */
const LIMIT_MS = 30 * MINUTE_MS

export const ROUGH_LINKS = { latency: [5, 90], loss: 0.004, duplication: 0.01, reordering: 0.01 } as const
export const ROUGH_RENDEZVOUS = { latency: [5, 400], loss: 0.25, duplication: 0.25, reordering: 0.25 } as const
const CALM_LINKS = { latency: [5, 15], loss: 0, duplication: 0, reordering: 0 } as const
const CALM_RENDEZVOUS = { latency: [20, 60], loss: 0, duplication: 0, reordering: 0 } as const

function founderOf({ identities }: Community): Joined {
  return must(identities[0], 'a founder')
}

function rollFor(run: Run): Roll {
  const founder = founderOf(run.community)
  return rollOf(founder.peer_id, storedEvents(run, founder))
}

/** Whether nobody's clock says that this identity's link has expired. */
function isLinkCurrent(run: Run, { invite_id }: Joined): boolean {
  const invite = run.community.invites.find((made) => made.invite_id === invite_id)
  const latest = Math.max(...run.world.actors.map(({ device }) => device.clock.now()))
  return invite !== undefined && latest + LIMIT_MS < invite.expires_at
}

/** What a device is told whose join does not count. */
export const STOPPED: readonly string[] = ['invite_revoked', 'invite_used_up']

/** What still has to happen before everybody is where they belong; empty when all are. */
async function outstanding(run: Run): Promise<readonly string[]> {
  const roll = rollFor(run)
  const members = membersOf(roll)
  const founder = founderOf(run.community)
  const all = JSON.stringify([...(storedIds(run, founder) ?? [])])
  const open: string[] = []
  for (const joined of run.community.identities) {
    const member = memberOf(run, joined)
    const { role } = await member.row()
    const who = `${joined.person} (${joined.identity})`
    if (!members.has(joined.peer_id)) {
      if (isLinkCurrent(run, joined) && !STOPPED.includes(role)) open.push(`${who} waits to hear about their link`)
      continue
    }
    if (JSON.stringify([...(storedIds(run, joined) ?? [])]) !== all) open.push(`${who} and the founder hold the same`)
    if (role === 'joining') open.push(`${who} hears that they are in`)
    if (member.device.engine.inspect.blocked(joined.identity).length > 0) open.push(`${who} can read everything`)
    const { waiting_out } = await member.connection()
    const hasHearers = run.community.identities.some(
      ({ peer_id, person }) => members.has(peer_id) && person !== joined.person,
    )
    if (waiting_out > 0 && hasHearers) open.push(`${who} hears of ${waiting_out} messages that somebody has them`)
  }
  return open
}

async function comeTogether(run: Run): Promise<void> {
  const { world } = run
  // Links promise to lose nothing (`base/ports.ts`), so a receipt lost on this rough one is not said again
  // until it ends: what broke the promise ends here.
  for (const [a, b] of world.network.openLinks()) world.network.cut(a, b)
  world.network.heal()
  world.network.setLinks(CALM_LINKS)
  world.network.setRendezvous(CALM_RENDEZVOUS)
  for (const actor of world.actors) {
    if (!actor.device.isOpen) await actor.opensTheApp()
    await actor.comesOnline()
  }
  const end = world.network.now() + LIMIT_MS
  for (let open = await outstanding(run); open.length > 0; open = await outstanding(run)) {
    holds('who can reach each other converge', world.network.now() < end, () => open.join('; '))
    await world.advance(LOOK_MS)
  }
  await world.advance(5 * SECOND_MS)
  equal('what has converged stays so', await outstanding(run), [], 'five seconds later')
}

/** Endings as people made them: the founder's by command, others' because the last use was reached. */
function checkEndings({ community }: Run, { endings, founder }: Roll): void {
  for (const invite of community.invites) {
    const ofInvite = endings.filter((ending) => ending.invite_id === invite.invite_id)
    const named = (sets: readonly ReadonlySet<PeerId>[]) => sets.map((set) => [...set].sort().join()).sort()
    equal(
      'a founder who ends a link keeps those whose joins they knew',
      named(ofInvite.filter(({ revoked }) => revoked).map(({ names }) => names)),
      named(invite.endings.map(({ seen }) => seen)),
      invite.invite_id,
    )
    for (const { names, author, by_right } of ofInvite.filter(({ revoked }) => !revoked)) {
      equal('a used-up link ends with as many joins as it has uses', names.size, invite.max_uses, invite.invite_id)
      equal('only the founder ends by right', by_right, author === founder, invite.invite_id)
    }
  }
}

async function checkScreen(run: Run, joined: Joined, members: ReadonlySet<PeerId>): Promise<void> {
  const { community } = run
  const member = memberOf(run, joined)
  const who = joined.person
  const rows = await member.memberRows()
  const name = (peer: PeerId) => must(everKnown(community, peer), 'a person').name
  const people = [...members].map((peer) => `${peer} ${name(peer)}`).sort()
  equal(
    'the members are those the rule admits, under the names they chose',
    rows.map((row) => `${row.person_id} ${row.name}`).sort(),
    people,
    who,
  )
  const channels = await member.channelRows()
  equal(
    'the channels are those the founder made',
    channels.map((row) => `${row.channel_id} ${row.name}`).sort(),
    [...community.channels].map(([id, channel]) => `${id} ${channel}`).sort(),
    who,
  )
  for (const { channel_id } of channels) {
    const expected = [...community.messages.values()].filter(
      (said) =>
        said.channel_id === channel_id &&
        !community.deleted.has(said.message_id) &&
        (members.has(said.author) || said.author === joined.peer_id),
    )
    const shown = await member.said(channel_id)
    equal(
      'all that members said and nobody deleted is shown to all of them, in one order, and nothing of those who are not in',
      shown.map(({ message_id, text, author_name }) => [message_id, text, author_name]),
      inDisplayOrder(expected).map(({ message_id, text, author }) => [message_id, text, name(author)]),
      who,
    )
    for (const { delivery } of shown.slice(-1)) {
      const isElsewhere = (other: Joined) => other.person !== joined.person || community.left.includes(other)
      const others = [...community.identities, ...community.left].filter(
        (other) => members.has(other.peer_id) && isElsewhere(other),
      )
      if (delivery !== undefined) equal('a delivery mark counts every member', delivery.of, others.length, who)
    }
  }
}

export async function gather(run: Run): Promise<void> {
  await comeTogether(run)
  const roll = rollFor(run)
  const members = membersOf(roll)
  const { community } = run
  for (const join of roll.joins) {
    const known = everKnown(community, join.peer_id)
    equal('whoever is in joined by the link they were given', join.invite_id, known?.invite_id, join.peer_id)
  }
  checkEndings(run, roll)
  const channel = must([...community.channels.keys()][0], 'a first channel')
  for (const joined of community.identities) {
    if (members.has(joined.peer_id)) {
      await checkScreen(run, joined, members)
      continue
    }
    const rows = await memberOf(run, joined).said(channel)
    const own = [...community.messages.values()].filter((said) => said.author === joined.peer_id)
    const shown = new Set(rows.map(({ message_id }) => message_id))
    const isKept = own.every(
      ({ message_id, channel_id }) =>
        channel_id !== channel || community.deleted.has(message_id) || shown.has(message_id),
    )
    holds('who is not in keeps what they wrote', isKept, () => actorOf(run, joined.person).name)
  }
  await glance(run)
  await checkLive(run, members)
  run.world.network.setLinks(ROUGH_LINKS)
  run.world.network.setRendezvous(ROUGH_RENDEZVOUS)
}
