/**
 * A message on its way: from Enter going down in one browser until two animation frames after the text
 * is in the other's page, over the application as it is served, with 1,000 messages of history on both.
 *
 * Both browsers send, at random gaps. The floor is a round trip of 500 bytes over a bare data channel
 * between the same two pages. Stamps are each page's monotonic time, set right against the system's clock,
 * which both share (see `pages/app/clock.ts`). `--sends=300`, `--history=1000`.
 */

import { createPerson, type Person } from '../e2e/support/person.ts'
import { openProfile } from '../e2e/support/profile.ts'
import { KNOWN } from './floor/known.ts'
import type { InPage } from './pages/app/in-page.ts'
import { type Case, type Figure, figureOf, ratioOf, report } from './report.ts'
import { inPageScript, openApp } from './support/app.ts'
import { isInLoopback } from './support/loopback.ts'
import { numberOption } from './support/options.ts'

declare const bench: InPage

const SENDS = numberOption('sends', 300)
const HISTORY = numberOption('history', 1_000)
const ROUND_TRIPS = 300
const ROUND_TRIP_BYTES = 500
const GAP_MS = { least: 20, most: 300 }
const ARRIVAL_MS = 30_000
const SEED = 7

type Pair = readonly [Person, Person]

/** A small generator, so that every run has the same gaps (Numerical Recipes' constants). */
function createGaps(): () => number {
  let state = SEED
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return GAP_MS.least + (state / 2 ** 32) * (GAP_MS.most - GAP_MS.least)
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

async function press(person: Person, text: string): Promise<void> {
  const composer = person.page.locator('#composer')
  await composer.fill(text)
  await composer.press('Enter')
}

/** Waits until a marked text has been painted in this person's page. @throws Error after 30 s */
async function isShown(person: Person, mark: string): Promise<void> {
  await person.page.waitForFunction((wanted) => wanted in bench.shown(), mark, { timeout: ARRIVAL_MS, polling: 50 })
}

/** Both write half of it, at the pace at which they see their own messages. */
async function writeHistory(pair: Pair): Promise<void> {
  const half = Math.ceil(HISTORY / 2)
  await Promise.all(
    pair.map(async (person, who) => {
      for (let i = 0; i < half; i++) {
        await press(person, `Something that was said before, number ${i}: bench-history-${2 * i + who}`)
        await isShown(person, `bench-history-${2 * i + who}`)
      }
    }),
  )
  const [alice, bob] = pair
  await isShown(alice, `bench-history-${2 * half - 1}`)
  await isShown(bob, `bench-history-${2 * half - 2}`)
}

/** How far Bob's page is ahead of Alice's, from how far each is ahead of the system. */
async function skew([alice, bob]: Pair): Promise<number> {
  const ahead = (person: Person) => person.page.evaluate(() => bench.clockAhead())
  return (await ahead(bob)) - (await ahead(alice))
}

async function connectChannel([alice, bob]: Pair): Promise<void> {
  const offer = await alice.page.evaluate(() => bench.channel.offer())
  const answer = await bob.page.evaluate((text) => bench.channel.answer(text), offer)
  await alice.page.evaluate((text) => bench.channel.accept(text), answer)
}

const roundTrips = ([alice]: Pair, count: number) =>
  alice.page.evaluate(([n, bytes]) => bench.channel.roundTrips(n, bytes), [count, ROUND_TRIP_BYTES] as const)

async function measure(pair: Pair): Promise<{ figures: Figure[]; cases: Case[] }> {
  await writeHistory(pair)
  await connectChannel(pair)
  const skewBefore = await skew(pair)
  const trips = [...(await roundTrips(pair, ROUND_TRIPS / 2))]

  const gap = createGaps()
  const marks = Array.from({ length: SENDS }, (_, i) => `bench-send-${i}`)
  for (const [i, mark] of marks.entries()) {
    const sender = pair[i % 2] as Person
    await sender.page.locator('#composer').fill(`A message of some length, as people write them: ${mark}`)
    await pause(gap())
    await sender.page.keyboard.press('Enter')
  }
  await isShown(pair[0], marks.at(-1) ?? '')
  await isShown(pair[1], marks.at(-1) ?? '')

  trips.push(...(await roundTrips(pair, ROUND_TRIPS / 2)))
  const skewAfter = await skew(pair)
  const bobAhead = (skewBefore + skewAfter) / 2

  const pressed = await Promise.all(pair.map((person) => person.page.evaluate(() => bench.pressed())))
  const shown = await Promise.all(pair.map((person) => person.page.evaluate(() => bench.shown())))
  const taken = marks.map((mark, i) => {
    const [from, to] = [i % 2, 1 - (i % 2)]
    const down = pressed[from]?.[mark]
    const seen = shown[to]?.[mark]
    if (down === undefined || seen === undefined) throw new Error(`${mark} was not sent, or not shown to the other`)
    const toSendersClock = from === 0 ? -bobAhead : bobAhead
    return { text: seen.text + toSendersClock - down, painted: seen.painted + toSendersClock - down }
  })
  const painted = taken.map((one) => one.painted)
  const text = taken.map((one) => one.text)
  return {
    figures: [
      figureOf('delivery_p50_ms', 'ms', painted, { note: 'Enter down to two frames after the text is there' }),
      figureOf('delivery_p99_ms', 'ms', painted, { q: 0.99 }),
      figureOf('text_there_p50_ms', 'ms', text, { note: 'the same without the two frames' }),
      figureOf('channel_rtt_p50_ms', 'ms', trips, { known: KNOWN.channel_rtt_ms, note: `${ROUND_TRIP_BYTES} bytes` }),
      ratioOf('delivery_over_rtt', 'ms', painted, trips),
      figureOf('clock_skew_ms', 'ms', [skewBefore, skewAfter], { note: 'between the pages, taken off' }),
    ],
    cases: [{ history: HISTORY, skew_ms: [skewBefore, skewAfter] }],
  }
}

if (await isInLoopback()) {
  const app = await openApp()
  const script = await inPageScript()
  const profiles = [await openProfile(), await openProfile()] as const
  try {
    for (const { context } of profiles) await context.addInitScript({ content: script })
    const host = { address: app.address, prepare: async () => undefined }
    const alice = createPerson('Alice', profiles[0], host)
    const bob = createPerson('Bob', profiles[1], host)
    await alice.createsCommunity('Bench')
    await bob.joins(await alice.invites())
    for (const person of [alice, bob]) await person.isConnectedTo(1)
    const { figures, cases } = await measure([alice, bob])
    report('delivery', figures, cases)
  } finally {
    for (const profile of profiles) await profile.close()
    await app.close()
  }
}
