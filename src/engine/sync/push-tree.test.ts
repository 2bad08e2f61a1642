/** The push tree, among fifty members and against those who abuse it (behaviours 22 and 23). */

import { describe, expect, it } from 'vitest'
import { asLinkId, type EventId, type LinkId, type ShortId, shortIdOf } from '../base/ids.ts'
import { createPushMesh, type PushMesh } from './push-mesh.testing.ts'
import { createPushTree, type PushMessage, type PushTree } from './push-tree.ts'

const MEMBERS = 50

/** @returns the slowest of so many events, each by another member */
function converse(mesh: PushMesh, events: number): number {
  const reached = Array.from({ length: events }, (_, i) => {
    const id = mesh.write((7 * i) % MEMBERS)
    mesh.run(500)
    return id
  }).map((id) => mesh.reached(id))
  return Math.max(...reached)
}

describe('fifty members', () => {
  for (const seed of [1, 2, 3]) {
    it(`have each event once and a tenth, whoever writes (${seed})`, () => {
      const mesh = createPushMesh(seed, MEMBERS, 2)
      mesh.write(0)
      mesh.run(3_000)
      expect(mesh.takeCounts().live).toBeLessThan(4 * MEMBERS) // the first one floods
      converse(mesh, 100)
      mesh.takeCounts()
      expect(converse(mesh, 100)).toBeLessThan(Infinity)
      const { live, announced } = mesh.takeCounts()
      expect(live / 100).toBeGreaterThanOrEqual(MEMBERS - 1)
      expect(live / 100).toBeLessThan(1.1 * (MEMBERS - 1))
      expect(announced / 100).toBeLessThan(6 * MEMBERS)
    })

    it(`lose a third of their links and miss nothing (${seed})`, () => {
      const mesh = createPushMesh(seed, MEMBERS, 2)
      converse(mesh, 50)
      let cut = 0
      for (let at = 0; at < MEMBERS; at++) {
        for (const other of [...(mesh.members[at]?.links ?? [])]) {
          // The ring itself stays, so that nobody is alone.
          if ((other - at + MEMBERS) % MEMBERS > 1 && (at - other + MEMBERS) % MEMBERS > 1 && cut++ % 2 === 0) {
            mesh.cut(at, other)
          }
        }
      }
      expect(cut).toBeGreaterThan(50)
      const id = mesh.write(3)
      mesh.run(20_000)
      expect(mesh.reached(id)).toBeLessThan(20_000)
      converse(mesh, MEMBERS) // and the tree is whole again
      expect(converse(mesh, 20)).toBeLessThan(500)
    })
  }

  it('are not held up by one who announces everything and delivers nothing', () => {
    const mesh = createPushMesh(4, MEMBERS, 2)
    const liar = mesh.members[10]
    if (liar !== undefined) liar.isLiar = true
    converse(mesh, 50)
    const ids = Array.from({ length: 20 }, (_, i) => {
      const id = mesh.write(20 + i)
      mesh.run(500)
      return id
    })
    mesh.run(10_000)
    for (const id of ids) expect(mesh.reached(id)).toBeLessThan(10_000)
  })
})

interface Told {
  readonly link: LinkId
  readonly message: PushMessage | { readonly kind: 'live'; readonly count: number } | { readonly kind: 'compare' }
}

function alone(links: number): { readonly tree: PushTree; readonly links: readonly LinkId[]; take(): readonly Told[] } {
  let told: Told[] = []
  const tree = createPushTree({
    isStored: () => false,
    bytesOf: (ids) => ids.map(() => new Uint8Array(1)),
    deliver: (link, events) => told.push({ link, message: { kind: 'live', count: events.length } }),
    send: (link, message) => told.push({ link, message }),
    compare: (link) => told.push({ link, message: { kind: 'compare' } }),
  })
  const ids = Array.from({ length: links }, (_, i) => asLinkId(`link ${i}`))
  ids.forEach(tree.open)
  return {
    tree,
    links: ids,
    take() {
      const taken = told
      told = []
      return taken
    },
  }
}

const eventId = (n: number) => n.toString(16).padStart(64, '0').split('').reverse().join('') as EventId
const event = (n: number) => ({ id: eventId(n), bytes: new Uint8Array(1) })
const shorts = (from: number, count: number): ShortId[] =>
  Array.from({ length: count }, (_, i) => shortIdOf(eventId(from + i)))

