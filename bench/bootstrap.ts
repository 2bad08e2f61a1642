/**
 * Taking in a community: an empty browser follows the link of one that holds 10,000 messages, over real WebRTC.
 *
 * Measured from entering until the newest message is painted, and until the people panel says that both have
 * the same, which is when the sums over both sets are equal. The floor, in the same run: the same bytes over a bare
 * data channel between the same browsers, and then verified, decrypted and stored by the platform alone, of as
 * many messages of the same lengths. `--runs=10` joiners after one that does not count, each in a fresh browser;
 * `--smallest=100000` or `--largest=10000` leaves out the others.
 */

import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright'
import { encodeFrames } from '../e2e/pages/opfs-engine/frames.ts'
import { becomes } from '../e2e/support/install-disk.ts'
import { createPerson, type Person } from '../e2e/support/person.ts'
import { openProfile } from '../e2e/support/profile.ts'
import { buildSite } from '../e2e/support/site.ts'
import { serve } from '../server/serve.ts'
import { batchEvents, encodeMessage } from '../src/engine/transit/messages.ts'
import { strings } from '../src/ui/strings/en.ts'
import { KNOWN } from './floor/known.ts'
import type { InPage } from './pages/app/in-page.ts'
import type { IngestPage } from './pages/ingest/window.ts'
import { type Case, type Figure, figureOf, ratioOf, report } from './report.ts'
import { type App, inPageScript, openApp } from './support/app.ts'
import { type FounderDisk, founderWith } from './support/founder.ts'
import { isInLoopback } from './support/loopback.ts'
import { numberOption } from './support/options.ts'

declare const bench: InPage
declare const page: IngestPage

const RUNS = numberOption('runs', 10)
const SMALLEST = numberOption('smallest', 10_000)
const LARGEST = numberOption('largest', 100_000)
const SIZES = [
  { messages: 10_000, name: '10k' },
  { messages: 100_000, name: '100k' },
].filter(({ messages }) => messages >= SMALLEST && messages <= LARGEST)
const NEWEST = 'bench-newest-1'
const EVENTS_FILE = 'events'
const MEGABYTE = 2 ** 20

interface Arrival {
  readonly first_screen_ms: number
  readonly complete_ms: number
  readonly longest_task_ms: number
  readonly heap_bytes: number
  readonly channel_ms: number
}

/** What a run of minutes is at, for whoever waits; not part of the report. */
const begun = performance.now()
const progress = (what: string) => console.error(`${((performance.now() - begun) / 1_000).toFixed(1)} s: ${what}`)

/** The platform alone, with the same messages. */
async function ingestFloor({ sealed, opening }: FounderDisk): Promise<{ ms: number[]; verify_per_s: number[] }> {
  const folder = await buildSite('bench/pages/ingest')
  const frames = batchEvents(sealed).map((events) =>
    encodeMessage({ kind: 'events', scope: 1, flight: 0, last: false, events }),
  )
  await writeFile(join(folder, EVENTS_FILE), encodeFrames(frames))
  const served = await serve({ folder, host: '127.0.0.1', port: 0 })
  const profile = await openProfile()
  try {
    const tab = await profile.context.newPage()
    await tab.goto(served.url)
    const floors = []
    for (let run = 0; run < RUNS; run++) {
      floors.push(await tab.evaluate((given) => page.floor(given), { path: EVENTS_FILE, opening }))
    }
    return {
      ms: floors.map(({ ms }) => ms),
      verify_per_s: floors.map(({ verify_ms }) => (1_000 * sealed.length) / verify_ms),
    }
  } finally {
    await profile.close()
    await served.close()
    await rm(folder, { recursive: true })
  }
}

/** The same bytes, over a channel of their own between the two pages. */
async function bulk(alice: Page, joiner: Page, bytes: number): Promise<number> {
  const offer = await alice.evaluate(() => bench.channel.offer())
  const answer = await joiner.evaluate((text) => bench.channel.answer(text), offer)
  await alice.evaluate((text) => bench.channel.accept(text), answer)
  return alice.evaluate((size) => bench.channel.bulk(size), bytes)
}

