/** Which events of a cut device its end does not lead to. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { EventId } from '../base/ids.ts'
import type { ChainLink } from '../store/log.ts'
import { chainsOf, straysFrom } from './chains.ts'

const link = (name: string, seq: number, prev: string): ChainLink => ({ event_id: name as EventId, seq, prev })
const [A, B, C, D] = [link('a', 0, ''), link('b', 1, 'a'), link('c', 2, 'b'), link('d', 3, 'c')]
const CHAIN = [A, B, C, D]

/** Each with a question mark that is not proven. */
const strays = (head: string, count: number, chain: readonly ChainLink[], below: readonly string[] = []) =>
  straysFrom(
    { head: head as EventId, count, below: below as readonly EventId[] },
    new Map(chain.map((one) => [one.event_id as string, one])),
  ).map(({ event_id, is_proven }) => `${event_id}${is_proven === 1 ? '' : '?'}`)

test('of a chain that is here nothing strays, and beyond the end nobody looks', () => {
  expect(strays('d', 4, CHAIN)).toEqual([])
  expect(strays('b', 2, CHAIN)).toEqual([])
})

test('while the head is not here nothing is known to lead there, and whatever is in its place does not', () => {
  expect(strays('e', 5, CHAIN)).toEqual(['a?', 'b?', 'c?', 'd?'])
  expect(strays('x', 4, CHAIN)).toEqual(['a?', 'b?', 'c?', 'd'])
})

test('what lies before a gap is not known to be of the chain, and what is put into the gap not either', () => {
  expect(strays('d', 4, [A, B, D])).toEqual(['a?', 'b?'])
  expect(strays('d', 4, [A, B, link('forged', 2, 'b'), D])).toEqual(['a?', 'b?', 'forged?'])
})

test('what the end names below is of the chain, and what leads there', () => {
  expect(strays('e', 5, CHAIN, ['d'])).toEqual([])
  expect(strays('e', 6, [A, B, C, link('forged', 3, 'c')], ['unheard', 'c'])).toEqual(['forged?'])
  expect(strays('d', 4, [A, B, D], ['b'])).toEqual([])
})

test('a second event for a place strays, also where an end names it', () => {
  const forged = link('forged', 1, 'a')
  expect(strays('d', 4, [...CHAIN, forged])).toEqual(['forged'])
  expect(strays('d', 4, [...CHAIN, forged], ['forged'])).toEqual(['forged'])
})

test('what an end names is of the chain, whatever an event above names in its place that is not here', () => {
  const ahead = link('ahead', 4, 'nothing')
  expect(strays('ahead', 5, [...CHAIN, ahead], ['d'])).toEqual([])
  const forged = link('forged', 3, 'nothing')
  expect(strays('ahead', 5, [...CHAIN, link('ahead', 4, 'forged'), forged], ['d'])).toEqual(['d'])
})

test('a chain that passes over places ends there', () => {
  expect(strays('d', 10, [A, B, link('d', 9, 'b')])).toEqual(['a?', 'b?'])
})

test('an end that says another place of its head than the head itself leads nowhere', () => {
  expect(strays('d', 3, CHAIN)).toEqual(['a?', 'b?', 'c'])
})

test('of two branches the one that the end leads to is not known while it has a gap, whatever of the other is here', () => {
  const [one, two, forgotten] = [link('one', 1, 'a'), link('two', 2, 'one'), link('forgotten', 1, 'a')]
  expect(strays('two', 3, [A, forgotten, two], ['forgotten'])).toEqual([])
  expect(strays('two', 3, [A, forgotten, one], ['forgotten'])).toEqual(['one?'])
  expect(strays('two', 3, [A, forgotten, one, two], ['forgotten'])).toEqual(['forgotten'])
})

/** Any events at all, each after one before it, mostly in its place, and what of them is here. */
const anyChains = fc
  .array(fc.record({ after: fc.nat(), jump: fc.nat(9), isHere: fc.boolean() }), { minLength: 2, maxLength: 11 })
  .map((all) => {
    const links: ChainLink[] = []
    for (const [i, { after, jump }] of all.entries()) {
      const on = links[after % (i + 1)]
      links.push(link(`e${i}`, jump === 9 ? 4 : on === undefined ? jump % 3 : on.seq + 1, on?.event_id ?? ''))
    }
    return { links, here: links.filter((_, i) => all[i]?.isHere) }
  })

test('what is proven to stray does so whatever else comes', () => {
  let proven = 0
  fc.assert(
    fc.property(
      anyChains,
      fc.array(fc.nat(), { minLength: 1, maxLength: 5 }),
      fc.nat(9),
      ({ links, here }, named, shift) => {
        const [head, ...below] = named.map((at) => links[at % (links.length + 1)]?.event_id ?? 'nothing')
        if (head === undefined) return
        const count = (links.find(({ event_id }) => event_id === head)?.seq ?? 4) + 1 + (shift === 9 ? 1 : 0)
        const now = strays(head, count, here, below).filter((name) => !name.endsWith('?'))
        const later = strays(head, count, links, below).map((name) => name.replace('?', ''))
        expect(later).toEqual(expect.arrayContaining(now))
        proven += now.length
      },
    ),
    { numRuns: 20_000 },
  )
  expect(proven).toBeGreaterThan(1_000)
})

test('what lies below an event is what one comes to going down from it', () => {
  fc.assert(
    fc.property(anyChains, ({ links, here }) => {
      const stored = new Map(here.map((one) => [one.event_id as string, one]))
      const belowOf = chainsOf(stored)
      for (const { event_id } of links) {
        const down = new Set<string>()
        for (let at = stored.get(event_id); at !== undefined; at = stored.get(at.prev)) down.add(at.event_id)
        const found = links.filter((one) => belowOf(event_id)?.has(one.event_id) === true)
        expect(new Set(found.map((one) => one.event_id as string))).toEqual(down)
      }
    }),
    { numRuns: 2_000 },
  )
})
