/** The authority fold, as stories: who stands, what counts, whatever the order. */

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Act } from './act.ts'
import { community, createStory, id, NONE, person } from './acts.testing.ts'
import { communityOf } from './acts.ts'
import { type Effective, effective } from './effective.ts'
import { FOUNDER_RANK, MAX_RANK, MEMBER_RANK } from './ranks.ts'

const rankOf = (story: ReturnType<typeof community>, name: string) =>
  story.result().standing.find(({ peer_id }) => (peer_id as string) === name)?.rank

describe('taking something away again and again', () => {
  const TIMES = 5
  const times = Array.from({ length: TIMES }, (_, i) => `time ${i}`)

  test('a device says once how much of it counts', () => {
    const story = community('bob')
    for (const time of times) story.removesDevice(time, 'bob', 'bob', NONE)
    expect(story.result().cuts.map(({ event_id }) => event_id)).toEqual(['time 0', 'time 0'])
  })

  test('whoever leaves says it once', () => {
    const story = community('bob')
    for (const time of times) story.removes(time, 'bob', 'bob', NONE)
    expect(story.result().cuts.map(({ event_id }) => event_id)).toEqual(['time 0', 'time 0'])
  })

  test('so does each admin, and the least of what they say counts', () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob')
    for (const time of times) {
      story.uses(`word at ${time}`, 'carol', 'none')
      story.removes(`alice, ${time}`, 'alice', 'carol')
      story.removes(`bob, ${time}`, 'bob', 'carol', 'b')
    }
    const cuts = story.result().cuts.filter(({ plane }) => plane === 2)
    expect(cuts.map(({ event_id, count }) => [event_id, count])).toEqual([
      ['alice, time 0', 2],
      ['bob, time 0', 2],
    ])
  })

  test('a device says it once of each that it linked', () => {
    const story = community('bob')
    story.links('phone', 'bob', 'bob/phone')
    for (const time of times) story.removesDevice(time, 'bob', 'bob/phone', NONE)
    expect(story.result().cuts.map(({ event_id }) => event_id)).toEqual(['time 0', 'time 0'])
    expect(story.voids()).toEqual([])
  })

  test('who ends a right says once what was done under it in time', () => {
    const story = community('bob')
    story.grants('b', 'alice', 'bob')
    story.revokes('first', 'alice', 'bob', ['b'])
    story.invites('late', 'bob', 'b')
    story.revokes('second', 'alice', 'bob', ['b'])
    story.joins('mallory', 'late')
    expect(story.standing()).toEqual(['alice', 'bob'])
  })
})

describe('joining', () => {
  test('the founder stands at rank 0, with everybody who joined by an open link', () => {
    const story = community('bob', 'carol')
    expect(story.standing()).toEqual(['alice', 'bob', 'carol'])
    expect(rankOf(story, 'alice')).toBe(FOUNDER_RANK)
    expect(rankOf(story, 'bob')).toBe(MEMBER_RANK)
  })

  test('nobody joins by an invite without a right', () => {
    const story = community('bob')
    story.invites('forged', 'bob', 'no grant')
    story.joins('mallory', 'forged')
    expect(story.standing()).toEqual(['alice', 'bob'])
    expect(story.voids()).toEqual(['forged', 'mallory joins'])
  })

  test('a grant brings nobody in whose link has no effect', () => {
    const story = community('bob')
    story.invites('forged', 'bob', 'no grant')
    story.joins('mallory', 'forged')
    story.grants('m', 'alice', 'mallory')
    expect(story.standing()).toEqual(['alice', 'bob'])
  })

  test('a closing by right keeps the joins it names and takes away the others', () => {
    const story = community('bob', 'mallory')
    story.closes('end', 'alice', 'invite', ['bob joins'])
    expect(story.standing()).toEqual(['alice', 'bob'])
    expect(story.voids()).toEqual(['mallory joins'])
    expect(story.result().invites).toEqual([{ event_id: 'invite', state: 'closed', revoked: false }])
  })

  test('several closings by right keep what any of them names, and admit who came too late', () => {
    const story = community('bob', 'carol')
    story.closes('one', 'alice', 'invite', ['bob joins'], undefined, true)
    expect(story.standing()).toEqual(['alice', 'bob'])
    story.closes('admits', 'alice', 'invite', ['carol joins'])
    expect(story.standing()).toEqual(['alice', 'bob', 'carol'])
    expect(story.result().invites[0]?.revoked).toBe(true)
  })

  test('a closing admits nobody by a link it does not close', () => {
    const story = community('bob')
    story.invites('other', 'alice')
    story.closes('end other', 'alice', 'other', [])
    story.joins('mallory', 'other')
    story.closes('end', 'alice', 'invite', ['bob joins', 'mallory joins'])
    expect(story.standing()).toEqual(['alice', 'bob'])
  })

  test('many joins of one person are one member, by each link a row', () => {
    const story = community('bob')
    story.invites('other', 'alice')
    story.joins('bob', 'other', 'bob again')
    expect(story.result().standing.map(({ event_id }) => event_id)).toEqual(['root', 'bob joins', 'bob again'])
    story.closes('end', 'alice', 'invite', [])
    expect(story.standing()).toEqual(['alice', 'bob'])
  })
})

