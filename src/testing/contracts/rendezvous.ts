/**
 * The acceptance suite of `RendezvousDriver`: stories every implementation passes. Delivery is best
 * effort, so stories publish again until heard, and never assert that something arrives only once.
 */

import { toHex } from '../../engine/base/bytes.ts'
import type { Rendezvous, RendezvousDriver, RendezvousServerState } from '../../engine/base/ports.ts'
import { type ContractStory, check, equal } from './story.ts'

export interface RendezvousContractWorld {
  /** A driver of a device of its own. All of one world share the same servers. */
  device(): Promise<RendezvousDriver>
  /** The servers, as every driver of this world was told of them. */
  readonly servers: readonly string[]
  /** Lets time pass until it holds. Throws when it does not within `limit_ms`. */
  until(what: string, holds: () => boolean, limit_ms: number): Promise<void>
  pause(ms: number): Promise<void>
}

interface Ear {
  readonly rendezvous: Rendezvous
  /** `topic:payload`, both hexadecimal. */
  readonly heard: string[]
  readonly states: (readonly RendezvousServerState[])[]
  readonly reentrant: string[]
}

const LIMIT_MS = 10_000
const MAX_PAYLOAD_BYTES = 32 * 1024

/** Topics of one story are its own, because servers outlive stories. */
function topic(story: string, number: number): string {
  let text = ''
  for (let i = 0; i < 32; i++)
    text += ((story.charCodeAt(i % story.length) + i * 7 + number * 13) & 0xff).toString(16).padStart(2, '0')
  return text
}

async function open(world: RendezvousContractWorld): Promise<Ear> {
  const heard: string[] = []
  const states: (readonly RendezvousServerState[])[] = []
  const reentrant: string[] = []
  let inside = true
  const driver = await world.device()
  const rendezvous = driver.open({
    onPayload(at, payload) {
      if (inside) reentrant.push('payload')
      heard.push(`${at}:${toHex(payload)}`)
    },
    onState(servers) {
      if (inside) reentrant.push('state')
      states.push(servers)
    },
  })
  inside = false
  return { rendezvous, heard, states, reentrant }
}

const isOpen = (ear: Ear) => {
  const last = ear.states.at(-1)
  return last !== undefined && last.length > 0 && last.every((server) => server.state === 'open')
}

async function openPair(world: RendezvousContractWorld): Promise<readonly [Ear, Ear]> {
  const pair = [await open(world), await open(world)] as const
  await world.until('servers open', () => pair.every(isOpen), LIMIT_MS)
  return pair
}

/** Publishes until it is heard. */
async function publishUntilHeard(
  world: RendezvousContractWorld,
  from: Ear,
  to: Ear,
  at: string,
  payload: Uint8Array,
): Promise<void> {
  const expected = `${at}:${toHex(payload)}`
  for (let attempt = 0; attempt < 5 && !to.heard.includes(expected); attempt++) {
    from.rendezvous.publish(at, payload)
    for (let waited = 0; waited < 1_000 && !to.heard.includes(expected); waited += 50) await world.pause(50)
  }
  check(to.heard.includes(expected), 'a published payload is heard')
}

const close = (...ears: readonly Ear[]) => {
  for (const ear of ears) ear.rendezvous.close()
}

