/**
 * The acceptance suite of `LinkDriver`: stories every implementation passes, wherever its ends live.
 * Runner-agnostic: a story is a name and a function that throws.
 */

import type { LinkRole } from '../../engine/base/ports.ts'
import { LINK_HIGH_WATER_BYTES, MAX_FRAME_BYTES } from '../../engine/base/ports.ts'
import type { LinkProbe } from './link-probe.ts'
import { type ContractStory, check, equal } from './story.ts'

export interface LinkContractWorld {
  /** Opens one end, on a device of its own. */
  open(role: LinkRole): Promise<LinkProbe>
  /** Lets time pass until it holds. Throws when it does not within `limit_ms`. */
  until(what: string, holds: () => Promise<boolean>, limit_ms: number): Promise<void>
  /** Lets time pass. */
  pause(ms: number): Promise<void>
}

interface Pair {
  readonly alice: LinkProbe
  readonly bob: LinkProbe
}

const LIMIT_MS = 15_000

async function description(world: LinkContractWorld, end: LinkProbe): Promise<string> {
  await world.until('a description', async () => (await end.seen()).descriptions.length > 0, LIMIT_MS)
  return (await end.seen()).descriptions[0] ?? ''
}

const isOpen = async (end: LinkProbe) => (await end.seen()).fingerprints.length > 0
const isClosed = async (end: LinkProbe) => (await end.seen()).closes.length > 0

async function connect(world: LinkContractWorld): Promise<Pair> {
  const alice = await world.open('initiator')
  const bob = await world.open('responder')
  await bob.signal(await description(world, alice))
  await alice.signal(await description(world, bob))
  await world.until('both ends open', async () => (await isOpen(alice)) && (await isOpen(bob)), LIMIT_MS)
  return { alice, bob }
}

const count = (order: readonly string[], event: string) => order.filter((name) => name === event).length

async function receives(world: LinkContractWorld, end: LinkProbe, frames: number): Promise<void> {
  await world.until(`${frames} frames`, async () => (await end.seen()).frames.length >= frames, LIMIT_MS)
}

async function checkFrames(end: LinkProbe, frames: number, bytes: number): Promise<void> {
  const seen = (await end.seen()).frames
  equal(
    seen.map((frame) => frame.number),
    Array.from({ length: frames }, (_, number) => number),
    'every frame once and in order',
  )
  check(
    seen.every((frame) => frame.whole && frame.bytes === bytes),
    'every frame is whole',
  )
}

