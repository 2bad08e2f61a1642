/**
 * Carries stored events from one identity to another by hand, for stories that need no network: what a
 * link would bring, in whatever order, as often and in as small pieces as the story says. Owns nothing.
 */

import { KIND_CONTENT, KIND_STATE, parseEnvelope } from '../engine/crypto/envelope.ts'
import { verifyEventSync } from '../engine/pipeline/verify.ts'
import type { Prng } from '../platform/sim/prng.ts'
import type { Member } from './member.ts'
import { shuffled } from './shuffle.ts'

export type Order = 'recorded' | 'reversed' | Prng

export interface Errand {
  readonly order?: Order
  /** Events handed over at once; all when absent. */
  readonly batch?: number
  /** The link they are charged to. */
  readonly origin?: string
}

/** The stored wire events of an identity, in the order of recording. */
export function eventsOf(member: Member): readonly Uint8Array[] {
  return member.device.engine.inspect.log(member.identity())
}

/** Those of them that are no state: what somebody holds who has not heard anybody's name yet. */
export function withoutState(member: Member): readonly Uint8Array[] {
  return eventsOf(member).filter((bytes) => kindOf(bytes) !== KIND_STATE)
}

export function withoutContent(member: Member): readonly Uint8Array[] {
  return eventsOf(member).filter((bytes) => kindOf(bytes) !== KIND_CONTENT)
}

/** What a member has said, from the first on. */
export function saidBy(member: Member): readonly Uint8Array[] {
  return eventsOf(member).filter((bytes) => kindOf(bytes) === KIND_CONTENT)
}

function kindOf(bytes: Uint8Array): number {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') throw new Error(`no envelope: ${envelope}`)
  return envelope.header.kind
}

/** Those of them that are control events of this type. */
export async function controlEventsOf(member: Member, type: string): Promise<readonly Uint8Array[]> {
  const { network_id } = await member.row()
  return eventsOf(member).filter((bytes) => {
    const verified = verifyEventSync(network_id, bytes)
    return verified.ok && verified.event.typed?.type === type
  })
}

export function inOrder<Item>(items: readonly Item[], order: Order): readonly Item[] {
  if (order === 'recorded') return items
  return order === 'reversed' ? [...items].reverse() : shuffled(items, order)
}

/** Hands these events to a member; what became of each, in their order. */
export async function handsOver(
  to: Member,
  events: readonly Uint8Array[],
  { order = 'recorded', batch = events.length, origin = 'courier' }: Errand = {},
): Promise<readonly string[]> {
  const { engine, clock } = to.device
  const ordered = inOrder(events, order)
  const outcomes: string[] = []
  for (let at = 0; at < ordered.length; at += batch) {
    const part = ordered.slice(at, at + batch)
    outcomes.push(...(await engine.inspect.receive(to.identity(), part, clock.now(), origin)))
  }
  await engine.inspect.idle()
  return outcomes
}

/** Brings everything `from` has stored to `to`. */
export function carries(from: Member, to: Member, errand?: Errand): Promise<readonly string[]> {
  return handsOver(to, eventsOf(from), errand)
}

/** Everybody gets what anybody has, until nobody learns anything new. */
export async function exchange(members: readonly Member[], errand?: Errand): Promise<void> {
  const known = () => members.reduce((sum, member) => sum + eventsOf(member).length, 0)
  for (let before = -1; before !== known(); ) {
    before = known()
    for (const from of members) for (const to of members) if (from !== to) await carries(from, to, errand)
  }
}