export const rendezvousContract: readonly ContractStory<RendezvousContractWorld>[] = [
  {
    name: 'every server is named and comes to be open',
    async run(world) {
      const ear = await open(world)
      await world.until('servers open', () => isOpen(ear), LIMIT_MS)
      equal(
        ear.states.at(-1)?.map((server) => server.url),
        world.servers,
        'servers',
      )
      close(ear)
    },
  },
  {
    name: 'a payload published on a topic reaches who listens to it, byte for byte',
    async run(world) {
      const [alice, bob] = await openPair(world)
      const at = topic('reaches', 0)
      bob.rendezvous.listen([topic('reaches', 1), at])
      await publishUntilHeard(
        world,
        alice,
        bob,
        at,
        Uint8Array.from({ length: 256 }, (_, i) => i),
      )
      await publishUntilHeard(world, alice, bob, at, new Uint8Array(0))
      close(alice, bob)
    },
  },
  {
    name: 'a payload of 32 KiB arrives whole',
    async run(world) {
      const [alice, bob] = await openPair(world)
      const at = topic('large', 0)
      bob.rendezvous.listen([at])
      await publishUntilHeard(
        world,
        alice,
        bob,
        at,
        Uint8Array.from({ length: MAX_PAYLOAD_BYTES }, (_, i) => i * 7),
      )
      close(alice, bob)
    },
  },
  {
    name: 'nothing is heard on topics that are not listened to',
    async run(world) {
      const [alice, bob] = await openPair(world)
      const [mine, other] = [topic('silence', 0), topic('silence', 1)]
      bob.rendezvous.listen([mine])
      alice.rendezvous.publish(other, Uint8Array.of(1))
      await publishUntilHeard(world, alice, bob, mine, Uint8Array.of(2))
      await world.pause(200)
      check(!bob.heard.some((line) => line.startsWith(other)), 'the other topic stays silent')
      close(alice, bob)
    },
  },
  {
    name: 'listening again replaces the topics listened to before',
    async run(world) {
      const [alice, bob] = await openPair(world)
      const [before, after] = [topic('replaced', 0), topic('replaced', 1)]
      bob.rendezvous.listen([before])
      await publishUntilHeard(world, alice, bob, before, Uint8Array.of(1))
      bob.rendezvous.listen([after])
      await publishUntilHeard(world, alice, bob, after, Uint8Array.of(2))
      alice.rendezvous.publish(before, Uint8Array.of(3))
      await publishUntilHeard(world, alice, bob, after, Uint8Array.of(4))
      await world.pause(200)
      check(!bob.heard.includes(`${before}:03`), 'the earlier topic is silent now')
      close(alice, bob)
    },
  },
  {
    name: 'everyone who listens hears, the publisher too',
    async run(world) {
      const [alice, bob] = await openPair(world)
      const at = topic('everyone', 0)
      alice.rendezvous.listen([at])
      bob.rendezvous.listen([at])
      await publishUntilHeard(world, alice, bob, at, Uint8Array.of(1))
      await publishUntilHeard(world, bob, bob, at, Uint8Array.of(2))
      close(alice, bob)
    },
  },
  {
    name: 'topics asked for before a server is open are listened to once it is',
    async run(world) {
      const alice = await open(world)
      const bob = await open(world)
      const at = topic('early', 0)
      bob.rendezvous.listen([at])
      await world.until('servers open', () => isOpen(alice) && isOpen(bob), LIMIT_MS)
      await publishUntilHeard(world, alice, bob, at, Uint8Array.of(1))
      close(alice, bob)
    },
  },
  {
    name: 'after reconnecting the same topics are heard',
    async run(world) {
      const [alice, bob] = await openPair(world)
      const at = topic('reconnect', 0)
      bob.rendezvous.listen([at])
      await publishUntilHeard(world, alice, bob, at, Uint8Array.of(1))
      bob.rendezvous.reconnect()
      await world.pause(50)
      await world.until('servers open', () => isOpen(bob), LIMIT_MS)
      await publishUntilHeard(world, alice, bob, at, Uint8Array.of(2))
      close(alice, bob)
    },
  },
  {
    name: 'a closed rendezvous is silent, and publishing on it does nothing',
    async run(world) {
      const [alice, bob] = await openPair(world)
      const at = topic('closed', 0)
      bob.rendezvous.listen([at])
      alice.rendezvous.listen([at])
      await publishUntilHeard(world, alice, bob, at, Uint8Array.of(1))
      bob.rendezvous.close()
      const [states, heard] = [bob.states.length, bob.heard.length]
      bob.rendezvous.publish(at, Uint8Array.of(2))
      await publishUntilHeard(world, alice, alice, at, Uint8Array.of(3))
      await world.pause(200)
      equal([bob.states.length, bob.heard.length], [states, heard], 'events after close')
      check(!alice.heard.includes(`${at}:02`), 'nothing published after close')
      close(alice)
    },
  },
  {
    name: 'no event is reported while a session is being opened',
    async run(world) {
      const ear = await open(world)
      await world.until('servers open', () => isOpen(ear), LIMIT_MS)
      equal(ear.reentrant, [], 'events from inside open')
      close(ear)
    },
  },
]
