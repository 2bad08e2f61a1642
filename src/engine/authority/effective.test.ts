/** The authority fold: one result for one set of acts, whatever their order. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { EventId, PeerId } from '../base/ids.ts'
import type { Power } from '../events/event-module.ts'
import { type Act, effective, FOUNDER_RANK } from './effective.ts'

const id = (name: string) => name as EventId
const peer = (name: string) => name as PeerId

const act = (name: string, author: string, power: Power, created_at = 0): Act => ({
  event_id: id(name),
  author: peer(author),
  created_at,
  power,
})
const found = act('root', 'alice', { act: 'found' })
const invite = (max_uses: number) => act('invite', 'alice', { act: 'invite', max_uses })
const join = (name: string, author: string) => act(name, author, { act: 'join', invite: id('invite') })
const closing = (name: string, author: string, seen: readonly string[], by_right: boolean) =>
  act(name, author, { act: 'close', invite: id('invite'), seen: seen.map(id), revoked: false, by_right })

const members = (acts: readonly Act[]) => effective(acts).map(({ peer_id }) => peer_id)

describe('who stands', () => {
  test('the founder does, at rank 0, with everybody who joined by an open invite', () => {
    const standing = effective([found, invite(5), join('a', 'bob'), join('b', 'carol')])
    expect(standing.map(({ peer_id }) => peer_id).sort()).toEqual(['alice', 'bob', 'carol'])
    expect(standing.find(({ peer_id }) => peer_id === 'alice')?.rank).toBe(FOUNDER_RANK)
  })

  test('a closing by right keeps the joins it names and takes away the others', () => {
    const acts = [found, invite(5), join('a', 'bob'), join('late', 'mallory'), closing('end', 'alice', ['a'], true)]
    expect(members(acts)).not.toContain('mallory')
    expect(members(acts)).toContain('bob')
  })

  test('several closings by right keep what any of them names', () => {
    const ends = [closing('one', 'alice', ['a'], true), closing('two', 'alice', ['b'], true)]
    expect(members([found, invite(5), join('a', 'bob'), join('b', 'carol'), ...ends]).sort()).toEqual([
      'alice',
      'bob',
      'carol',
    ])
  })

  test('a closing that claims a right its author has not is no closing', () => {
    const acts = [found, invite(5), join('a', 'bob'), join('m', 'mallory'), closing('end', 'mallory', ['m'], true)]
    expect(members(acts)).toContain('bob')
  })

  test("a member's closing counts from as many people as the invite allows", () => {
    const joins = [join('a', 'bob'), join('b', 'carol'), join('late', 'mallory')]
    expect(members([found, invite(2), ...joins, closing('end', 'bob', ['a'], false)])).toContain('mallory')
    expect(members([found, invite(2), ...joins, closing('end', 'bob', ['a', 'b'], false)])).not.toContain('mallory')
  })

  test('many joins of one person are one use', () => {
    const own = ['m1', 'm2'].map((name) => join(name, 'mallory'))
    const acts = [found, invite(2), join('a', 'bob'), ...own, closing('end', 'mallory', ['m1', 'm2'], false)]
    expect(members(acts)).toContain('bob')
  })

  test('joins by another invite, and joins that do not exist, make no closing count', () => {
    const other = act('x', 'dora', { act: 'join', invite: id('other') })
    const acts = [found, invite(2), join('a', 'bob'), join('b', 'carol'), other]
    expect(members([...acts, closing('end', 'carol', ['b', 'x'], false)])).toContain('bob')
    expect(members([...acts, closing('end', 'carol', ['b', 'nothing'], false)])).toContain('bob')
  })

  test('who was taken away by right closes nothing as a member', () => {
    const byRight = closing('right', 'alice', ['a', 'b'], true)
    const byVoid = closing('void', 'mallory', ['m', 'a'], false)
    const joins = [join('a', 'bob'), join('b', 'carol'), join('m', 'mallory')]
    expect(members([found, invite(2), ...joins, byRight, byVoid]).sort()).toEqual(['alice', 'bob', 'carol'])
  })
})

const PEOPLE = ['alice', 'bob', 'carol', 'dora']
const INVITES = ['i1', 'i2']
const JOINS = ['j1', 'j2', 'j3', 'j4', 'j5', 'j6']

const anyPower: fc.Arbitrary<Power> = fc.oneof(
  fc.constant<Power>({ act: 'found' }),
  fc.record({ act: fc.constant('join' as const), invite: fc.constantFrom(...INVITES).map(id) }),
  fc.record({ act: fc.constant('invite' as const), max_uses: fc.integer({ min: 1, max: 3 }) }),
  fc.record({
    act: fc.constant('close' as const),
    invite: fc.constantFrom(...INVITES).map(id),
    seen: fc.subarray(JOINS).map((names) => names.map(id)),
    revoked: fc.boolean(),
    by_right: fc.boolean(),
  }),
)

const anyActs = fc.uniqueArray(
  fc.record({
    event_id: fc.constantFrom(...INVITES, ...JOINS, 'c1', 'c2', 'c3', 'root').map(id),
    author: fc.constantFrom(...PEOPLE).map(peer),
    created_at: fc.integer({ min: 0, max: 3 }),
    power: anyPower,
  }),
  { selector: (one) => one.event_id, maxLength: 12 },
)

describe('for any acts at all', () => {
  test('the result does not depend on their order', () => {
    const acts = anyActs.chain((one) => fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length })))
    fc.assert(
      fc.property(acts, ([one, other]) => {
        expect(effective(other)).toEqual(effective(one))
      }),
      { numRuns: 2_000 },
    )
  })

  test('everybody who stands founded or joined, and no founder is taken away', () => {
    fc.assert(
      fc.property(anyActs, (acts) => {
        for (const { event_id } of effective(acts)) {
          expect(acts.some((one) => one.event_id === event_id && ['found', 'join'].includes(one.power.act))).toBe(true)
        }
        for (const one of acts) if (one.power.act === 'found') expect(members(acts)).toContain(one.author)
      }),
      { numRuns: 1_000 },
    )
  })
})
