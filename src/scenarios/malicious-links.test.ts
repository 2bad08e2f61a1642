/**
 * Behaviours 17 and 23 against a peer who lies in the protocol itself: handshakes and payloads said again,
 * counters and counts that are claimed, runs without end, receipts for what nobody holds. Whatever she
 * says is about her own link, and costs her that.
 */

import { expect } from 'vitest'
import { createStranger } from '../testing/forge.ts'
import { idBytesOf, signedAnew } from '../testing/malicious-events.ts'
import { createMaliciousPeer, infiltrates } from '../testing/malicious-peer.ts'
import { claimingFlight, filterOfOnes, receiptFor, receiptsOf } from '../testing/malicious-sync.ts'
import { scenario } from '../testing/scenario.ts'
import { shapes } from '../testing/shapes.ts'
import { connected } from '../testing/stages.ts'
import { signWithTorsion } from '../testing/torsion.testing.ts'
import { counted, talkOn, unmoved } from '../testing/unmoved.ts'

const CALM = { network: {}, modes: ['direct'] } as const
const FRAME_BYTES = 64 * 1024
const GIANT = 2 ** 50

scenario(
  'a CONNECT and frames recorded on one link open no other',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const first = await mallory.linkTo(alice)
    const [connect] = first.frames.sent
    if (connect === undefined) throw new Error('a CONNECT was sent')
    first.closes()
    await world.advance(1_000)
    mallory.connect = () => connect
    const names = ['link_closed.wrong_session', 'link_closed.fingerprint_mismatch']
    const counts = await counted(alice, names, () =>
      unmoved(world, [alice, bob], async () => {
        mallory.announces()
        await world.advance(10_000)
      }),
    )
    expect((await alice.memberRows()).find(({ devices }) => devices.includes(mallory.peer_id))?.is_connected).toBe(
      false,
    )
    expect(counts['link_closed.fingerprint_mismatch']).toBeGreaterThan(0)
  },
  CALM,
)

scenario(
  'payloads recorded at a meeting place and published again move nobody',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const links = world.network.openLinks().length
    await unmoved(world, [alice, bob], async () => {
      for (const { topic, payload } of mallory.recorded) mallory.publishes(topic, payload)
      await world.advance(30_000)
      for (const { topic, payload } of mallory.recorded) mallory.publishes(topic, payload)
    })
    expect(world.network.openLinks()).toHaveLength(links)
  },
  CALM,
)

scenario(
  'frames that are too large, too short, old or of an unknown kind change nothing, and all but the last are charged',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const link = await mallory.linkTo(alice)
    const names = ['link.frame_too_short', 'link.frame_not_newer', 'link.message_unknown', 'link.message_malformed']
    const counts = await counted(alice, names, () =>
      unmoved(world, [alice, bob], async () => {
        const old = link.seals(Uint8Array.of(1))
        for (let i = 0; i < 60; i++) link.saysBytes(Uint8Array.of(200, ...mallory.random.bytes(50)))
        link.sends(old)
        link.sends(new Uint8Array(5))
        link.saysBytes(Uint8Array.of(5, 9, 9, 9))
        await world.advance(1_000)
        expect(link.closed).toBeUndefined()
        link.closes()
      }),
    )
    expect(counts).toEqual({
      'link.frame_too_short': 1,
      'link.frame_not_newer': 1,
      'link.message_unknown': 60,
      'link.message_malformed': 1,
    })
  },
  CALM,
)

scenario(
  'a claimed frame counter is believed of nobody but its sender',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const link = await mallory.linkTo(alice)
    await unmoved(world, [alice, bob], async () => {
      const frame = link.seals(Uint8Array.of(1))
      frame.set([0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
      link.sends(frame) // a counter is part of the nonce: this one does not open, and closes no way
      link.says({ kind: 'ping', token: 7 })
    })
    expect(link.heard.some((message) => message.kind === 'pong' && message.token === 7)).toBe(true)
  },
  CALM,
)

scenario(
  'runs without end, giant counts and filters of ones are cut off, and the others stay in step',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = createMaliciousPeer(world, { as: 'member', link: await alice.invites({ uses: 50 }) })
    await world.advance(1_000)
    const link = await mallory.reaches(alice)
    await unmoved(world, [alice, bob], async () => {
      for (let run = 1; run <= 5; run++) {
        for (const scope of [0, 1] as const) {
          link.says({ kind: 'sync', scope, bytes: claimingFlight(scope, run, 0, GIANT) })
          for (let flight = 2; flight < 40; flight += 2) {
            await world.advance(20)
            link.says({ kind: 'sync', scope, bytes: filterOfOnes(scope, run, flight) })
          }
        }
        await world.advance(6_000)
      }
      for (let run = 10; run < 80; run++) link.says({ kind: 'sync', scope: 1, bytes: claimingFlight(1, run, 0, 0) })
    })
    expect(link.closed).toBeDefined()
    expect((await alice.connection()).sync.to_come).toBe(0)
  },
  CALM,
)

