/**
 * Who is a member, by the rule as people would say it: who joined by a link that never ended is in; of a
 * link that ended, those are in whom any ending names that counts. The founder's endings count; another
 * member's does if those of the founder left its author in. The naive twin of `authority/effective.ts`.
 */

import type { EventId, PeerId } from '../../engine/api.ts'
import { idFromBytes } from '../../engine/base/ids.ts'
import { KIND_CONTROL, parseEnvelope } from '../../engine/crypto/envelope.ts'
import { decodeBody, parseBody } from '../../engine/events/body.ts'
import type { Shape, ShapeBody } from '../../engine/events/fields.ts'
import { shapes } from '../shapes.ts'

export interface Ending {
  readonly author: PeerId
  readonly invite_id: EventId<'invite'>
  /** Those whose joins it names, as far as those joins are here. */
  readonly names: ReadonlySet<PeerId>
  readonly by_right: boolean
  readonly revoked: boolean
}

export interface Joining {
  readonly peer_id: PeerId
  readonly invite_id: EventId<'invite'>
}

export interface Roll {
  readonly founder: PeerId
  readonly joins: readonly Joining[]
  readonly endings: readonly Ending[]
}

export interface StoredEvent {
  readonly event_id: string
  readonly bytes: Uint8Array
}

function bodyOf<S extends Shape>(shape: S, bytes: Uint8Array): ShapeBody<S> | undefined {
  const typed = decodeBody(bytes)
  if (typed?.type !== shape.type) return undefined
  const parsed = parseBody(shape, typed)
  return typeof parsed === 'string' ? undefined : (parsed.body as ShapeBody<S>)
}

/** What a set of stored events says of joins and endings. */
export function rollOf(founder: PeerId, events: readonly StoredEvent[]): Roll {
  const joins = new Map<string, Joining>()
  const endings: { author: PeerId; body: ShapeBody<typeof shapes.invite_closed> }[] = []
  for (const { event_id, bytes } of events) {
    const envelope = parseEnvelope(bytes)
    if (typeof envelope === 'string' || envelope.header.kind !== KIND_CONTROL || envelope.body === undefined) continue
    const author = idFromBytes<PeerId>(envelope.header.author)
    const join = bodyOf(shapes.user, envelope.body)
    if (join !== undefined) joins.set(event_id, { peer_id: author, invite_id: join.invite })
    const ending = bodyOf(shapes.invite_closed, envelope.body)
    if (ending !== undefined) endings.push({ author, body: ending })
  }
  return {
    founder,
    joins: [...joins.values()],
    endings: endings.map(({ author, body }) => ({
      author,
      invite_id: body.invite_id,
      names: new Set(body.seen_users.flatMap((id) => joins.get(id)?.peer_id ?? [])),
      by_right: body.right !== undefined,
      revoked: body.revoked,
    })),
  }
}

function standUnder(joins: readonly Joining[], endings: readonly Ending[]): readonly PeerId[] {
  return joins
    .filter(({ peer_id, invite_id }) => {
      const ofInvite = endings.filter((ending) => ending.invite_id === invite_id)
      return ofInvite.length === 0 || ofInvite.some((ending) => ending.names.has(peer_id))
    })
    .map(({ peer_id }) => peer_id)
}

export function membersOf({ founder, joins, endings }: Roll): ReadonlySet<PeerId> {
  const byFounder = endings.filter((ending) => ending.by_right && ending.author === founder)
  const left = new Set([founder, ...standUnder(joins, byFounder)])
  const byMembers = endings.filter((ending) => !ending.by_right && left.has(ending.author))
  return new Set([founder, ...standUnder(joins, [...byFounder, ...byMembers])])
}