describe("a member's closing", () => {
  const used = (uses = 2) => {
    const story = createStory()
    story.found('alice')
    story.invites('invite', 'alice', undefined, uses)
    for (const name of ['bob', 'carol', 'mallory']) story.joins(name)
    return story
  }

  test('counts from as many people as the invite allows, and keeps its author', () => {
    const story = used()
    story.closes('few', 'bob', 'invite', ['bob joins'], NONE)
    expect(story.standing()).toContain('mallory')
    story.closes('end', 'bob', 'invite', ['bob joins', 'carol joins'], NONE)
    expect(story.standing()).toEqual(['alice', 'bob', 'carol'])
  })

  test('joins by another invite, and joins that do not exist, make none count', () => {
    const story = used()
    story.invites('other', 'alice')
    story.joins('dora', 'other')
    story.closes('foreign', 'carol', 'invite', ['carol joins', 'dora joins'], NONE)
    story.closes('invented', 'carol', 'invite', ['carol joins', 'nothing'], NONE)
    expect(story.standing()).toEqual(['alice', 'bob', 'carol', 'dora', 'mallory'])
  })

  test('many joins of one person are one use', () => {
    const story = used()
    story.joins('mallory', 'invite', 'mallory again')
    story.closes('end', 'mallory', 'invite', ['mallory joins', 'mallory again'], NONE)
    expect(story.standing()).toEqual(['alice', 'bob', 'carol', 'mallory'])
  })

  test('that names its own author keeps them no more than others say', () => {
    const story = used()
    story.closes('end', 'bob', 'invite', ['bob joins', 'carol joins'], NONE)
    story.closes('forged', 'mallory', 'invite', ['bob joins', 'mallory joins'], NONE)
    expect(story.standing()).toEqual(['alice', 'bob', 'carol'])
  })

  test('keeps nobody where an admin has closed', () => {
    const story = used()
    story.closes('end', 'alice', 'invite', ['bob joins', 'carol joins'], undefined, true)
    story.closes('restores', 'bob', 'invite', ['carol joins', 'mallory joins'], NONE)
    expect(story.standing()).toEqual(['alice', 'bob', 'carol'])
    expect(story.voids()).toEqual(['mallory joins', 'restores'])
  })

  test('takes away no admin', () => {
    const story = used()
    story.grants('grant', 'alice', 'mallory')
    story.closes('end', 'bob', 'invite', ['bob joins', 'carol joins'], NONE)
    expect(story.standing()).toContain('mallory')
  })

  test('by who was removed counts as far as the cut', () => {
    const story = used()
    story.closes('before', 'bob', 'invite', ['bob joins', 'carol joins'], NONE)
    story.removes('removal', 'alice', 'bob')
    expect(story.standing()).toEqual(['alice', 'carol'])
    const late = used()
    late.removes('removal', 'alice', 'bob')
    late.closes('after', 'bob', 'invite', ['bob joins', 'carol joins'], NONE)
    expect(late.standing()).toEqual(['alice', 'carol', 'mallory'])
  })
})

