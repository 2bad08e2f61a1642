/**
 * Everybody comes together: applications open, devices online, walls down, the network calm; clocks stay
 * as wrong as they are (I8). Then the members must agree with each other and with the model, in bounded
 * time, and everybody else must know where they stand.
 */

import { founderOf, type Joined } from './community.ts'
import { ofKind } from './deeds.ts'
import { glance } from './glance.ts'
import { checkLive } from './live.ts'
import { notice } from './notice.ts'
import { holdingsOf, keysOf, outstanding, takesPart } from './outstanding.ts'
import { equal, holds, memberOf, type Run, storedIds, truthFor } from './run.ts'
import { checkScreen } from './screen.ts'
import type { Truth } from './truth.ts'

const MINUTE_MS = 60_000
const SECOND_MS = 1_000
const LOOK_MS = 4 * SECOND_MS
/** A device that finds nobody announces itself about every two minutes. */
export const LIMIT_MS = 30 * MINUTE_MS

export const ROUGH_LINKS = { latency: [5, 90], loss: 0.004, duplication: 0.01, reordering: 0.01 } as const
export const ROUGH_RENDEZVOUS = { latency: [5, 400], loss: 0.25, duplication: 0.25, reordering: 0.25 } as const
/** Always as long on the way: what overtakes another frame is lost to whoever gets it, and nothing is lost when calm. */
const CALM_LINKS = { latency: [10, 10], loss: 0, duplication: 0, reordering: 0 } as const
const CALM_RENDEZVOUS = { latency: [20, 60], loss: 0, duplication: 0, reordering: 0 } as const

/** What is true for the community: as the founder's devices that are members hold it. */
function truthOfAll(run: Run): Truth {
  const truths = founderOf(run.community).map((joined) => ({ joined, truth: truthFor(run, joined) }))
  const found = truths.findLast(({ joined, truth }) => takesPart(run, truth, joined))
  if (found === undefined) throw new Error('the founder has a device')
  return found.truth
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
  const look = async () => {
    await notice(run)
    return outstanding(run, truthOfAll(run))
  }
  const end = world.network.now() + LIMIT_MS
  // Twice, five seconds apart: what somebody's device does by itself then, ending a used-up link say, has to come round too.
  for (let isSettled = false; !isSettled; ) {
    for (let open = await look(); open.length > 0; open = await look()) {
      holds('who can reach each other converge', world.network.now() < end, () => open.join('; '))
      await world.advance(LOOK_MS)
    }
    await world.advance(5 * SECOND_MS)
    isSettled = (await look()).length === 0
  }
}

/** Links that their last use ended: whoever names the joins names as many people as there are uses. */
function checkEndings({ community }: Run, { deeds }: Truth): void {
  const joins = new Map(ofKind(deeds, 'joins').map((join) => [join.id, join]))
  for (const { right, invite, names } of ofKind(deeds, 'closes')) {
    if (right !== undefined) continue
    const people = new Set(names.flatMap((name) => joins.get(name)?.by ?? []))
    const uses = community.invites.find(({ invite_id }) => invite_id === invite)?.max_uses
    equal('a used-up link ends with as many joins as it has uses', people.size, uses, invite)
  }
  for (const { author, invite } of joins.values()) {
    const known = [...community.identities, ...community.left].find(({ peer_id }) => peer_id === author)
    equal('whoever is in joined by the link they were given', invite, known?.invite_id, author)
  }
}

/**
 * Who is not in, or not any more, has what they wrote and nobody they heard of deleted, whether that counted or not. A
 * key lost with a device's last days comes back only to who is in.
 */
async function checkOutside(run: Run, joined: Joined): Promise<void> {
  const member = memberOf(run, joined)
  const truth = truthFor(run, joined)
  const held = storedIds(run, joined)
  const keys = keysOf(run, joined)
  const deleted = new Set(ofKind(truth.deeds, 'deletes').flatMap(({ targets }) => targets))
  for (const { channel_id } of await member.channelRows()) {
    if (run.community.channels.get(channel_id)?.kind !== 'public') continue
    const shown = new Set((await member.said(channel_id)).map(({ message_id }) => message_id))
    const missed = [...run.community.messages.values()].filter((said) => {
      const isOwn = said.author === joined.peer_id && said.channel_id === channel_id
      const epoch = truth.held.get(said.message_id)?.epoch_id
      const isReadable = held?.has(said.message_id) === true && epoch !== undefined && keys.has(epoch)
      return isOwn && isReadable && !deleted.has(said.message_id)
    })
    for (const { message_id } of missed) {
      holds('who is not in keeps what they wrote', shown.has(message_id), () => joined.browser)
    }
  }
}

export async function gather(run: Run): Promise<void> {
  await comeTogether(run)
  const truth = truthOfAll(run)
  checkEndings(run, truth)
  const holdings = holdingsOf(run, truth)
  for (const joined of run.community.identities) {
    if (takesPart(run, truth, joined)) await checkScreen(run, truth, joined, holdings)
    else if (!truth.standing.has(joined.peer_id)) await checkOutside(run, joined)
  }
  await glance(run)
  await checkLive(run, truth)
  run.world.network.setLinks(ROUGH_LINKS)
  run.world.network.setRendezvous(ROUGH_RENDEZVOUS)
}
