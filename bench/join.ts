/**
 * From an invite link to typing: a browser that has never been here follows the link, and somebody enters
 * a name and writes at once. Measured from the start of the navigation until the first message is
 * committed and painted, with nobody online, and until it is painted at the inviter, who is.
 *
 * Every run has a fresh browser on a fresh profile; the floor is an empty page in the same kind of
 * browser, in turns with the runs. Stamps as in the benchmark of delivery. `--runs=10`, after a warm-up.
 */

import type { BrowserContext, Page } from 'playwright'
import { createPerson, type Person } from '../e2e/support/person.ts'
import { openProfile } from '../e2e/support/profile.ts'
import { serveEmptyPage } from './floor/empty-page.ts'
import type { InPage } from './pages/app/in-page.ts'
import type { Visit } from './pages/app/visitor.ts'
import { type Case, type Figure, figureOf, median, ratioOf, report } from './report.ts'
import { inPageScript, openApp } from './support/app.ts'
import { isInLoopback } from './support/loopback.ts'
import { numberOption } from './support/options.ts'

declare const bench: InPage

const RUNS = numberOption('runs', 10)
const ARRIVAL_MS = 60_000
/** More than the runs with their warm-ups. */
const USES = '100'

/** A browser of somebody new, thrown away afterwards. */
async function inColdBrowser<Result>(script: string, use: (page: Page, context: BrowserContext) => Promise<Result>) {
  const profile = await openProfile()
  try {
    await profile.context.addInitScript({ content: script })
    const [first] = profile.context.pages()
    return await use(first ?? (await profile.context.newPage()), profile.context)
  } finally {
    await profile.close()
  }
}

/** Follows the link, enters and writes; the visitor stays until `then` is done. */
async function visit<Result>(
  script: string,
  link: string,
  mark: string,
  then: (visit: Visit, page: Page) => Promise<Result>,
): Promise<Result> {
  return inColdBrowser(script, async (page) => {
    await page.goto(link, { waitUntil: 'commit' })
    const visited = await page.evaluate((text) => bench.visit('Visitor', text), `Hello, I am new here: ${mark}`)
    const said = await page.locator('[data-testid="message"]').last().textContent()
    if (!said?.includes(mark)) throw new Error(`${mark} is not on the visitor's screen`)
    return then(visited, page)
  })
}

/** Runs the first once unmeasured, then each as often as asked, in turns. */
async function inTurns(acts: readonly ((run: number) => Promise<void>)[]): Promise<void> {
  for (let run = 0; run <= RUNS; run++) for (const act of acts) await act(run)
}

async function measure(address: string, script: string, alice: Person): Promise<{ figures: Figure[]; cases: Case[] }> {
  const empty = await serveEmptyPage()
  const empty_ms: number[] = []
  const emptyRun = async (run: number) => {
    const ms = await inColdBrowser(script, async (page) => {
      await page.goto(empty.address)
      return page.evaluate(() => bench.emptyPagePainted())
    })
    if (run > 0) empty_ms.push(ms)
  }

  await alice.createsCommunity('Bench')
  const link = await alice.invites({ uses: USES })
  if (!link.startsWith(address)) throw new Error('the link leads elsewhere')
  await alice.leaves()

  const alone: Visit[] = []
  const aloneRun = async (run: number) => {
    const visited = await visit(script, link, `bench-alone-${run}`, async (visited) => visited)
    if (run > 0) alone.push(visited)
  }
  await inTurns([emptyRun, aloneRun])

  await alice.returns()
  const seen_ms: number[] = []
  const skews: number[] = []
  const seenRun = async (run: number) => {
    const mark = `bench-seen-${run}`
    const { visited, visitorAhead } = await visit(script, link, mark, async (visited, page) => {
      await alice.page.waitForFunction((wanted) => wanted in bench.shown(), mark, { timeout: ARRIVAL_MS, polling: 50 })
      return { visited, visitorAhead: await page.evaluate(() => bench.clockAhead()) }
    })
    const skew = visitorAhead - (await alice.page.evaluate(() => bench.clockAhead()))
    const shown = (await alice.page.evaluate(() => bench.shown()))[mark]
    if (shown === undefined) throw new Error(`${mark} was not shown to the inviter`)
    if (run === 0) return
    seen_ms.push(shown.painted + skew - visited.started)
    skews.push(skew)
  }
  await inTurns([emptyRun, seenRun])
  await empty.close()

  const sinceStart = (moment: keyof Visit) => alone.map((one) => one[moment] - one.started)
  const typing_ms = sinceStart('painted')
  return {
    figures: [
      figureOf('link_to_typing_ms', 'ms', typing_ms, { note: 'nobody online; first message committed and painted' }),
      figureOf('link_to_seen_ms', 'ms', seen_ms, { note: 'inviter online; painted at the inviter' }),
      figureOf('empty_page_ms', 'ms', empty_ms, { note: 'an empty page, painted' }),
      ratioOf('typing_over_empty_page', 'ms', typing_ms, empty_ms),
    ],
    cases: [
      {
        card_ms: median(sinceStart('card')),
        composer_ms: median(sinceStart('composer')),
        text_ms: median(sinceStart('text')),
        clock_skew_ms: median(skews),
      },
    ],
  }
}

if (await isInLoopback()) {
  const app = await openApp()
  const script = await inPageScript()
  const profile = await openProfile()
  try {
    const prepare = () => profile.context.addInitScript({ content: script })
    await prepare()
    const alice = createPerson('Alice', profile, { address: app.address, prepare: async () => void (await prepare()) })
    const { figures, cases } = await measure(app.address, script, alice)
    report('join', figures, cases)
  } finally {
    await profile.close()
    await app.close()
  }
}
