/** Who is in a group of its own people, as stories: the fold of a community with groups in it. */

import { describe, expect, test } from 'vitest'
import type { GroupId } from '../base/ids.ts'
import { community, id, person, type Story } from './acts.testing.ts'

const group = (name: string) => id(name) as string as GroupId

const makes = (story: Story, name: string, device: string) =>
  story.act(name, device, { act: 'group', by: person(device) })

/** Under the author's place, which is the group itself for who made it. */
const adds = (story: Story, name: string, device: string, to: string, place = 'garden', where = 'garden') =>
  story.act(name, device, { act: 'add', by: person(device), group: group(where), right: id(place), person: person(to) })

const drops = (
  story: Story,
  name: string,
  device: string,
  whom: string,
  places: readonly string[],
  place = 'garden',
  where = 'garden',
) =>
  story.act(name, device, {
    act: 'drop',
    by: person(device),
    group: group(where),
    right: id(place),
    person: person(whom),
    adds: places.map(id),
    cuts: story.cutsOf(whom),
  })

const membersOf = (story: Story, where = 'garden') =>
  story
    .result()
    .groups.members.filter(({ group_id }) => (group_id as string) === where)
    .map(({ person_id }) => person_id as string)
    .sort()

/** bob makes a group; carol is added by bob, dora by carol; eve is a member of the community alone. */
function garden(): Story {
  const story = community('bob', 'carol', 'dora', 'eve')
  makes(story, 'garden', 'bob')
  adds(story, 'c', 'bob', 'carol')
  adds(story, 'd', 'carol', 'dora', 'c')
  return story
}

describe('a group of its own people', () => {
  test('has who made it, and whom its members add', () => {
    expect(membersOf(garden())).toEqual(['bob', 'carol', 'dora'])
  })

  test('takes nobody in on the word of who is not in it, the founder of the community least of all', () => {
    const story = garden()
    adds(story, 'by eve', 'eve', 'eve', 'c')
    adds(story, 'by alice', 'alice', 'alice')
    expect(membersOf(story)).toEqual(['bob', 'carol', 'dora'])
    expect(story.voids()).toEqual(['by alice', 'by eve'])
  })

  test('is left at once by whom somebody above dropped, not by whom somebody below or beside did', () => {
    const story = garden()
    adds(story, 'e', 'bob', 'eve')
    drops(story, 'up', 'carol', 'bob', ['garden'], 'c')
    drops(story, 'beside', 'carol', 'eve', ['e'], 'c')
    expect(membersOf(story)).toEqual(['bob', 'carol', 'dora', 'eve'])
    drops(story, 'down', 'carol', 'dora', ['d'], 'c')
    expect(membersOf(story)).toEqual(['bob', 'carol', 'eve'])
  })

  test('is left by whoever wants to, and what they did in it stays', () => {
    const story = garden()
    drops(story, 'leaves', 'carol', 'carol', ['c'], 'c')
    adds(story, 'late', 'carol', 'eve', 'c')
    expect(membersOf(story)).toEqual(['bob', 'dora'])
    expect(story.voids()).toEqual(['late'])
  })

  test('loses nobody more by whom left it', () => {
    const story = garden()
    drops(story, 'leaves', 'carol', 'carol', ['c'], 'c')
    drops(story, 'late', 'carol', 'dora', ['d'], 'c')
    expect(membersOf(story)).toEqual(['bob', 'dora'])
    expect(story.voids()).toEqual(['late'])
  })

  test('is left once by who leaves it often: the first time says how much counts', () => {
    const story = garden()
    const [first] = story.cutsOf('carol')
    for (const name of ['first', 'again', 'once more']) drops(story, name, 'carol', 'carol', ['c'], 'c')
    const { ends, cuts } = story.result().groups
    expect(ends).toEqual([{ event_id: 'first', add_id: 'c' }])
    expect(cuts).toMatchObject([{ event_id: 'first', peer_id: 'carol', count: first?.content?.count }])
    expect(story.voids()).toEqual([])
  })

  test('is no place to delete in for an admin whose time in it is over, whoever else adds them', () => {
    const story = garden()
    story.grants('g', 'alice', 'carol')
    const erases = (name: string, ...groups: readonly string[]) =>
      story.act(name, 'carol', {
        act: 'erase',
        by: person('carol'),
        right: id('g'),
        groups: groups.map(group),
      })
    erases('in time', 'garden', 'everybody’s')
    drops(story, 'out', 'bob', 'carol', ['c'])
    erases('late', 'garden', 'everybody’s')
    expect(story.result().groups.late).toEqual([{ event_id: 'late', group_id: 'garden' }])
    adds(story, 'c again', 'bob', 'carol')
    expect(story.result().groups.late).toEqual([])
  })

  test('gives no place in another group', () => {
    const story = garden()
    makes(story, 'attic', 'eve')
    adds(story, 'into attic', 'carol', 'carol', 'c', 'attic')
    drops(story, 'out of attic', 'bob', 'eve', ['attic'], 'garden', 'attic')
    expect(membersOf(story, 'attic')).toEqual(['eve'])
    expect(story.voids()).toEqual(['into attic', 'out of attic'])
  })

  test('loses nobody’s additions with a removal from the community, but what is beyond the cut', () => {
    const story = garden()
    story.removes('out', 'alice', 'carol')
    adds(story, 'late', 'carol', 'eve', 'c')
    expect(membersOf(story)).toEqual(['bob', 'carol', 'dora'])
    expect(story.standing()).not.toContain('carol')
    expect(story.voids()).toEqual(['late'])
  })
})