describe('grants', () => {
  test('one admin makes another, each a rank lower', () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob')
    story.grants('c', 'bob', 'carol', 'b')
    story.invites('of carol', 'carol', 'c')
    story.joins('dora', 'of carol')
    expect(story.standing()).toContain('dora')
    expect([rankOf(story, 'bob'), rankOf(story, 'carol'), rankOf(story, 'dora')]).toEqual([1, 2, MEMBER_RANK])
    expect(story.result().grants.map(({ person_id, rank }) => [person_id, rank])).toEqual([
      ['bob', 1],
      ['carol', 2],
    ])
  })

  test('a founder may make a co-founder; an admin may not', () => {
    const story = community('bob', 'carol', 'dora')
    story.grants('b', 'alice', 'bob', undefined, true)
    story.grants('c', 'bob', 'carol', 'b')
    story.grants('d', 'carol', 'dora', 'c', true)
    expect(['bob', 'carol', 'dora'].map((name) => rankOf(story, name))).toEqual([0, 1, MEMBER_RANK])
    expect(story.voids()).toEqual(['d'])
  })

  test('a grant by who is no member makes nobody an admin', () => {
    const story = community('bob', 'mallory')
    story.grants('m', 'alice', 'mallory')
    story.grants('b', 'mallory', 'bob', 'm')
    story.closes('end', 'alice', 'invite', ['bob joins'])
    expect(rankOf(story, 'bob')).toBe(MEMBER_RANK)
  })

  test('nothing is done under a grant by who never was a member', () => {
    const story = community('bob')
    story.grants('b', 'mallory', 'bob')
    story.invites('by bob', 'bob', 'b')
    story.joins('dave', 'by bob')
    expect(story.standing()).toEqual(['alice', 'bob'])
    expect(story.voids()).toEqual(['b', 'by bob', 'dave joins'])
  })

  test('rights further from the root than the limit carry nothing', () => {
    const names = Array.from({ length: MAX_RANK + 2 }, (_, i) => `p${i}`)
    const story = community(...names)
    names.forEach((name, i) => {
      story.grants(`g${i}`, i === 0 ? 'alice' : `p${i - 1}`, name, i === 0 ? undefined : `g${i - 1}`)
    })
    expect(names.map((name) => rankOf(story, name)).slice(-3)).toEqual([MAX_RANK, MEMBER_RANK, MEMBER_RANK])
  })

  test('what an admin did stays when the grant ends, and what they do later does not count', () => {
    const story = community('bob')
    story.grants('b', 'alice', 'bob')
    story.uses('before', 'bob', 'b')
    story.revokes('demotes', 'alice', 'bob', ['b'])
    story.uses('after', 'bob', 'b')
    expect(story.voids()).toEqual(['after'])
    expect(rankOf(story, 'bob')).toBe(MEMBER_RANK)
    story.grants('again', 'alice', 'bob')
    story.uses('now', 'bob', 'again')
    expect(story.voids()).toEqual(['after'])
    expect(rankOf(story, 'bob')).toBe(1)
  })

  test('admins of one rank do not demote each other, nor those above', () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob')
    story.grants('c', 'alice', 'carol')
    story.revokes('equal', 'bob', 'carol', ['c'], 'b', [])
    story.revokes('up', 'bob', 'alice', ['root'], 'b', [])
    expect([rankOf(story, 'carol'), rankOf(story, 'alice')]).toEqual([1, 0])
    expect(story.voids()).toEqual(['equal', 'up'])
  })

  test('a revocation ends the grants it names and no others, of that person alone', () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob')
    story.grants('b2', 'alice', 'bob')
    story.grants('c', 'alice', 'carol')
    story.revokes('one', 'alice', 'bob', ['b', 'c'])
    expect([rankOf(story, 'bob'), rankOf(story, 'carol')]).toEqual([1, 1])
    story.revokes('two', 'alice', 'bob', ['b2'])
    expect(rankOf(story, 'bob')).toBe(MEMBER_RANK)
  })

  test('an admin steps down, a co-founder too, and nobody else ends a co-founder', () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob', undefined, true)
    story.grants('c', 'alice', 'carol', undefined, true)
    story.revokes('by another', 'alice', 'bob', ['b'])
    expect(rankOf(story, 'bob')).toBe(0)
    story.revokes('steps down', 'bob', 'bob', ['b'], 'b')
    story.uses('after', 'bob', 'b')
    expect(rankOf(story, 'bob')).toBe(MEMBER_RANK)
    expect(story.voids()).toEqual(['after', 'by another'])
    story.removes('now', 'carol', 'bob', 'c')
    expect(story.standing()).not.toContain('bob')
  })
})

