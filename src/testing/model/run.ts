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
import type { Entry, StoredBytes } from './entries.ts'
import type { Browser } from './step.ts'
import { type Truth, truthOf } from './truth.ts'

export interface Run {
  readonly world: World
  readonly community: Community
  /** Steps that did something, by kind; the rest could not happen as things stood. */
  readonly done: Map<string, number>
  read(stored: StoredBytes): Entry
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
  const [is, should] = [JSON.stringify(actual) ?? '', JSON.stringify(expected) ?? '']
  let at = 0
  while (at < is.length && is[at] === should[at]) at++
  const around = (text: string) => text.slice(Math.max(0, at - BEFORE), at + AFTER)
  holds(rule, is === should, () => `${about}, at ${at}\n  is       …${around(is)}…\n  expected …${around(should)}…`)
}

/** Characters shown around where two answers part. */
const [BEFORE, AFTER] = [200, 600]

export function actorOf({ world }: Run, browser: Browser): Actor {
  return must(
    world.actors.find((actor) => actor.name === browser),
    browser,
  )
}

export function memberOf(run: Run, joined: Joined): Member {
  return must(
    actorOf(run, joined.browser).members.find((member) => member.identity() === joined.identity),
    'an identity that was made',
  )
}

export interface Present {
  readonly member: Member
  readonly joined: Joined
}

/** Who sits at this browser, if it is open and has an identity. */
export function present(run: Run, browser: Browser): Present | undefined {
  const joined = currentOf(run.community, browser)
  if (joined === undefined || !actorOf(run, browser).device.isOpen) return undefined
  return { joined, member: memberOf(run, joined) }
}

/** Identities whose device is running. */
export function running(run: Run): readonly Joined[] {
  return run.community.identities.filter(({ browser }) => actorOf(run, browser).device.isOpen)
}

/** What an identity durably holds, by id; `undefined` while its device is closed. */
export function storedIds(run: Run, { browser, identity }: Joined): ReadonlySet<EventId> | undefined {
  const { device } = actorOf(run, browser)
  if (!device.isOpen) return undefined
  const rows = device.sql.all('SELECT event_id FROM log WHERE recorded_by = ? AND plane > 0 ORDER BY event_id', [
    identity,
  ])
  return new Set(rows.map((row) => row.event_id as EventId))
}

/** What is true for who holds what this identity durably holds; its device is open. */
export function truthFor(run: Run, { browser, identity }: Joined): Truth {
  const log = 'SELECT event_id, bytes, state FROM log WHERE recorded_by = ? AND plane > 0'
  const rows = actorOf(run, browser).device.sql.all(log, [identity]) as unknown as readonly StoredBytes[]
  const held = new Map(rows.map((stored) => [stored.event_id, run.read(stored)]))
  const valid = new Set(rows.filter(({ state }) => state === 'valid').map(({ event_id }) => event_id))
  const rights = [...run.community.channels].flatMap(([id, { made }]) =>
    made === undefined ? [] : [[id, made] as const],
  )
  return truthOf(held, valid, new Map(rights))
}
