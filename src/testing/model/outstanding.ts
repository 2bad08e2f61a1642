/**
 * What still has to happen before everybody is where they belong: those who are in hold the same and can
 * read what anybody of theirs can, those who are out have been told. What nobody has any more is waited for
 * by nobody.
 */

import type { EventId, GroupId } from '../../engine/api.ts'
import type { EpochId } from '../../engine/base/ids.ts'
import { shapes } from '../shapes.ts'
import type { Joined } from './community.ts'
import { bodyOf } from './entries.ts'
import { actorOf, memberOf, type Run, storedIds } from './run.ts'
import type { Truth } from './truth.ts'

/** Longer than any community waits for anything: a link that ends within it may not be answered in time. */
const PATIENCE_MS = 30 * 60_000
/** What a device is told whose join does not count. */
export const STOPPED: readonly string[] = ['invite_revoked', 'invite_used_up']
/** What a device is told that was taken away, alone or with its person. */
export const TAKEN: readonly string[] = ['removed', 'device_removed']

/** Whether the link this identity came by is one that members answer, whoever's clock one asks. */
function isLinkCurrent(run: Run, truth: Truth, { invite_id }: Joined): boolean {
  const invite = run.community.invites.find((made) => made.invite_id === invite_id)
  const latest = Math.max(...run.world.actors.map(({ device }) => device.clock.now()))
  return invite !== undefined && truth.hasEffect(invite.invite_id) && latest + PATIENCE_MS < invite.expires_at
}

/** Who stands; but whose place another took hears of the community through that one alone, while it stands. */
export function takesPart({ community }: Run, truth: Truth, { peer_id }: Joined): boolean {
  let last = peer_id
  for (let next = community.successors.get(last); next !== undefined; next = community.successors.get(last)) last = next
  return truth.standing.has(peer_id) && truth.standing.has(last)
}

export function membersAmong(run: Run, truth: Truth): readonly Joined[] {
  return run.community.identities.filter((joined) => takesPart(run, truth, joined))
}

/** Whether this person may read what is sealed to the group. */
export function mayRead(truth: Truth, joined: Joined, group: GroupId): boolean {
  const made = truth.held.get(group)
  const isOfAll = made !== undefined && bodyOf(shapes.group, made)?.scope === 'all'
  return isOfAll || truth.isIn(joined.person_id, group)
}

/** What the members' devices hold between them: bodies of content, and keys of epochs in the hands of who may read them. */
export interface Holdings {
  readonly bodies: ReadonlySet<EventId>
  readonly keys: ReadonlySet<EpochId>
}

/** The epochs whose keys an identity holds; its device is open. */
export function keysOf(run: Run, { browser, identity }: Joined): ReadonlySet<EpochId> {
  const rows = actorOf(run, browser).device.sql.all('SELECT epoch_id FROM group_key WHERE recorded_by = ?', [identity])
  return new Set(rows.map(({ epoch_id }) => epoch_id as EpochId))
}

export function holdingsOf(run: Run, truth: Truth): Holdings {
  const bodies = new Set<EventId>()
  const keys = new Set<EpochId>()
  for (const joined of membersAmong(run, truth)) {
    const { sql } = actorOf(run, joined.browser).device
    const whole = 'SELECT event_id FROM log WHERE recorded_by = ? AND plane = 2 AND form = 1'
    for (const row of sql.all(whole, [joined.identity])) bodies.add(row.event_id as EventId)
    for (const epoch of keysOf(run, joined)) {
      const group = truth.groupOf(epoch)
      if (group !== undefined && mayRead(truth, joined, group)) keys.add(epoch)
    }
  }
  return { bodies, keys }
}

/** What waits here although it need not. */
function unread(run: Run, truth: Truth, joined: Joined, { keys }: Holdings): readonly string[] {
  const { device } = actorOf(run, joined.browser)
  const blocked = device.engine.inspect.blocked(joined.identity)
  const waiting = new Set<string>(blocked.map(({ event_id }) => event_id))
  return blocked.flatMap(({ event_id, missing }) => {
    const entry = truth.held.get(event_id as EventId)
    const [what, id = ''] = missing.split(':')
    if (entry === undefined || what === 'member') return []
    // What waits for an event that waits itself is as well off as that one.
    if (what === 'event') return truth.held.has(id as EventId) && !waiting.has(id) ? [missing] : []
    const group = truth.groupOf(id as EpochId)
    const isMissed = group !== undefined && mayRead(truth, joined, group) && keys.has(id as EpochId)
    return isMissed ? [missing] : []
  })
}

function husks(run: Run, truth: Truth, joined: Joined, { bodies }: Holdings): readonly string[] {
  const rows = actorOf(run, joined.browser).device.sql.all(
    'SELECT event_id FROM log WHERE recorded_by = ? AND plane = 2 AND form = 2',
    [joined.identity],
  )
  return rows.flatMap((row) => {
    const entry = truth.held.get(row.event_id as EventId)
    return entry !== undefined && bodies.has(entry.event_id) && !truth.isErased(entry, joined.peer_id)
      ? [entry.event_id]
      : []
  })
}

async function ofOutsider(run: Run, truth: Truth, joined: Joined): Promise<readonly string[]> {
  const { role } = await memberOf(run, joined).row()
  const isRemoved = truth.isRemoved(joined.peer_id)
  if ((isRemoved ? TAKEN : STOPPED).includes(role)) return []
  const canHear = membersAmong(run, truth).some(({ browser }) => browser !== joined.browser)
  const mustHear = canHear && (role !== 'joining' || isLinkCurrent(run, truth, joined))
  return mustHear ? [`hears that they are ${isRemoved ? 'removed' : 'not in'} (${role})`] : []
}

async function ofMember(
  run: Run,
  truth: Truth,
  joined: Joined,
  all: string,
  holdings: Holdings,
): Promise<readonly string[]> {
  const open: string[] = []
  const member = memberOf(run, joined)
  if (JSON.stringify([...(storedIds(run, joined) ?? [])]) !== all) open.push('holds what the founder holds')
  if ((await member.row()).role === 'joining') open.push('hears that they are in')
  const waiting = unread(run, truth, joined, holdings)
  if (waiting.length > 0) open.push(`reads what waits for ${waiting.slice(0, 3).join(', ')}`)
  const gone = husks(run, truth, joined, holdings)
  if (gone.length > 0) open.push(`gets ${gone.length} bodies back`)
  const { waiting_out } = await member.connection()
  const hasHearers = membersAmong(run, truth).some(({ browser }) => browser !== joined.browser)
  if (waiting_out > 0 && hasHearers) open.push(`hears of ${waiting_out} messages that somebody has them`)
  return open
}

/** Empty when everybody is. */
export async function outstanding(run: Run, truth: Truth): Promise<readonly string[]> {
  const all = JSON.stringify([...truth.held.keys()].sort())
  const holdings = holdingsOf(run, truth)
  const open: string[] = []
  for (const joined of run.community.identities) {
    const ofThem = async () => {
      if (takesPart(run, truth, joined)) return ofMember(run, truth, joined, all, holdings)
      return truth.standing.has(joined.peer_id) ? [] : ofOutsider(run, truth, joined)
    }
    open.push(...(await ofThem()).map((what) => `${joined.browser} (${joined.identity}) ${what}`))
  }
  return open
}