describe('removal', () => {
  test('takes a person away with all devices; what they did stays, what they do later does not count', () => {
    const story = community('bob')
    story.links('phone', 'bob', 'bob/phone')
    story.grants('b', 'alice', 'bob')
    story.invites('kept', 'bob/phone', 'b')
    story.joins('carol', 'kept')
    story.removes('removal', 'alice', 'bob')
    story.invites('late', 'bob', 'b')
    story.joins('mallory', 'late')
    expect(story.standing()).toEqual(['alice', 'carol'])
    expect(story.voids()).toEqual(['late', 'mallory joins'])
    expect(story.result().grants).toEqual([])
    expect(story.result().cuts).toEqual(
      ['bob', 'bob/phone'].flatMap((peer_id) =>
        [1, 2].map((plane) => ({
          event_id: 'removal',
          peer_id,
          plane,
          count: peer_id === 'bob' ? 2 : 1,
          end: { head: peer_id === 'bob' ? 'phone' : 'kept', count: peer_id === 'bob' ? 2 : 1, below: [] },
        })),
      ),
    )
  })

  test('while a chain has a gap what lies before it has no effect yet', () => {
    const story = community('bob')
    story.grants('b', 'alice', 'bob')
    story.uses('early', 'bob', 'b')
    const cuts = [
      { peer_id: 'bob', control: { head: 'unseen', count: 3, below: ['unheard'] }, content: undefined },
    ] as never
    story.removes('removal', 'alice', 'bob', undefined, cuts)
    expect(story.voids()).toEqual(['early'])
    expect(story.standing()).toEqual(['alice'])
  })

  test('what lies below an event that the cut names too has effect, whatever lies between', () => {
    const story = community('bob')
    story.grants('b', 'alice', 'bob')
    story.uses('early', 'bob', 'b')
    const cuts = [
      { peer_id: 'bob', control: { head: 'unseen', count: 3, below: ['early'] }, content: undefined },
    ] as never
    story.uses('later', 'bob', 'b')
    story.removes('removal', 'alice', 'bob', undefined, cuts)
    expect(story.voids()).toEqual(['later'])
  })

  test('of a device the remover has not cut nothing counts', () => {
    const story = community('bob')
    story.grants('b', 'alice', 'bob')
    story.links('phone', 'bob', 'bob/phone')
    const cuts = [story.cutOf('bob')]
    story.uses('by phone', 'bob/phone', 'b')
    story.removes('removal', 'alice', 'bob', undefined, cuts)
    expect(story.voids()).toEqual(['by phone'])
    expect(story.result().cuts.filter(({ peer_id }) => (peer_id as string) === 'bob/phone')).toMatchObject([
      { plane: 1, count: 0 },
      { plane: 2, count: 0 },
    ])
  })

  test('two admins of one rank who remove each other both stay', () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob')
    story.grants('c', 'alice', 'carol')
    story.removes('first', 'bob', 'carol', 'b')
    story.removes('second', 'carol', 'bob', 'c')
    expect(story.standing()).toEqual(['alice', 'bob', 'carol'])
    expect(story.voids()).toEqual(['first', 'second'])
  })

  test('nobody removes the founder, a co-founder or who outranks them', () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob', undefined, true)
    story.grants('c', 'alice', 'carol')
    story.removes('founder', 'bob', 'alice', 'b')
    story.removes('co-founder', 'alice', 'bob')
    story.removes('above', 'carol', 'bob', 'c')
    expect(story.standing()).toEqual(['alice', 'bob', 'carol'])
  })

  test('a member removes nobody but themselves', () => {
    const story = community('bob', 'carol')
    story.removes('other', 'bob', 'carol', 'no grant')
    story.removes('leaves', 'carol', 'carol', NONE)
    expect(story.standing()).toEqual(['alice', 'bob'])
    expect(story.voids()).toEqual(['other'])
  })

  test('a removal and a grant at once: whoever is an admin by then stays', () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob')
    const cuts = story.cutsOf('carol')
    story.grants('c', 'alice', 'carol')
    story.removes('removal', 'bob', 'carol', 'b', cuts)
    expect(story.standing()).toContain('carol')
    story.revokes('demotes', 'alice', 'carol', ['c'])
    expect(story.standing()).not.toContain('carol')
  })

  test('what a removed admin removed earlier stays removed, and what they back-date does not', () => {
    const story = community('bob', 'carol', 'dora')
    story.grants('b', 'alice', 'bob')
    story.removes('earlier', 'bob', 'carol', 'b')
    const cuts = story.cutsOf('bob')
    story.removes('back-dated', 'bob', 'dora', 'b')
    story.removes('removal', 'alice', 'bob', undefined, cuts)
    expect(story.standing()).toEqual(['alice', 'dora'])
    expect(story.voids()).toEqual(['back-dated'])
  })

  test('a join is an act of the community, not of who leaves: a removed person is known, and stays away', () => {
    const story = community('bob')
    story.invites('other', 'alice')
    story.removes('removal', 'alice', 'bob', undefined, [])
    story.joins('bob', 'other', 'bob again')
    expect(story.standing()).toEqual(['alice'])
    expect(story.result().cuts).toHaveLength(2)
  })

  test('of who never was a member there is nothing to cut', () => {
    const story = community('mallory')
    story.closes('end', 'alice', 'invite', [])
    story.removes('removal', 'alice', 'mallory')
    expect(story.result().cuts).toEqual([])
  })

  test('the removal of an admin does not undo an admission of theirs, nor of who outranks them', () => {
    const story = community('bob', 'carol', 'dora')
    story.grants('b', 'alice', 'bob')
    story.closes('end', 'alice', 'invite', ['bob joins'])
    story.closes('admits', 'bob', 'invite', ['carol joins'], 'b')
    story.removes('removal', 'alice', 'bob')
    story.closes('late', 'bob', 'invite', ['dora joins'], 'b')
    expect(story.standing()).toEqual(['alice', 'carol'])
  })

  test("an admin's closing takes away no join of who is an admin of that rank", () => {
    const story = community('bob', 'carol')
    story.grants('b', 'alice', 'bob')
    story.grants('c', 'alice', 'carol')
    story.closes('end', 'bob', 'invite', [], 'b')
    expect(story.standing()).toEqual(['alice', 'bob', 'carol'])
    story.closes('above', 'alice', 'invite', ['carol joins'])
    expect(story.standing()).toEqual(['alice', 'carol'])
  })
})

