/**
 * New keys: what a sender pays for an epoch when the last one has grown old, for 50 and for 200 devices,
 * and how long a message under a missing key waits once somebody who holds it is there.
 *
 * The engine runs in this process with its database in memory, so the cost of an epoch is computation: it is
 * the whole `message.send` that authors it, in turns with the floor, that many HPKE seals and nothing else.
 * The wait is time of a simulated network (`open_after_holder_ms`): from the start of the holder's app, meeting
 * included. `--rounds=9`, `--stories=9`.
 */

import { handsOver } from '../src/testing/courier.ts'
import { createStranger, epochKeysOf, handOf, membershipOf } from '../src/testing/forge.ts'
import { holderOf } from '../src/testing/link-holder.ts'
import { malloryMakesEpoch } from '../src/testing/malicious-epoch.ts'
import { acquainted, certain, connected } from '../src/testing/stages.ts'
import { createWorld, type World } from '../src/testing/world.ts'
import { floorRecipients, measureSeals } from './floor/hpke.ts'
import { type Case, type Figure, figureOf, ratioOf, report } from './report.ts'
import { numberOption } from './support/options.ts'

const ROUNDS = numberOption('rounds', 9)
const STORIES = numberOption('stories', 9)
const DAY_MS = 24 * 60 * 60 * 1000
/** Label, network, suite, group, prekey, recipient, author. */
const INFO_BYTES = 150
const LOOK_MS = 10
const PATIENCE_MS = 10 * 60 * 1000

const inWorld = async <Result>(
  seed: string,
  network: object | undefined,
  story: (world: World) => Promise<Result>,
): Promise<Result> => {
  const world = createWorld({ seed, mode: 'direct', ...(network && { network }) })
  try {
    return await story(world)
  } finally {
    world.end()
  }
}

/** Epochs and floors in turns, for a community of this many devices. */
const measureEpochs = (devices: number): Promise<readonly Figure[]> =>
  inWorld(`rekey ${devices}`, undefined, async (world) => {
    const [alice] = await acquainted(world, 'alice')
    const holder = holderOf(await alice.invites({ uses: devices }))
    for (let joined = 1; joined < devices; joined++) {
      const hand = createStranger(holder.network_id, world.prng.fork(`joiner ${joined}`), world.network.now())
      await handsOver(
        alice,
        holder.joins(hand, world.prng).map(({ bytes }) => bytes),
      )
    }
    const channel_id = certain((await alice.row()).channel_id)
    const recipients = floorRecipients(devices)
    const send_ms: number[] = []
    const floor_ms: number[] = []
    const bytes: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      await world.sleep(8 * DAY_MS)
      const before = alice.device.engine.inspect.log(alice.identity()).length
      const begun = performance.now()
      await alice.sotto().command('message.send', { as: alice.identity(), channel_id, text: `round ${round}` })
      const sent = performance.now() - begun
      const written = alice.device.engine.inspect.log(alice.identity()).slice(before)
      const [epoch] = written.toSorted((a, b) => b.length - a.length)
      const floor = measureSeals(recipients, INFO_BYTES)
      if (round === 0) continue // the warm-up
      send_ms.push(sent)
      floor_ms.push(floor)
      bytes.push(certain(epoch).length)
    }
    const wraps = alice.device.sql.all('SELECT epoch_id, count(*) AS n FROM wrap WHERE recorded_by = ? GROUP BY 1', [
      alice.identity(),
    ])
    if (!wraps.some(({ n }) => n === devices)) throw new Error(`no epoch was wrapped to ${devices} devices`)
    return [
      figureOf(`rekey_${devices}_ms`, 'ms', send_ms, { note: 'a message.send that authors the epoch' }),
      figureOf(`seals_${devices}_ms`, 'ms', floor_ms, { note: 'the floor: that many HPKE seals' }),
      ratioOf(`rekey_${devices}_over_floor`, 'ms', send_ms, floor_ms),
      figureOf(`rekey_${devices}_bytes`, 'bytes', bytes, { note: 'the epoch event' }),
    ]
  })

/**
 * Carol's wrap of a key that Mallory made and Alice wrote under does not open; both are gone. Bob holds it.
 * @returns network time from the start of Bob's app until they are linked, and until Carol reads
 */
const measureWait = (run: number): Promise<{ readonly linked_ms: number; readonly open_ms: number }> =>
  inWorld(`holder ${run}`, {}, async (world) => {
    const [alice, bob, carol, mallory] = await connected(world, 'alice', 'bob', 'carol', 'mallory')
    const peers = await Promise.all([alice, bob, mallory].map(async (actor) => (await actor.row()).peer_id))
    const { event } = malloryMakesEpoch(await handOf(mallory, world.prng), {
      knows: mallory,
      after: certain(epochKeysOf(mallory).at(-1)),
      auth: membershipOf(mallory),
      to: peers,
      seemsTo: [(await carol.row()).peer_id],
      network: (await mallory.row()).network_id,
      random: world.prng,
    })
    await mallory.closesTheApp()
    await carol.goesOffline()
    await handsOver(alice, [event.bytes])
    await world.settle()
    await alice.says('for all of you')
    await world.settle()
    await handsOver(carol, alice.device.engine.inspect.log(alice.identity()))
    await bob.closesTheApp()
    await alice.closesTheApp()
    await carol.comesOnline()
    await world.settle(PATIENCE_MS)
    if ((await carol.reads()).length > 0 || (await carol.waiting()) !== 1) throw new Error('the message waits')
    const begun = world.network.now()
    await bob.opensTheApp()
    let linked_ms: number | undefined
    while ((await carol.reads()).length === 0) {
      await world.advance(LOOK_MS)
      if (linked_ms === undefined && (await carol.connectedTo()).includes('bob'))
        linked_ms = world.network.now() - begun
      if (world.network.now() - begun > PATIENCE_MS) throw new Error('the message never opened')
    }
    return { linked_ms: certain(linked_ms), open_ms: world.network.now() - begun }
  })

const figures: Figure[] = [...(await measureEpochs(50)), ...(await measureEpochs(200))]
const waits: { readonly linked_ms: number; readonly open_ms: number }[] = []
for (let run = 0; run < STORIES; run++) waits.push(await measureWait(run))
figures.push(
  figureOf(
    'open_after_holder_ms',
    'ms',
    waits.map(({ open_ms }) => open_ms),
    { note: "network time from the start of the holder's app" },
  ),
  figureOf(
    'open_after_link_ms',
    'ms',
    waits.map(({ open_ms, linked_ms }) => open_ms - linked_ms),
    { note: 'the same from when they are linked' },
  ),
)
report('rekey', figures, waits as readonly Case[])
