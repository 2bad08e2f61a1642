/**
 * A community of acts for the tests of the fold: people named alice, bob, …; a person's first device has
 * their name, others are called `bob/phone`. Each act extends its device's chain, so `cutOf` cuts where
 * the story is.
 */

import type { EventId, PeerId, PersonId } from '../base/ids.ts'
import type { Cut, Power } from '../events/power.ts'
import type { Act } from './act.ts'
import type { Chains } from './device-tree.ts'
import { type Effective, effective } from './effective.ts'

export const id = (name: string) => name as EventId
export const peer = (name: string) => name as PeerId
/** `bob/phone` is bob's. */
export const person = (device: string) => (device.split('/')[0] ?? device) as PersonId

export interface Story {
  readonly acts: readonly Act[]
  readonly chains: Chains
  /** Any act at all; the name is its id. */
  act(name: string, device: string, power: Power): string
  found(device: string): string
  /** Under the root for who founded, else under the grant named. */
  invites(name: string, device: string, right?: string, max_uses?: number): string
  joins(name: string, invite?: string, join?: string): string
  grants(name: string, device: string, to: string, right?: string, co_founder?: boolean): string
  revokes(
    name: string,
    device: string,
    from: string,
    grants: readonly string[],
    right?: string,
    cuts?: readonly Cut[],
  ): string
  /** A right of `undefined` is the root; `none` none. */
  removes(name: string, device: string, whom: string, right?: string, cuts?: readonly Cut[]): string
  removesDevice(name: string, device: string, whom: string, right?: string, cuts?: readonly Cut[]): string
  closes(
    name: string,
    device: string,
    invite: string,
    seen: readonly string[],
    right?: string,
    revoked?: boolean,
  ): string
  uses(name: string, device: string, right?: string): string
  links(name: string, device: string, to: string): string
  recovers(name: string, device: string): string
  /** The chain of a device as it is now. */
  cutOf(device: string): Cut
  /** Everybody's devices, cut as they are now. */
  cutsOf(whom: string): readonly Cut[]
  result(): Effective
  /** Devices, sorted. */
  standing(): readonly string[]
  voids(): readonly string[]
}

export const ROOT = 'root'
export const NONE = 'none'

export function createStory(): Story {
  const acts: Act[] = []
  const chains = new Map<EventId, ReadonlySet<EventId>>()
  const chainOf = new Map<string, EventId[]>()

  const act = (name: string, device: string, power: Power): string => {
    const chain = chainOf.get(device) ?? []
    chain.push(id(name))
    chainOf.set(device, chain)
    chains.set(id(name), new Set(chain))
    acts.push({ event_id: id(name), author: peer(device), created_at: acts.length, power })
    return name
  }
  const cutOf = (device: string): Cut => {
    const chain = chainOf.get(device) ?? []
    const head = chain.at(-1)
    const end = head === undefined ? undefined : { head, count: chain.length, below: [] }
    return { peer_id: peer(device), control: end, content: end }
  }
  const cutsOf = (whom: string) => [...chainOf.keys()].filter((device) => person(device) === whom).map(cutOf)
  const rightOf = (right: string | undefined) => (right === NONE ? undefined : id(right ?? ROOT))
  const result = () => effective(acts, chains)

  return {
    acts,
    chains,
    act,
    cutOf,
    cutsOf,
    result,
    found: (device) => act(ROOT, device, { act: 'found', by: person(device) }),
    invites: (name, device, right, max_uses = 10) =>
      act(name, device, { act: 'invite', by: person(device), right: id(right ?? ROOT), max_uses }),
    joins: (name, invite = 'invite', join = `${name} joins`) =>
      act(join, name, { act: 'join', by: person(name), invite: id(invite) }),
    grants: (name, device, to, right, co_founder = false) =>
      act(name, device, { act: 'grant', by: person(device), right: id(right ?? ROOT), person: person(to), co_founder }),
    revokes: (name, device, from, grants, right, cuts = cutsOf(from)) =>
      act(name, device, {
        act: 'revoke',
        by: person(device),
        right: id(right ?? ROOT),
        person: person(from),
        grants: grants.map(id),
        cuts,
      }),
    removes: (name, device, whom, right, cuts = cutsOf(whom)) =>
      act(name, device, { act: 'remove', by: person(device), right: rightOf(right), person: person(whom), cuts }),
    removesDevice: (name, device, whom, right, cuts = [cutOf(whom)]) =>
      act(name, device, {
        act: 'remove',
        by: person(device),
        right: rightOf(right),
        person: person(whom),
        peer: peer(whom),
        cuts,
      }),
    closes: (name, device, invite, seen, right, revoked = false) =>
      act(name, device, {
        act: 'close',
        by: person(device),
        right: rightOf(right),
        invite: id(invite),
        seen: seen.map(id),
        revoked,
      }),
    uses: (name, device, right) => act(name, device, { act: 'use', by: person(device), right: id(right ?? ROOT) }),
    links: (name, device, to) =>
      act(name, device, { act: 'link', by: person(device), peer: peer(to), by_recovery: false }),
    recovers: (name, device) =>
      act(name, device, { act: 'link', by: person(device), peer: peer(device), by_recovery: true }),
    standing: () => [...new Set(result().standing.map(({ peer_id }) => peer_id))].sort(),
    voids: () => [...result().voids].sort(),
  }
}

/** alice founds and invites, the others join. */
export function community(...names: readonly string[]): Story {
  const story = createStory()
  story.found('alice')
  story.invites('invite', 'alice')
  for (const name of names) story.joins(name)
  return story
}