describe('devices of one person', () => {
  const withDevices = () => {
    const story = community('bob')
    story.links('phone', 'bob', 'bob/phone')
    story.links('tablet', 'bob/phone', 'bob/tablet')
    return story
  }

  test('stand with the person, at the same rank', () => {
    const story = withDevices()
    story.grants('b', 'alice', 'bob')
    expect(story.standing()).toEqual(['alice', 'bob', 'bob/phone', 'bob/tablet'])
    expect(rankOf(story, 'bob/tablet')).toBe(1)
    story.uses('by tablet', 'bob/tablet', 'b')
    expect(story.voids()).toEqual([])
  })

  test('a device removes those linked through it, with what they linked later; not those above it', () => {
    const story = withDevices()
    story.removesDevice('up', 'bob/tablet', 'bob/phone', NONE)
    story.removesDevice('first', 'bob/phone', 'bob', NONE)
    expect(story.standing()).toContain('bob/phone')
    story.removesDevice('down', 'bob', 'bob/phone', NONE)
    story.links('late', 'bob/phone', 'bob/thief')
    expect(story.standing()).toEqual(['alice', 'bob', 'bob/tablet'])
    expect(story.voids()).toEqual(['first', 'late', 'up'])
  })

  test('a device removes none that was linked through another', () => {
    const story = withDevices()
    story.links('laptop', 'bob', 'bob/laptop')
    story.removesDevice('across', 'bob/laptop', 'bob/tablet', NONE)
    expect(story.standing()).toEqual(['alice', 'bob', 'bob/laptop', 'bob/phone', 'bob/tablet'])
    expect(story.voids()).toEqual(['across'])
  })

  test('a device removes itself, and keeps what it did', () => {
    const story = withDevices()
    story.removesDevice('self', 'bob/phone', 'bob/phone', NONE)
    story.links('late', 'bob/phone', 'bob/late')
    expect(story.standing()).toEqual(['alice', 'bob', 'bob/tablet'])
  })

  test('only a device that none of the person outranks leaves or steps down for them', () => {
    const story = withDevices()
    story.grants('b', 'alice', 'bob')
    story.removes('theft', 'bob/phone', 'bob', NONE)
    story.revokes('demotes', 'bob/phone', 'bob', ['b'], 'b')
    expect(story.voids()).toEqual(['demotes', 'theft'])
    story.removes('leaves', 'bob', 'bob', NONE)
    expect(story.standing()).toEqual(['alice'])
  })

  test('a device linked by the recovery key outranks all others, the first one too', () => {
    const story = withDevices()
    story.recovers('recovery', 'bob/new')
    story.removes('theft', 'bob', 'bob', NONE)
    story.removesDevice('first', 'bob/new', 'bob', NONE)
    story.removesDevice('back', 'bob', 'bob/new', NONE)
    expect(story.standing()).toEqual(['alice', 'bob/new', 'bob/phone', 'bob/tablet'])
    expect(story.voids()).toEqual(['back', 'theft'])
  })

  test('an admin who outranks the person removes one device; an equal one does not', () => {
    const story = withDevices()
    story.joins('carol')
    story.grants('b', 'alice', 'bob')
    story.grants('c', 'alice', 'carol')
    story.removesDevice('equal', 'carol', 'bob/phone', 'c')
    expect(story.standing()).toContain('bob/phone')
    story.removesDevice('above', 'alice', 'bob/phone')
    expect(story.standing()).toEqual(['alice', 'bob', 'bob/tablet', 'carol'])
  })

  test('an admin takes no device of their own away by their right: there the order of devices holds', () => {
    const story = withDevices()
    story.grants('b', 'alice', 'bob')
    story.removesDevice('by right', 'bob/phone', 'bob', 'b')
    expect(story.standing()).toContain('bob')
  })

  test('a person whose first device is gone lives on in the others', () => {
    const story = withDevices()
    story.removesDevice('first', 'alice', 'bob')
    expect(story.standing()).toEqual(['alice', 'bob/phone', 'bob/tablet'])
    story.closes('end', 'alice', 'invite', ['bob joins'])
    expect(story.standing()).toEqual(['alice', 'bob/phone', 'bob/tablet'])
  })

  test('a link by a device that is nobody’s makes none', () => {
    const story = community('bob')
    story.links('stranger', 'bob/unknown', 'bob/phone')
    expect(story.standing()).toEqual(['alice', 'bob'])
    expect(story.voids()).toEqual(['stranger'])
  })
})

