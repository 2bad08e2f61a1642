/**
 * Behaviour 10 where it matters: an engine on the private file system dies in the midst of taking in ten thousand
 * events while its person writes, again and again, at moments a seed chooses. Each time the database opens whole,
 * with whole frames in it and everything that was ever acknowledged; in the end it is what it would have been.
 */

import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'playwright/test'
import { type Served, serve } from '../server/serve.ts'
import { createPrng } from '../src/platform/sim/prng.ts'
import { type DeliveryOrder, type History, makeHistory } from './support/history.ts'
import { createNewcomer, type Newcomer } from './support/newcomer.ts'
import { createRemoteEngine, type Death } from './support/opfs-engine.ts'
import { openProfile, type Profile } from './support/profile.ts'
import { buildSite } from './support/site.ts'

const EVENTS = 10_000
/** Deaths while frames arrive, for each order. */
const DEATHS = 3
const MAX_DELAY_MS = 20
const SEED = process.env.SOTTO_SEED ?? 'crash'

let history: History
let folder: string
let served: Served
let profile: Profile

test.describe.configure({ timeout: 300_000 })

test.beforeAll(async () => {
  test.setTimeout(300_000)
  history = await makeHistory(EVENTS)
  folder = await buildSite('e2e/pages/opfs-engine')
  for (const [order, { file }] of Object.entries(history.deliveries)) await writeFile(join(folder, order), file)
  served = await serve({ folder, host: '127.0.0.1', port: 0 })
})
test.afterAll(async () => {
  await served.close()
  await rm(folder, { recursive: true })
})
test.beforeEach(async () => {
  profile = await openProfile()
})
test.afterEach(() => profile.close())

async function arrives(order: DeliveryOrder, death: Death): Promise<Newcomer> {
  const engine = await createRemoteEngine(profile, served.url)
  return createNewcomer(engine, history, order, `${SEED}/${order}/${death}`)
}

/** Dies a few times while frames come in, somewhere in what is left of them. */
async function diesWhileFramesCome(newcomer: Newcomer, death: Death, frames: number): Promise<void> {
  const prng = createPrng(`${SEED}/${death}/${frames}`)
  for (let deaths = 0; deaths < DEATHS; deaths++) {
    const left = frames - newcomer.framesStored
    const notices = Math.ceil(prng.between(0, left / (DEATHS - deaths + 1)))
    await newcomer.feedsUntilDeath(death, { notices, delay_ms: prng.between(0, MAX_DELAY_MS) })
    await newcomer.opensAndIsWhole()
    expect(newcomer.framesStored).toBeLessThan(frames)
  }
}

async function inTheOrderWritten(death: Death): Promise<void> {
  const newcomer = await arrives('in_order', death)
  await newcomer.opensAndIsWhole()
  await diesWhileFramesCome(newcomer, death, history.deliveries.in_order.frames.length)
  await newcomer.takesInTheRest()
  await newcomer.isAsIfUndisturbed()
}

/** Ten thousand events hang on the last one. What it releases is cut short twice, the second time as the next opening goes on with it. */
async function withEverythingWaiting(death: Death): Promise<void> {
  const newcomer = await arrives('worst', death)
  await newcomer.opensAndIsWhole()
  await diesWhileFramesCome(newcomer, death, history.deliveries.worst.frames.length - 1)
  const prng = createPrng(`${SEED}/${death}/release`)
  const moment = () => ({ notices: Math.ceil(prng.between(1, 6)), delay_ms: prng.between(0, MAX_DELAY_MS) })
  await newcomer.takesInAllButTheLast()
  await newcomer.diesInRelease(death, moment())
  await newcomer.diesInReleaseOnOpening(death, moment())
  const { ready } = await newcomer.opensAndIsWhole()
  expect(ready).toBeGreaterThan(0)
  await newcomer.takesInTheRest()
  await newcomer.isAsIfUndisturbed()
}

test('a worker terminated during an ingest opens whole, resumes and loses nothing acknowledged', () =>
  inTheOrderWritten('worker terminated'))

test('a page that crashes during an ingest opens whole, resumes and loses nothing acknowledged', () =>
  inTheOrderWritten('page crashed'))

test('a browser killed during an ingest opens whole, resumes and loses nothing acknowledged', () =>
  inTheOrderWritten('browser killed'))

test('a worker terminated while ten thousand events are released goes on releasing them', () =>
  withEverythingWaiting('worker terminated'))

test('a page that crashes while ten thousand events are released goes on releasing them', () =>
  withEverythingWaiting('page crashed'))

test('a browser killed while ten thousand events are released goes on releasing them', () =>
  withEverythingWaiting('browser killed'))
