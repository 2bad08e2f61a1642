/**
 * What is not there to be read, in a browser: messages whose key is missing, collapsed with the reason and open when
 * anybody who holds it comes; messages that were too many to keep, which come when the person wants them.
 */

import { expect } from 'playwright/test'
import { carries } from '../src/testing/courier.ts'
import { acquainted } from '../src/testing/stages.ts'
import { createWorld } from '../src/testing/world.ts'
import { becomes } from './support/install-disk.ts'
import { closesPanel, closesSheet, opensPerson, panelOf } from './support/membership.ts'
import { PATIENCE_MS } from './support/person.ts'
import { looksRight } from './support/screen.ts'
import { test } from './support/story.ts'

const DAY_MS = 24 * 60 * 60 * 1000

const STORIES = ['first', 'second', 'third', 'fourth', 'fifth'].map(
  (nth) => `The ${nth} story. ${'On it went. '.repeat(20)}`,
)

/** Alice and Bob have moved on to an epoch made before they heard of Carol, who was then brought the message alone. */
async function carolLacksTheKey() {
  const world = createWorld({ seed: 'carol lacks the key', mode: 'direct' })
  const [alice, bob] = await acquainted(world, 'Alice', 'Bob')
  const carol = await world.actor('Carol')
  await carol.joins(await alice.invites())
  await alice.says('under the first key')
  await world.sleep(8 * DAY_MS)
  await alice.says('under a new key')
  await carries(alice, bob)
  await carries(alice, carol)
  await carries(carol, bob)
  for (const actor of [alice, bob, carol]) await actor.closesTheApp()
  return { bob, carol }
}

test('a message under a missing key opens when a third member comes online, its author being away', async ({
  stage,
}) => {
  const actors = await carolLacksTheKey()
  const carol = await stage.arrives('Carol')
  await becomes(carol, actors.carol, stage.server.url)
  await carol.opens()
  await carol.readsExactly('under the first key')
  const line = carol.page.getByTestId('waiting-line')
  await expect(line).toContainText('1 message waits for a key or an earlier message.')
  await looksRight(carol.page, 'waiting')
  await line.getByRole('button', { name: 'Why?' }).click()
  await expect(line).toContainText(/1 waits for a key made .* ago\. .Alice. and .Bob. can supply it, when online\./)
  await line.getByRole('button', { name: 'Ask again' }).click()
  await expect(line).toContainText('Asked for 1 key')
  await looksRight(carol.page, 'waiting-explained')

  const bob = await stage.arrives('Bob')
  await becomes(bob, actors.bob, stage.server.url)
  await bob.opens()
  await bob.readsExactly('under the first key', 'under a new key')
  await carol.readsExactly('under the first key', 'under a new key')
  await expect(line).toBeHidden({ timeout: PATIENCE_MS })
  await carol.says('now I read it too')
  await bob.reads('now I read it too')
})

/** Two of Bob's stories fit in what Alice's device keeps of one author. A browser would, of as much as a device does. */
async function aliceKeepsTwoStories() {
  const limits = { author_bytes: 1_500, out_bytes: 2 ** 40 }
  const world = createWorld({ seed: 'alice keeps two stories', mode: 'direct', limits })
  const [alice, bob] = await acquainted(world, 'Alice', 'Bob')
  for (const text of STORIES) await bob.says(text)
  await carries(bob, alice)
  for (const actor of [alice, bob]) await actor.closesTheApp()
  return { alice, bob }
}

test('who sent too much is said to, with how many messages are not kept; they come when wanted after all', async ({
  stage,
}) => {
  const actors = await aliceKeepsTwoStories()
  const alice = await stage.arrives('Alice')
  await becomes(alice, actors.alice, stage.server.url)
  await alice.opens()
  await expect(alice.message('story.')).toHaveCount(2)
  const sheet = await opensPerson(alice, 'Bob')
  await expect(panelOf(alice)).toContainText('3 messages not kept on this device')
  await expect(sheet).toContainText('has sent more than 100 MB. 3 messages are not kept on this device.')
  await looksRight(alice.page, 'not-kept')
  await sheet.getByRole('button', { name: 'Keep them' }).press('Enter')
  await expect(sheet.getByTestId('not-kept')).toBeHidden()
  await closesSheet(alice)
  await closesPanel(alice)

  const bob = await stage.arrives('Bob')
  await becomes(bob, actors.bob, stage.server.url)
  await bob.opens()
  await alice.readsExactly(...STORIES.map((text) => text.slice(0, 'The first story'.length)))
  await bob.says('and that was all')
  await alice.reads('and that was all')
})