const DEVICES = ['alice', 'alice/phone', 'bob', 'bob/phone', 'bob/tablet', 'carol', 'carol/phone', 'dora']
const KINDS = ['invite', 'join', 'link', 'recover', 'grant', 'revoke', 'remove', 'device', 'close', 'use'] as const

/** Acts as devices could write them, well or ill meant; chains and cuts are those of the story as it goes. */
const anyStory = fc
  .array(
    fc.record({
      device: fc.constantFrom(...DEVICES),
      other: fc.constantFrom(...DEVICES),
      kind: fc.constantFrom(...KINDS),
      /** Cut where the story is, or before it began. */
      isCut: fc.boolean(),
      pick: fc.nat(7),
    }),
    { minLength: 1, maxLength: 30 },
  )
  .map((steps) => {
    const story = community('bob', 'carol')
    const rights = new Map<string, string[]>([['alice', ['root']]])
    const invites = ['invite']
    const joins = ['bob joins', 'carol joins']
    const grants: string[] = []
    const grant = (name: string, by: string, to: string, right: string, isCoFounder: boolean) => {
      story.grants(name, by, to, right, isCoFounder)
      grants.push(name)
      rights.set(person(to), [...(rights.get(person(to)) ?? []), name])
    }
    grant('g', 'alice', 'bob', 'root', false)
    for (const [i, { device, other, kind, isCut, pick }] of steps.entries()) {
      const name = `e${i}`
      const own = rights.get(person(device)) ?? []
      const right = own[pick % Math.max(1, own.length)]
      const orNone = right === undefined || pick > 5 ? NONE : right
      const cuts = isCut ? undefined : []
      const invite = invites[pick % invites.length]
      const isOwn = person(device) === person(other)
      if (kind === 'join') joins.push(story.joins(person(device), invite, name))
      if (kind === 'link' && other !== person(other)) story.links(name, device, other)
      if (kind === 'recover' && device !== person(device)) story.recovers(name, device)
      if (kind === 'remove' && (orNone !== NONE || isOwn)) story.removes(name, device, other, orNone, cuts)
      if (kind === 'device' && (orNone !== NONE || isOwn)) story.removesDevice(name, device, other, orNone, cuts)
      if (kind === 'close') story.closes(name, device, invite ?? '', joins.slice(pick % 3), orNone, pick === 0)
      if (right === undefined) continue
      if (kind === 'invite') invites.push(story.invites(name, device, right, 1 + (pick % 2)))
      if (kind === 'grant') grant(name, device, other, right, pick === 0)
      if (kind === 'revoke') story.revokes(name, device, other, grants.slice(pick % 3), right, cuts)
      if (kind === 'use') story.uses(name, device, right)
    }
    return story
  })

