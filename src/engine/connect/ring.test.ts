/** The orders all devices compute alike. */

import { expect, it } from 'vitest'
import type { PeerId } from '../base/ids.ts'
import { actor, NETWORK } from '../transit/two-ends.testing.ts'
import { isNeighbour, positionOf } from './ring.ts'

const peers = Array.from({ length: 24 }, (_, n) => actor(`peer ${n}`).peer_id)
const [me] = peers as [PeerId]

it('those who know each other agree on one order, in which everyone has a position of their own', () => {
  const session = actor('carol').session
  const positions = peers.map((peer) => positionOf(NETWORK, session, peer, peers))
  expect([...positions].sort((a, b) => a - b)).toEqual(peers.map((_, index) => index))
})

it('another session has another order', () => {
  const orders = ['carol', 'dave'].map((name) =>
    peers.map((peer) => positionOf(NETWORK, actor(name).session, peer, peers)),
  )
  expect(orders[0]).not.toEqual(orders[1])
})

it('of many devices four are neighbours, two on each side, and it is mutual', () => {
  const others = peers.filter((peer) => peer !== me)
  const neighbours = others.filter((peer) => isNeighbour(NETWORK, me, peer, others))
  expect(neighbours).toHaveLength(4)
  for (const peer of neighbours) {
    expect(
      isNeighbour(
        NETWORK,
        peer,
        me,
        peers.filter((other) => other !== peer),
      ),
    ).toBe(true)
  }
})

it('linked to its neighbours alone, the devices of a community form one piece', () => {
  const reached = new Set<PeerId>([me])
  for (let before = 0; before < reached.size; ) {
    before = reached.size
    for (const peer of [...reached]) {
      const others = peers.filter((other) => other !== peer)
      for (const other of others) if (isNeighbour(NETWORK, peer, other, others)) reached.add(other)
    }
  }
  expect(reached.size).toBe(peers.length)
})
