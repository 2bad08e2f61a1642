/** Further devices of a person, and storage that goes back to an older copy. */

import type { EventId } from '../../../engine/api.ts'
import { must } from '../../../engine/base/errors.ts'
import type { Joined } from '../community.ts'
import { TAKEN } from '../outstanding.ts'
import { actorOf, equal, present, type Run, storedIds, truthFor } from '../run.ts'
import { FOUNDER, PHONES, type Step } from '../step.ts'
import { acting } from './kind.ts'

/** A new device finds its host within this, where both are online and nothing stands between them. */
const SECOND_MS = 1_000
const LINKING_MS = 120 * SECOND_MS

/** A phone reads the code on its person's first browser; what comes of it, `compareDigits` looks at. */
export async function readCode(run: Run, { x }: Step): Promise<boolean> {
  const { community } = run
  const [phone, host] = [...PHONES][Math.floor(x * PHONES.size)] ?? []
  if (phone === undefined || host === undefined || !actorOf(run, phone).device.isOpen) return false
  const here = await acting(run, host)
  if (here?.rank === undefined) return false
  const before = present(run, phone)
  const row = await before?.member.row()
  // A device that is one of a person has no need of another code, unless it can do nothing any more.
  if (row !== undefined && !row.is_forked && !TAKEN.includes(row.role)) return false
  const isKnocking = community.linkings.some(({ fresh }) => fresh === phone)
  if (isKnocking) return false
  await actorOf(run, phone).readsCode((await here.member.opensLobby()).code)
  community.linkings.push({ host: here.joined, fresh: phone })
  community.copies.delete(phone)
  return true
}

/** Both screens show digits, which are the same: the person confirms. Or they give up. */
export async function compareDigits(run: Run, { x }: Step): Promise<boolean> {
  const { community, world } = run
  const [linking] = community.linkings
  if (linking === undefined) return false
  const { host, fresh } = linking
  const here = await acting(run, host.browser)
  const phone = actorOf(run, fresh)
  if (!phone.device.isOpen) return false
  const [mine, theirs] = [await here?.member.linking(), await phone.linking()]
  const isMet =
    here?.rank !== undefined && here.joined === host && mine?.state === 'comparing' && theirs?.state === 'comparing'
  const giveUp = async () => {
    community.linkings.shift()
    await phone.leaves()
  }
  if (!isMet) {
    if (x < 0.15) await giveUp()
    return x < 0.15
  }
  if (mine.peer_id !== (await phone.row()).peer_id) return false // someone else is in the lobby
  equal('both screens show the same digits', mine.digits, theirs.digits, fresh)
  await here.member.confirms(must(mine.peer_id, 'a newcomer'))
  const { identity, peer_id } = await phone.row()
  const joined: Joined = { browser: fresh, identity, peer_id, person_id: host.person_id, invite_id: undefined }
  // One that has only seen a private channel lives on what its host remembers of it, and a host may be rolled back.
  const seesAll = async () => (await phone.channelRows()).some(({ kind }) => kind === 'public')
  for (let waited = 0; waited < LINKING_MS && !(await seesAll()); waited += SECOND_MS) await world.advance(SECOND_MS)
  const isLinked = await seesAll()
  if (isLinked) {
    community.linkings.shift()
    community.identities.push(joined)
    return true
  }
  // The other browser was not there for it: a device that knows nobody is of no use, and asks again.
  community.left.push(joined)
  await giveUp()
  return true
}

/** A copy of a browser's storage is kept. */
export async function copyStorage(run: Run, { who }: Step): Promise<boolean> {
  const { community } = run
  const identities = community.identities.filter(({ browser }) => browser === who)
  const { device } = actorOf(run, who)
  if (!device.isOpen || identities.length === 0 || community.linkings.some(({ fresh }) => fresh === who)) return false
  const held = new Map(
    identities.map((joined) => [joined.identity, storedIds(run, joined) ?? new Set<EventId>()] as const),
  )
  community.copies.set(who, { disk: device.copyDisk(), held })
  return true
}

/**
 * It comes back: the device runs from what it was. Takes no word away that a member has nowhere else: no model
 * knows of what is lost for good.
 */
export async function rollBack(run: Run, { who }: Step): Promise<boolean> {
  const { community } = run
  const copy = community.copies.get(who)
  const { device } = actorOf(run, who)
  const keeper = present(run, who === FOUNDER ? 'bob' : FOUNDER)
  if (copy === undefined || keeper === undefined || !device.isOpen) return false
  const { peer_id } = keeper.joined
  const kept = storedIds(run, keeper.joined)
  for (const joined of community.identities.filter(({ browser }) => browser === who)) {
    const before = copy.held.get(joined.identity)
    const lost = [...(storedIds(run, joined) ?? [])].filter((id) => !before?.has(id))
    const isKept = truthFor(run, joined).standing.has(peer_id) && lost.every((id) => kept?.has(id))
    if (before === undefined || !isKept) return false
  }
  await device.rollsBack(copy.disk)
  community.rolledBack.add(who)
  return true
}
