/** Messages whose key is missing, in a browser: collapsed with the reason, and open when anybody who holds it comes. */

import { expect } from 'playwright/test'
import { carries } from '../src/testing/courier.ts'
import { acquainted } from '../src/testing/stages.ts'
import { createWorld } from '../src/testing/world.ts'
import { becomes } from './support/install-disk.ts'
import { PATIENCE_MS } from './support/person.ts'
import { looksRight } from './support/screen.ts'
import { test } from './support/story.ts'

const DAY_MS = 24 * 60 * 60 * 1000

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
