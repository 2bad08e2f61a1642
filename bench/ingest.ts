/**
 * Taking in a community's history: 10,000 messages received, verified, decrypted and projected by the
 * engine in its worker, on OPFS, in Chromium, against the platform doing the bare minimum.
 *
 * Every pass has a fresh worker and a fresh database, and the passes of a round follow one another, so
 * that all of them meet the same machine. `--events=100000` for the long run, `--rounds=9` for calm,
 * `--each` to see every pass.
 */

import type { Page } from 'playwright'
import { openProfile } from '../e2e/support/profile.ts'
import { openSite } from '../e2e/support/site.ts'
import type { FloorResult } from './floor/ingest.ts'
import { KNOWN } from './floor/known.ts'
import type { CorpusRequest, IngestResult } from './pages/ingest/protocol.ts'
import type { IngestPage } from './pages/ingest/window.ts'
import { type Case, type Figure, figureOf, ratioOf, report } from './report.ts'
import { numberOption } from './support/options.ts'
import { type HeapUse, watchWorkers } from './support/worker-heap.ts'

declare const page: IngestPage

const EVENTS = numberOption('events', 10_000)
/** Its authors make an epoch a week: fewer, since each takes the engine a while to write. */
const CHAINED_EVENTS = Math.min(EVENTS, 2_000)
const ROUNDS = numberOption('rounds', 5)
const QUERY_PASSES = 2
const ASK_EVERY_MS = 20
const MEGABYTE = 2 ** 20
const showsEach = process.argv.includes('--each')

type Kind = CorpusRequest['kind']

/** The same messages must be shown whatever the order, and nothing may wait. */
function check(result: IngestResult, messages: number, what: string): void {
  if (result.shown !== messages || result.waiting !== 0) {
    throw new Error(`${what}: ${result.shown} of ${messages} messages are shown, ${result.waiting} events wait`)
  }
}

function checkSettings(engine: IngestResult, floor: FloorResult): void {
  const [ours, theirs] = [JSON.stringify(engine.pragmas), JSON.stringify(floor.pragmas)]
  if (ours !== theirs) throw new Error(`the floor's database is not set up as the engine's: ${theirs}, not ${ours}`)
}

async function measure(tab: Page): Promise<{ figures: Figure[]; cases: Case[] }> {
  const make = (kind: Kind, events: number) => tab.evaluate((request) => page.make(request), { kind, events })
  const plain = await make('plain', EVENTS)
  const chained = await make('chained', CHAINED_EVENTS)
  const messagesOf = { plain: plain.messages, chained: chained.messages }
  console.log(`${plain.events} plain events, ${chained.events} chained ones`)

  const floorPass = async () => {
    const floor = await tab.evaluate(() => page.floor())
    if (showsEach) console.log(`  floor ${Math.round(floor.ms)} ms`)
    return floor
  }
  const pass = async (kind: Kind, order: string, askEvery_ms?: number) => {
    const result = await tab.evaluate(([k, o, every]) => page.ingest(k, o, { askEvery_ms: every }), [
      kind,
      order,
      askEvery_ms,
    ] as const)
    check(result, messagesOf[kind], `${kind} ${order}`)
    if (showsEach) console.log(`  ${kind} ${order} ${Math.round(result.ms)} ms`)
    return result
  }

  checkSettings(await pass('plain', 'in_order'), await floorPass()) // the warm-up
  const floors: FloorResult[] = []
  const ms = { inOrder: [] as number[], newestFirst: [] as number[], chain: [] as number[], chainLast: [] as number[] }
  for (let round = 0; round < ROUNDS; round++) {
    floors.push(await floorPass())
    ms.inOrder.push((await pass('plain', 'in_order')).ms)
    ms.newestFirst.push((await pass('plain', 'worst')).ms)
    ms.chain.push((await pass('chained', 'in_order')).ms)
    ms.chainLast.push((await pass('chained', 'worst')).ms)
  }
  const answers: number[] = []
  for (let i = 0; i < QUERY_PASSES; i++) answers.push(...(await pass('plain', 'in_order', ASK_EVERY_MS)).answered_ms)
  const heap = await heapPass(tab)

  const floor_ms = floors.map((floor) => floor.ms)
  const perSecond = (part: 'verify_ms' | 'open_ms' | 'insert_ms') =>
    floors.map((floor) => (1_000 * plain.messages) / floor[part])
  return {
    figures: [
      ratioOf('ingest_over_floor', 'ms', ms.inOrder, floor_ms),
      figureOf('ingest_ms', 'ms', ms.inOrder, { note: `${plain.events} events, ${plain.messages} messages` }),
      figureOf('ingest_floor_ms', 'ms', floor_ms, { note: 'the same messages' }),
      figureOf('floor_verify_per_s', '/s', perSecond('verify_ms'), { known: KNOWN.verify_per_s }),
      figureOf('floor_open_per_s', '/s', perSecond('open_ms'), { known: KNOWN.open_per_s }),
      figureOf('floor_insert_per_s', '/s', perSecond('insert_ms'), { known: KNOWN.insert_per_s }),
      ratioOf('reverse_over_inorder', 'ms', ms.newestFirst, ms.inOrder, { note: 'all wait for the channel' }),
      ratioOf('chain_over_inorder', 'ms', ms.chainLast, ms.chain, {
        note: `${chained.events} events, each waits for the one before`,
      }),
      figureOf('query_p95_during_ingest_ms', 'ms', answers, {
        q: 0.95,
        note: 'the newest 50 messages, asked all the while',
      }),
      figureOf('heap_growth_mb', 'MB', [(heap.after.used_bytes - heap.before.used_bytes) / MEGABYTE], {
        note: `over ${plain.events} events, after collection`,
      }),
    ],
    cases: [{ plain, chained }, { heap }],
  }
}

/** What the worker's heap holds before the first event and after the last one. */
async function heapPass(tab: Page): Promise<{ before: HeapUse; after: HeapUse }> {
  const workers = await watchWorkers(tab)
  const seen = new Map<string, HeapUse>()
  await tab.exposeFunction('measureHeap', async (when: string) => {
    seen.set(when, await workers.measure())
  })
  await tab.evaluate(() => page.ingest('plain', 'in_order', { measuresHeap: true }))
  const [before, after] = [seen.get('before'), seen.get('after')]
  if (before === undefined || after === undefined) throw new Error('the heap was not measured')
  return { before, after }
}

const site = await openSite('bench/pages/ingest')
const profile = await openProfile()
try {
  const tab = await profile.context.newPage()
  tab.on('console', (message) => {
    if (message.type() === 'warning') console.error(message.text())
  })
  await tab.goto(site.address)
  const { figures, cases } = await measure(tab)
  report('ingest', figures, cases)
} finally {
  await profile.close()
  await site.close()
}
