/**
 * Who is a member, by the rule as people would say it. Who joined by a link that never ended is in. Where the
 * founder ended it, those are in whom they named. Where only others did, each who is in and names as many
 * people as the link has uses is believed about everybody but themselves: out is who came by that link and
 * whom one of them leaves out and no other one names. The naive twin of `authority/effective.ts`.
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
  /** By invite. */
  readonly uses: ReadonlyMap<string, number>
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
  const uses = new Map<string, number>()
  const endings: { author: PeerId; body: ShapeBody<typeof shapes.invite_closed> }[] = []
  for (const { event_id, bytes } of events) {
    const envelope = parseEnvelope(bytes)
    if (typeof envelope === 'string' || envelope.header.kind !== KIND_CONTROL || envelope.body === undefined) continue
    const author = idFromBytes<PeerId>(envelope.header.author)
    const join = bodyOf(shapes.user, envelope.body)
    if (join !== undefined) joins.set(event_id, { peer_id: author, invite_id: join.invite })
    const invite = bodyOf(shapes.invite, envelope.body)
    if (invite !== undefined) uses.set(event_id, invite.max_uses)
    const ending = bodyOf(shapes.invite_closed, envelope.body)
    if (ending !== undefined) endings.push({ author, body: ending })
  }
  return {
    founder,
    joins: [...joins.values()],
    uses,
    endings: endings.map(({ author, body }) => ({
      author,
      invite_id: body.invite_id,
      names: new Set(body.seen_users.flatMap((id) => joins.get(id)?.peer_id ?? [])),
      by_right: body.right !== undefined,
      revoked: body.revoked,
    })),
  }
}

export function membersOf({ founder, joins, endings, uses }: Roll): ReadonlySet<PeerId> {
  const endingsOf = (invite: EventId) => endings.filter(({ invite_id }) => invite_id === invite)
  const byFounder = (invite: EventId) =>
    endingsOf(invite).filter(({ by_right, author }) => by_right && author === founder)
  const left = joins.filter(({ peer_id, invite_id }) => {
    const ended = byFounder(invite_id)
    return ended.length === 0 || ended.some(({ names }) => names.has(peer_id))
  })
  const isLeft = (peer: PeerId) => peer === founder || left.some(({ peer_id }) => peer_id === peer)
  const isEndedByOthers = ({ peer_id, invite_id }: Joining): boolean => {
    if (byFounder(invite_id).length > 0) return false
    const ofInvite = new Set(left.filter((join) => join.invite_id === invite_id).map((join) => join.peer_id))
    const believed = endingsOf(invite_id).filter(
      ({ author, by_right, names }) =>
        !by_right &&
        author !== peer_id &&
        isLeft(author) &&
        [...names].filter((name) => ofInvite.has(name)).length >= (uses.get(invite_id) ?? Number.POSITIVE_INFINITY),
    )
    return believed.length > 0 && !believed.some(({ names }) => names.has(peer_id))
  }
  return new Set([founder, ...left.filter((join) => !isEndedByOthers(join)).map(({ peer_id }) => peer_id)])
}
