/** A community with a long past, as somebody meets it who joins it now. */

import { expect } from 'playwright/test'
import { type FounderDisk, founderWith } from '../bench/support/founder.ts'
import { openNodeSql } from '../src/platform/node/sql.ts'
import { strings } from '../src/ui/strings/en.ts'
import { slowsChannels } from './support/channel-tap.ts'
import { becomes } from './support/install-disk.ts'
import { readProfileFiles } from './support/local-secrets.ts'
import { watchMainThread } from './support/main-thread.ts'
import type { Person } from './support/person.ts'
import type { Profile } from './support/profile.ts'
import { type ArrivalOptions, type Stage, test } from './support/story.ts'

const MESSAGES = 10_000
const NEWEST = 'said just now'
const PATIENCE_MS = 90_000
/** A window that is held up for so long is felt to be. */
const BLOCKED_MS = 50

let founder: FounderDisk

test.beforeAll(async () => {
  test.setTimeout(300_000)
  founder = await founderWith(MESSAGES, NEWEST, Date.now())
})

/** Alice, who has talked to herself for a day, and a link to her community. */
async function aliceInvites(
  stage: Stage,
  options?: ArrivalOptions,
): Promise<{ readonly alice: Person; readonly link: string }> {
  const alice = await stage.arrives('Alice', options)
  await becomes(alice, founder, stage.server.url)
  await alice.opens()
  await alice.reads(NEWEST)
  return { alice, link: await alice.invites() }
}

async function isInStep({ page }: Person): Promise<void> {
  await page.getByRole('button', { name: 'People & sync', exact: true }).click()
  await expect(page.getByText(strings.people.complete)).toBeVisible({ timeout: PATIENCE_MS })
  await expect(page.getByTestId('sync-line')).toBeHidden()
}

test('who joins ten thousand messages reads the newest first, and how many are to come, and the window is never held up', async ({
  stage,
}) => {
  const { alice, link } = await aliceInvites(stage)
  const bob = await stage.arrives('Bob')
  await bob.opens(link)
  await bob.page.getByLabel('Your name').fill('Bob')
  const thread = await watchMainThread(bob.page)
  /** The newest message is on the screen while the line about progress counts to all of them: how far it is then. */
  const inTheMidst = bob.page.evaluate(
    ([newest, all]) =>
      new Promise<number>((resolve) => {
        const look = () => {
          const last = [...document.querySelectorAll('[data-testid="message"]')].at(-1)?.textContent
          const line = document.querySelector('[data-testid="sync-line"]')?.textContent?.replaceAll(',', '') ?? ''
          const [received = 0, total = 0] = [...line.matchAll(/\d+/g)].map(Number)
          if (last?.includes(newest) !== true || total < all) return
          observer.disconnect()
          resolve(received)
        }
        const observer = new MutationObserver(look)
        observer.observe(document, { childList: true, subtree: true, characterData: true })
      }),
    [NEWEST, MESSAGES] as const,
  )
  await bob.page.getByRole('button', { name: 'Join', exact: true }).click()
  const received = await inTheMidst
  expect(received).toBeLessThan(MESSAGES / 2)
  await isInStep(bob)
  const tasks = await thread.longTasks(BLOCKED_MS)
  test.info().annotations.push({ type: 'measured', description: JSON.stringify({ received, tasks }) })
  expect(tasks.filter(({ cpu_ms }) => cpu_ms >= BLOCKED_MS)).toEqual([])
  await alice.seesMark(NEWEST, 'on the other device')
})

interface Held {
  readonly peer_id: string
  /** Places in the chain of one author's content that are durably there. */
  has(author: string, seq: number): boolean
  /** What this device was told that another holds of its own content. */
  told(holder: string): readonly { readonly first_seq: number; readonly last_seq: number }[]
}

/** What lies in the files of a browser, past the application, which is not opened. */
async function heldBy(person: Person, address: string): Promise<Held> {
  const { disk } = await readProfileFiles(person.page, address)
  const sql = await openNodeSql(disk)
  const [own] = sql.all('SELECT peer_id FROM identity')
  const log = sql.all('SELECT author, seq FROM log WHERE plane = 2')
  const told = sql.all('SELECT event_id, author, first_seq, last_seq FROM have_ephemeral')
  sql.close()
  const peer_id = String(own?.peer_id)
  const places = new Set(log.map(({ author, seq }) => `${author} ${seq}`))
  return {
    peer_id,
    has: (author, seq) => places.has(`${author} ${seq}`),
    told: (holder) =>
      told
        .filter((row) => row.event_id === holder && row.author === peer_id)
        .map((row) => ({ first_seq: Number(row.first_seq), last_seq: Number(row.last_seq) })),
  }
}

test('of whoever is killed while ten thousand messages arrive nobody was told more than is in their files', async ({
  stage,
}) => {
  // Some ten seconds for all of it; receipts come every two.
  const prepare = ({ context }: Profile) => slowsChannels(context, 400_000)
  const { alice, link } = await aliceInvites(stage, { prepare })
  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  await alice.seesMark(NEWEST, 'on the other device')
  await bob.isKilled()
  const told = await heldBy(alice, stage.server.url)
  await bob.profile.start()
  bob.turnsTo(await bob.profile.context.newPage())
  const files = await heldBy(bob, stage.server.url)

  const claimed = told.told(files.peer_id).flatMap(({ first_seq, last_seq }) => {
    return Array.from({ length: last_seq - first_seq + 1 }, (_, i) => first_seq + i)
  })
  const ofAlices = ({ has }: Held) =>
    Array.from({ length: MESSAGES }, (_, seq) => has(told.peer_id, seq)).filter(Boolean)
  const held = ofAlices(files)
  test.info().annotations.push({ type: 'measured', description: `${claimed.length} told, ${held.length} held` })
  expect(claimed.length).toBeGreaterThan(0)
  expect(held.length).toBeLessThan(MESSAGES)
  expect(claimed.filter((seq) => !files.has(told.peer_id, seq))).toEqual([])

  await alice.opens()
  await bob.opens()
  await bob.reads(NEWEST)
  await isInStep(bob)
  await alice.isConnectedTo(1)
  expect(ofAlices(await heldBy(bob, stage.server.url))).toHaveLength(MESSAGES)
})