/** One value for one result, in whatever order it lists. */
const told = ({ groups, ...result }: Effective) =>
  Object.entries({ ...result, ...groups }).map(([name, rows]) => [
    name,
    (rows as readonly unknown[]).map((row) => JSON.stringify(row)).sort(),
  ])

describe('for any acts at all', () => {
  test('the result does not depend on their order', () => {
    fc.assert(
      fc.property(anyStory, fc.infiniteStream(fc.nat()), (story, numbers) => {
        const shuffled = story.acts
          .map((act) => ({ act, at: numbers.next().value }))
          .sort((a, b) => a.at - b.at)
          .map(({ act }) => act)
        expect(told(effective(shuffled, story.chains))).toEqual(told(story.result()))
      }),
      { numRuns: 2_000 },
    )
  })

  test('nobody stands but by an event that makes them stand', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const { standing, voids } = story.result()
        const by = new Map(story.acts.map((act) => [act.event_id, act.power.act]))
        for (const { event_id } of standing) {
          expect(['found', 'join', 'link']).toContain(by.get(event_id))
          expect(voids).not.toContain(event_id)
        }
      }),
    )
  })

  test('nothing beyond a cut in force has effect', () => {
    fc.assert(
      fc.property(anyStory, (story) => {
        const { cuts, voids } = story.result()
        const byId = new Map(story.acts.map((act) => [act.event_id, act]))
        const byRight = [...communityOf(story.acts).rightActs.values()].flat()
        const rankOf = new Map(byRight.map(({ act, rank }) => [act.event_id, rank]))
        const takesOwn = ({ power, author }: Act) =>
          power.act === 'remove' && power.by === power.person && [undefined, author].includes(power.peer)
        for (const { peer_id, plane, end, event_id } of cuts) {
          const taking = byId.get(event_id)
          if (plane !== 1 || taking?.power.act !== 'remove') continue
          const counted = end === undefined ? undefined : story.chains.get(end.head)
          for (const act of story.acts) {
            const { power } = act
            if (act === taking || act.author !== peer_id || counted?.has(act.event_id) === true) continue
            if (!('by' in power) || power.by !== taking.power.person) continue // it may be another's device too
            // What makes a device a member is not among what it did.
            if (['found', 'join'].includes(power.act) || (power.act === 'link' && power.by_recovery)) continue
            // What devices of one person take from themselves they take at once, and what one device took it took.
            if (takesOwn(act) && takesOwn(taking)) continue
            if (power.act === 'remove' && taking.author === act.author) continue
            // What was done by a right that outranks the taking, or is its equal, was decided before it.
            if ((rankOf.get(act.event_id) ?? Infinity) <= (rankOf.get(event_id) ?? -1)) continue
            expect(voids, `${act.event_id} beyond ${event_id}`).toContain(act.event_id)
          }
        }
      }),
      { numRuns: 2_000 },
    )
  })

  test('an act takes nothing from people of its own rank or above', () => {
    fc.assert(
      fc.property(anyStory, fc.nat(), (story, pick) => {
        const taking = story.acts.filter(({ power }) => 'right' in power && power.right !== undefined)
        const act = taking[pick % taking.length]
        if (act === undefined || !('right' in act.power) || !('by' in act.power)) return
        if ('person' in act.power && act.power.person === act.power.by) return // of their own they take as they like
        const { right, by } = act.power
        const without = effective(
          story.acts.filter((other) => other !== act),
          story.chains,
        )
        const ranks = communityOf(story.acts).grantRanks
        const rank = right === 'root' ? 0 : (ranks.get(right ?? id('')) ?? MEMBER_RANK)
        const after = story.result().standing
        for (const before of without.standing) {
          if (before.rank > rank || before.person_id === by) continue
          const same = after.find(({ event_id, peer_id }) => event_id === before.event_id && peer_id === before.peer_id)
          expect(same?.rank, `${act.event_id} takes ${before.peer_id}`).toBeLessThanOrEqual(before.rank)
        }
      }),
      { numRuns: 4_000 },
    )
  })
})
