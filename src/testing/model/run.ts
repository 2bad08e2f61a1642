/**
 * One run in progress: the world, the model of what people did in it, and the questions both are asked
 * by. Every rule that is broken is a {@link RuleBroken}, named by the rule, so that a shrunk run can be
 * recognised as breaking the same one.
 */

import type { EventId } from '../../engine/api.ts'
import { must } from '../../engine/base/errors.ts'
import type { Actor } from '../actor.ts'
import type { Member } from '../member.ts'
import type { World } from '../world.ts'
import { type Community, currentOf, type Joined } from './community.ts'
import type { StoredEvent } from './membership.ts'
import type { Person } from './step.ts'

export interface Run {
  readonly world: World
  readonly community: Community
  /** Steps that did something, by kind; the rest could not happen as things stood. */
  readonly done: Map<string, number>
}

export class RuleBroken extends Error {
  readonly rule: string
  constructor(rule: string, detail: string) {
    super(`${rule}: ${detail}`)
    this.name = 'RuleBroken'
    this.rule = rule
  }
}

export function holds(rule: string, isSo: boolean, detail: () => string): void {
  if (!isSo) throw new RuleBroken(rule, detail())
}

export function equal(rule: string, actual: unknown, expected: unknown, about: string): void {
  const [is, should] = [JSON.stringify(actual), JSON.stringify(expected)]
  holds(rule, is === should, () => `${about}\n  is       ${clip(is)}\n  expected ${clip(should)}`)
}

const clip = (text: string | undefined) => (text ?? '').slice(0, 2_000)

export function actorOf({ world }: Run, person: Person): Actor {
  return must(
    world.actors.find((actor) => actor.name === person),
    person,
  )
}

export function memberOf(run: Run, joined: Joined): Member {
  return must(
    actorOf(run, joined.person).members.find((member) => member.identity() === joined.identity),
    'an identity that was made',
  )
}

/** This person's current identity, if their application is open and they have one. */
export function present(run: Run, person: Person): { member: Member; joined: Joined } | undefined {
  const joined = currentOf(run.community, person)
  if (joined === undefined || !actorOf(run, person).device.isOpen) return undefined
  return { joined, member: memberOf(run, joined) }
}

/** Identities whose device is running. */
export function running(run: Run): readonly Joined[] {
  return run.community.identities.filter(({ person }) => actorOf(run, person).device.isOpen)
}

/** What an identity durably holds, by id; `undefined` while its device is closed. */
export function storedIds(run: Run, joined: Joined): ReadonlySet<string> | undefined {
  const { device } = actorOf(run, joined.person)
  if (!device.isOpen) return undefined
  const rows = device.sql.all('SELECT event_id FROM log WHERE recorded_by = ? AND plane > 0 ORDER BY event_id', [
    joined.identity,
  ])
  return new Set(rows.map((row) => row.event_id as EventId))
}

/** Of what it holds, what it wrote itself. */
export function ownIds(run: Run, { person, identity, peer_id }: Joined): ReadonlySet<string> {
  const own = 'SELECT event_id FROM log WHERE recorded_by = ? AND plane > 0 AND author = ?'
  return new Set(
    actorOf(run, person)
      .device.sql.all(own, [identity, peer_id])
      .map((row) => String(row.event_id)),
  )
}

export function storedEvents(run: Run, joined: Joined): readonly StoredEvent[] {
  const { device } = actorOf(run, joined.person)
  return device.sql.all('SELECT event_id, bytes FROM log WHERE recorded_by = ? AND plane > 0', [
    joined.identity,
  ]) as unknown as readonly StoredEvent[]
}