async function windowHeap(tab: Page): Promise<number> {
  const session = await tab.context().newCDPSession(tab)
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize
}

/** One joiner in a fresh browser. */
async function arrive(script: string, link: string, alice: Person, bytes: number): Promise<Arrival> {
  const profile = await openProfile()
  try {
    await profile.context.addInitScript({ content: script })
    const tab = profile.context.pages()[0] ?? (await profile.context.newPage())
    await tab.goto(link)
    const { complete } = strings.people
    const arrived = await tab.evaluate((said) => bench.bootstrap('Visitor', said), complete)
    const newest = (await tab.evaluate(() => bench.shown()))[NEWEST]
    if (newest === undefined) throw new Error('the newest message was not shown')
    const heap_bytes = await windowHeap(tab)
    const arrival = {
      first_screen_ms: newest.painted - arrived.entered,
      complete_ms: arrived.complete - arrived.entered,
      longest_task_ms: arrived.longest_task_ms,
      heap_bytes,
      channel_ms: await bulk(alice.page, tab, bytes),
    }
    progress(`a joiner has all: ${JSON.stringify(arrival)}`)
    return arrival
  } finally {
    await profile.close()
  }
}

async function measure(app: App, script: string, { messages, name }: (typeof SIZES)[number]): Promise<Figure[]> {
  const founder = await founderWith(messages, NEWEST, Date.now())
  progress(`a founder with ${messages} messages`)
  const floor = await ingestFloor(founder)
  progress(`the floor of ingest: ${floor.ms.map(Math.round).join(', ')} ms`)
  const profile = await openProfile()
  const arrivals: Arrival[] = []
  try {
    const alice = createPerson('Alice', profile, { address: app.address, prepare: async () => undefined })
    await profile.context.addInitScript({ content: script })
    await becomes(alice, founder, app.address)
    await alice.opens()
    await alice.reads(NEWEST)
    const link = await alice.invites({ uses: '25' })
    progress('her browser holds them')
    await arrive(script, link, alice, founder.bytes) // the first warms the machine up and does not count
    for (let run = 0; run < RUNS; run++) arrivals.push(await arrive(script, link, alice, founder.bytes))
  } finally {
    await profile.close()
  }
  const of = (part: keyof Arrival) => arrivals.map((arrival) => arrival[part])
  const floor_ms = of('channel_ms').map((ms, i) => ms + (floor.ms[i] ?? 0))
  const note = `${messages} messages, ${(founder.bytes / MEGABYTE).toFixed(1)} MB`
  return [
    ratioOf(`bootstrap_${name}_over_floor`, 'ms', of('complete_ms'), floor_ms, { note }),
    figureOf(`bootstrap_${name}_ms`, 'ms', of('complete_ms'), { note: 'entered until both have the same' }),
    figureOf(`first_screen_${name}_ms`, 'ms', of('first_screen_ms'), { note: 'the newest message is painted' }),
    figureOf(`channel_${name}_ms`, 'ms', of('channel_ms'), { note: 'the same bytes over a bare channel' }),
    figureOf(`ingest_floor_${name}_ms`, 'ms', floor.ms, { note: 'as many messages, the platform alone' }),
    figureOf(`floor_verify_${name}_per_s`, '/s', floor.verify_per_s, { known: KNOWN.verify_per_s }),
    figureOf(name === '10k' ? 'longest_task_ms' : `longest_task_${name}_ms`, 'ms', of('longest_task_ms'), {
      q: 1,
      note: 'of the window, the worst of all runs; 0 below 50 ms',
    }),
    figureOf(
      name === '10k' ? 'heap_mb' : `heap_${name}_mb`,
      'MB',
      of('heap_bytes').map((bytes) => bytes / MEGABYTE),
      { note: 'of the window, after collection' },
    ),
  ]
}

if (await isInLoopback()) {
  const app = await openApp()
  try {
    const script = await inPageScript()
    const figures: Figure[] = []
    for (const size of SIZES) figures.push(...(await measure(app, script, size)))
    report('bootstrap', figures, [{ sizes: SIZES, runs: RUNS } satisfies Case])
  } finally {
    await app.close()
  }
}