describe('a member', () => {
  it('sends whole events over four links and ids over the others', () => {
    const { tree, take } = alone(7)
    tree.push([event(1), event(2)], 'own', true)
    expect(take().map(({ message }) => message.kind)).toEqual([
      'live',
      'live',
      'live',
      'live',
      'ihave',
      'ihave',
      'ihave',
    ])
  })

  it('answers a pull once, and only of what it announced on that link', () => {
    const { tree, links, take } = alone(6)
    const [, , , , lazy, other] = links as [LinkId, LinkId, LinkId, LinkId, LinkId, LinkId]
    tree.push([event(1)], 'own', true)
    take()
    tree.grafted(lazy, shorts(1, 3))
    expect(take()).toEqual([{ link: lazy, message: { kind: 'live', count: 1 } }])
    for (let again = 0; again < 9; again++) tree.grafted(lazy, shorts(1, 3))
    tree.grafted(other, shorts(2, 2))
    expect(take()).toEqual([])
  })

  it('pulls what was announced and does not come, from one after the other', () => {
    const { tree, links, take } = alone(3)
    for (const link of links) tree.announced(link, shorts(1, 1), 0)
    tree.tick(299)
    expect(take()).toEqual([])
    const asked = [300, 1_300, 2_300, 3_300, 9_000].map((t_ms) => {
      tree.tick(t_ms)
      return take().map(({ link }) => link)
    })
    expect(asked).toEqual([...links.map((link) => [link]), [], []])
  })

  it('does not pull what came meanwhile, whichever way', () => {
    const { tree, links, take } = alone(3)
    const [first, second] = links as [LinkId, LinkId, LinkId]
    tree.announced(first, shorts(1, 2), 0)
    tree.received(second, [eventId(1)])
    tree.push([event(2)], 'a reconciliation', false)
    take()
    tree.tick(400)
    expect(take()).toEqual([])
  })

  it('waits for at most 1,024 announced ids of a link, and hears 2,048 between two ticks', () => {
    const { tree, links, take } = alone(1)
    const [link] = links as [LinkId]
    for (let i = 0; i < 100; i++) tree.announced(link, shorts(1_000 * i, 1_000), 0)
    tree.tick(400)
    const pulled = take().flatMap(({ message }) => (message.kind === 'graft' ? message.ids : []))
    expect(pulled).toHaveLength(1_024)
  })

  it('has what was reconciled elsewhere compared, and neither sent nor listed', () => {
    const { tree, links, take } = alone(5)
    const [from, ...others] = links as [LinkId, ...LinkId[]]
    tree.push(
      Array.from({ length: 500 }, (_, i) => event(i)),
      from,
      false,
    )
    expect(take()).toEqual(others.map((link) => ({ link, message: { kind: 'compare' } })))
  })

  it('leaves a link eager that brings what reconciliation brought too', () => {
    const { tree, links, take } = alone(2)
    const [link, other] = links as [LinkId, LinkId]
    tree.push([event(1)], other, false)
    take()
    tree.received(link, [eventId(1)])
    expect([take(), tree.isEager(link)]).toEqual([[], true])
  })

  it('with four links or fewer keeps all of them eager, whatever they repeat', () => {
    const { tree, links, take } = alone(4)
    for (const link of links) tree.received(link, [eventId(1)])
    expect(take()).toEqual([])
    expect(links.map((link) => tree.isEager(link))).toEqual([true, true, true, true])
  })

  it('grafts back the last eager link when it is pruned, and no other', () => {
    const { tree, links, take } = alone(2)
    const [first, second] = links as [LinkId, LinkId]
    tree.pruned(first)
    expect([take(), tree.isEager(first)]).toEqual([[], false])
    tree.pruned(second)
    expect([take(), tree.isEager(second)]).toEqual([[{ link: second, message: { kind: 'graft', ids: [] } }], true])
  })

  it('makes a link lazy that brings what it has, and another eager when an eager one is lost', () => {
    const { tree, links, take } = alone(5)
    const [first, second, , , lazy] = links as [LinkId, LinkId, LinkId, LinkId, LinkId]
    tree.received(first, [eventId(1)])
    tree.received(second, [eventId(1)])
    expect(take()).toEqual([{ link: second, message: { kind: 'prune' } }])
    expect([tree.isEager(first), tree.isEager(second), tree.isEager(lazy)]).toEqual([true, false, false])
    tree.closed(first)
    expect(tree.isEager(second)).toBe(true)
  })
})