scenario(
  'nobody can say that another device holds a message',
  async (world) => {
    const [alice, bob, carol] = await connected(world, 'alice', 'bob', 'carol')
    const mallory = await infiltrates(world, alice)
    const { peer_id: alices } = await alice.row()
    const { peer_id: carols } = await carol.row()
    await carol.goesOffline()
    await world.advance(30_000)
    const id = await alice.says('who has it?')
    await world.advance(3_000)
    const link = await mallory.linkTo(alice)
    const said_at = world.network.now()
    const receipt = (device: typeof carols, at: number = said_at) =>
      receiptFor(device, alices, mallory.hand, mallory.holder, at)
    const counts = await counted(alice, ['have_signature'], async () => {
      link.says({ kind: 'have', statement: receipt(carols) })
      link.says({ kind: 'have', statement: receipt(carols, 1) }) // old: not worth finding out who signed it
      link.says({ kind: 'have', statement: receipt(mallory.peer_id) }) // of herself she may say what she likes
      await world.advance(1_000)
    })
    expect(counts).toEqual({ have_signature: 1 })
    const has = (await alice.delivery(id)).map((row) => [row.name, row.has])
    expect(has.sort()).toEqual([
      ['', true],
      ['bob', true],
      ['carol', false],
    ])
    await talkOn(world, [alice, bob])
  },
  CALM,
)

scenario(
  'however many receipts a device signs, one in two seconds goes on, and the newest last',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { holder, random } = mallory
    const oscar = createStranger(holder.network_id, random, world.network.now())
    const [toAlice, toBob] = [await mallory.linkTo(alice), await mallory.linkTo(bob)]
    toBob.gives(
      0,
      holder.joins(oscar, random).map(({ bytes }) => bytes),
    )
    await world.advance(5_000)
    const { peer_id: alices } = await alice.row()
    let said_at = world.network.now()
    for (let tenth = 0; tenth < 100; tenth++) {
      toBob.says({ kind: 'have', statement: receiptFor(oscar.peer_id, alices, oscar, holder, ++said_at) })
      await world.advance(100)
    }
    await world.advance(35_000) // links that are not of the push tree hear of it now at the latest
    const heard = receiptsOf(oscar.peer_id, toAlice.heard)
    expect(heard.length).toBeLessThanOrEqual(7)
    expect(heard.at(-1)?.said_at).toBe(said_at)
    expect(toBob.closed).toBeUndefined()
  },
  CALM,
)

scenario(
  'receipts forged in the name of another, newer than any, keep none of theirs from being heard',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice)
    const [{ peer_id: alices }, { peer_id: bobs }] = [await alice.row(), await bob.row()]
    const link = await mallory.linkTo(alice)
    const forges = () => {
      const said_at = world.network.now() + 1_000_000
      link.says({ kind: 'have', statement: receiptFor(bobs, alices, mallory.hand, mallory.holder, said_at) })
    }
    for (let i = 0; i < 5; i++) {
      const last = await alice.says(`one ${i}`)
      await world.advance(1_300)
      forges() // while what bob has just said makes the next of his wait
      const id = await alice.says(`two ${i}`)
      await world.advance(1_100)
      forges()
      await world.advance(4_000)
      for (const said of [last, id]) {
        expect((await alice.delivery(said)).find(({ name }) => name === 'bob')?.has).toBe(true)
      }
    }
    expect((await alice.counters()).have_signature).toBeGreaterThan(0)
    expect(link.closed).toBeUndefined()
  },
  CALM,
)

scenario(
  'a signature that platforms refuse and the protocol accepts is accepted by everybody',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const { hand, holder } = mallory
    const { channel_id, epoch } = holder
    const message = hand.writes(shapes.message, { channel_id, text: 'with torsion' }, { epoch })
    const signed = signedAnew(message.bytes, idBytesOf(holder), (bytes) => signWithTorsion(hand.key.seed, bytes))
    ;(await mallory.linkTo(alice)).pushes([signed])
    await world.advance(1_000)
    for (const reader of [alice, bob]) expect(await reader.reads()).toEqual(['somebody: with torsion'])
  },
  CALM,
)

scenario(
  'ten megabytes of sealed nonsense keep nobody waiting',
  async (world) => {
    const [alice, bob] = await connected(world, 'alice', 'bob')
    const mallory = await infiltrates(world, alice, bob)
    const link = await mallory.linkTo(alice)
    await unmoved(world, [alice, bob], async () => {
      const large = Uint8Array.of(99, ...new Uint8Array(FRAME_BYTES - 100))
      for (let sent = 0; sent < 160; sent++) link.saysBytes(large)
    })
    expect(link.closed).toBeUndefined()
  },
  CALM,
)