export const linkContract: readonly ContractStory<LinkContractWorld>[] = [
  {
    name: 'both ends open and name the same two certificates',
    async run(world) {
      const { alice, bob } = await connect(world)
      const [a] = (await alice.seen()).fingerprints
      const [b] = (await bob.seen()).fingerprints
      equal(a?.local, b?.remote, "the initiator's certificate")
      equal(a?.remote, b?.local, "the responder's certificate")
      equal(a?.local.length, 64, 'a fingerprint is 32 bytes')
      check(a?.local !== a?.remote, 'each end has a certificate of its own')
    },
  },
  {
    name: 'each end gives one description, before it opens',
    async run(world) {
      const { alice, bob } = await connect(world)
      await world.pause(300)
      equal((await alice.seen()).order, ['signal', 'open'], 'initiator')
      equal((await bob.seen()).order, ['signal', 'open'], 'responder')
    },
  },
  {
    name: 'frames arrive once, whole and in order, both ways',
    async run(world) {
      const { alice, bob } = await connect(world)
      await alice.sendNumbered(0, 200, 100)
      await bob.sendNumbered(0, 200, 333)
      await receives(world, bob, 200)
      await receives(world, alice, 200)
      await checkFrames(bob, 200, 100)
      await checkFrames(alice, 200, 333)
    },
  },
  {
    name: 'a frame of 64 KiB arrives whole',
    async run(world) {
      const { alice, bob } = await connect(world)
      await alice.sendNumbered(0, 3, MAX_FRAME_BYTES)
      await receives(world, bob, 3)
      await checkFrames(bob, 3, MAX_FRAME_BYTES)
    },
  },
  {
    name: 'a sender above the high-water mark hears once when it may go on, and nothing is lost',
    async run(world) {
      const { alice, bob } = await connect(world)
      const sent = await alice.sendUntilHigh()
      check(sent * MAX_FRAME_BYTES > LINK_HIGH_WATER_BYTES, 'what was sent is counted')
      await receives(world, bob, sent)
      await world.until('drained', async () => (await alice.seen()).order.includes('drain'), LIMIT_MS)
      await world.pause(100)
      equal(count((await alice.seen()).order, 'drain'), 1, 'one drain')
      equal(await alice.bufferedBytes(), 0, 'nothing is left')
      await checkFrames(bob, sent, MAX_FRAME_BYTES)
    },
  },
  {
    name: 'a sender below the high-water mark hears nothing about draining',
    async run(world) {
      const { alice, bob } = await connect(world)
      await alice.sendNumbered(0, 6, LINK_HIGH_WATER_BYTES / 8)
      await receives(world, bob, 6)
      await world.pause(100)
      equal(count((await alice.seen()).order, 'drain'), 0, 'no drain')
    },
  },
  {
    name: 'a close is seen once by both ends and nothing follows it',
    async run(world) {
      const { alice, bob } = await connect(world)
      await alice.close('done')
      await alice.close('done twice')
      await alice.sendNumbered(0, 1, 100)
      await world.until('both closed', async () => (await isClosed(alice)) && (await isClosed(bob)), LIMIT_MS)
      await bob.close('too')
      await world.pause(300)
      for (const end of [alice, bob]) {
        const { order } = await end.seen()
        equal(count(order, 'close'), 1, 'closes')
        equal(order.at(-1), 'close', 'the last event')
      }
      equal((await alice.seen()).closes, ['done'], "the closing end's reason")
      equal((await bob.seen()).frames.length, 0, 'frames sent after close')
    },
  },
  {
    name: 'what was sent before a close arrives before it',
    async run(world) {
      const { alice, bob } = await connect(world)
      await alice.sendNumbered(0, 15, 60_000)
      await alice.close('done')
      await world.until('closed', () => isClosed(bob), LIMIT_MS)
      await checkFrames(bob, 15, 60_000)
    },
  },
  {
    name: 'a garbage description closes the end instead of throwing',
    async run(world) {
      for (const role of ['initiator', 'responder'] as const) {
        for (const garbage of ['', 'garbage', '{"type":"offer","sdp":"v=0"}', '{"type":"answer","sdp":7}', '[]']) {
          const end = await world.open(role)
          if (role === 'initiator') await description(world, end)
          await end.signal(garbage)
          await world.until(`closed on ${garbage}`, () => isClosed(end), LIMIT_MS)
          equal(count((await end.seen()).order, 'close'), 1, 'closes')
          check(!(await isOpen(end)), 'never open')
        }
      }
    },
  },
  {
    name: "an initiator's description does not open another initiator",
    async run(world) {
      const alice = await world.open('initiator')
      const bob = await world.open('initiator')
      const offer = await description(world, alice)
      await description(world, bob)
      await bob.signal(offer)
      await world.until('closed', () => isClosed(bob), LIMIT_MS)
      check(!(await isOpen(bob)), 'never open')
      await alice.close('done')
    },
  },
  {
    name: 'a link closed before it opens says so once',
    async run(world) {
      const alice = await world.open('initiator')
      await alice.close('changed my mind')
      await world.until('closed', () => isClosed(alice), LIMIT_MS)
      await world.pause(300)
      const { closes, order } = await alice.seen()
      equal(closes, ['changed my mind'], 'closes')
      equal(order.at(-1), 'close', 'the last event')
    },
  },
  {
    name: 'no event is reported from inside a method of the link',
    async run(world) {
      const { alice, bob } = await connect(world)
      await alice.sendNumbered(0, 5, 100)
      await receives(world, bob, 5)
      await bob.close('done')
      await world.until('closed', () => isClosed(alice), LIMIT_MS)
      equal((await alice.seen()).reentrant, [], 'initiator')
      equal((await bob.seen()).reentrant, [], 'responder')
    },
  },
]
