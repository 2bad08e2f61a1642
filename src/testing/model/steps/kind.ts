/** What steps have in common: how one is written, who can act, and what they are refused. */

import { EngineError, type EngineErrorCode, type EventId } from '../../../engine/api.ts'
import { shapes } from '../../shapes.ts'
import type { Joined } from '../community.ts'
import { bodyOf } from '../entries.ts'
import { actorOf, type Present, present, type Run, truthFor } from '../run.ts'
import { type Browser, FOUNDER, type Step } from '../step.ts'
import type { Truth } from '../truth.ts'

export interface StepKind {
  readonly weight: number
  /** @returns whether it happened */
  run(run: Run, step: Step): Promise<boolean>
}

/** The code this is refused with; `undefined` when it succeeds. */
export async function refusal(act: Promise<unknown>): Promise<EngineErrorCode | undefined> {
  try {
    await act
    return undefined
  } catch (error) {
    if (error instanceof EngineError) return error.code
    throw error
  }
}

export interface Acting extends Present {
  /** What is true as far as they know. */
  readonly truth: Truth
  /** 0 for founders, 1,000 for members; `undefined` for who is no member. */
  readonly rank: number | undefined
}

/** Who is at this browser and could write. @returns `undefined` also where the device has forked, or knows nothing yet */
export async function acting(run: Run, browser: Browser): Promise<Acting | undefined> {
  const here = present(run, browser)
  if (here === undefined || (await here.member.row()).is_forked) return undefined
  if ((await here.member.channelRows()).length === 0) return undefined // holds a short link that nobody has told yet
  await run.world.advance(1)
  const truth = truthFor(run, here.joined)
  const stands = truth.standing.has(here.joined.peer_id)
  return { ...here, truth, rank: stands ? truth.rankOf(here.joined.person_id) : undefined }
}

/** Mostly the founder, who may everything; now and then anybody. */
export function inCharge({ number, who }: Step): Browser {
  return number % 3 === 0 ? who : FOUNDER
}

/** Events of this type that the identity wrote after the others. */
export function wrote(run: Run, { joined }: Present, type: string): readonly EventId[] {
  const own = 'SELECT event_id FROM log WHERE recorded_by = ? AND author = ? AND type = ? ORDER BY position'
  const rows = actorOf(run, joined.browser).device.sql.all(own, [joined.identity, joined.peer_id, type])
  return rows.map((row) => row.event_id as EventId)
}

/** Whether they hold a key of the group that everybody is in; who joins by a short link knows of it before. */
export function writesToAll(run: Run, { browser, identity }: Joined, { held, valid }: Truth): boolean {
  const keys = actorOf(run, browser).device.sql.all('SELECT group_id FROM group_key WHERE recorded_by = ?', [identity])
  return keys.some(({ group_id }) => {
    const id = group_id as EventId
    const entry = valid.has(id) ? held.get(id) : undefined
    const made = entry && bodyOf(shapes.group, entry)
    return made !== undefined && (made.scope === undefined || made.scope === 'all')
  })
}
