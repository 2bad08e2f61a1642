/**
 * What the authority fold must know of an event: ids, ranks' sources and cuts, no event types. Each is
 * written by the module of its type (`power`), stored as it is, and read by `authority/` alone.
 */

import type { EventId, GroupId, PeerId, PersonId } from '../base/ids.ts'

/** The end of a chain that counts: this event, and the `count - 1` before it. */
export interface ChainEnd {
  readonly head: EventId
  readonly count: number
  /** Some of those before it: by these the chain is known to who lacks what lies between. */
  readonly below: readonly EventId[]
}

/** How much of one device counts, as whoever takes its authority away holds it; absent, nothing of that plane. */
export interface Cut {
  readonly peer_id: PeerId
  readonly control: ChainEnd | undefined
  readonly content: ChainEnd | undefined
}

/** `by` is the person as whom the author acts: whose device `auth` says it is. */
export type Power =
  | { readonly act: 'found'; readonly by: PersonId }
  | { readonly act: 'join'; readonly by: PersonId; readonly invite: EventId }
  /** A further device; written by one of the person's, or by the new one with their recovery key. */
  | { readonly act: 'link'; readonly by: PersonId; readonly peer: PeerId; readonly by_recovery: boolean }
  | {
      readonly act: 'grant'
      readonly by: PersonId
      readonly right: EventId
      readonly person: PersonId
      readonly co_founder: boolean
    }
  /** Ends these grants of the person; with their own right, they step down. */
  | {
      readonly act: 'revoke'
      readonly by: PersonId
      readonly right: EventId
      readonly person: PersonId
      readonly grants: readonly EventId[]
      readonly cuts: readonly Cut[]
    }
  /** A person, or one device of theirs; without a right, their own. */
  | {
      readonly act: 'remove'
      readonly by: PersonId
      readonly right?: EventId | undefined
      readonly person: PersonId
      readonly peer?: PeerId | undefined
      readonly cuts: readonly Cut[]
    }
  | { readonly act: 'invite'; readonly by: PersonId; readonly right: EventId; readonly max_uses: number }
  /** Without a right: by a member, naming as many joins as `max_uses`. */
  | {
      readonly act: 'close'
      readonly by: PersonId
      readonly right?: EventId | undefined
      readonly invite: EventId
      readonly seen: readonly EventId[]
      readonly revoked: boolean
    }
  /** Does what a right permits, and takes nothing from anybody: a public channel, a name. */
  | { readonly act: 'use'; readonly by: PersonId; readonly right: EventId }
  /** As `use`, and of what is below its rank: bodies of messages go, in these groups, each named once. */
  | { readonly act: 'erase'; readonly by: PersonId; readonly right: EventId; readonly groups: readonly GroupId[] }
  /** A group of its own people; the author is the first of them. */
  | { readonly act: 'group'; readonly by: PersonId }
  /** `right` is the group itself for who made it, or what added the author. */
  | {
      readonly act: 'add'
      readonly by: PersonId
      readonly group: GroupId
      readonly right: EventId
      readonly person: PersonId
    }
  /** Does what who is in the group may, and takes nothing from anybody: a channel of it. `right` as for `add`. */
  | { readonly act: 'dwell'; readonly by: PersonId; readonly group: GroupId; readonly right: EventId }
  /** Ends these additions of the person; with their own, they leave. `right` as for `add`. */
  | {
      readonly act: 'drop'
      readonly by: PersonId
      readonly group: GroupId
      readonly right: EventId
      readonly person: PersonId
      readonly adds: readonly EventId[]
      readonly cuts: readonly Cut[]
    }
