/** Private channels and conversations: who is in sees them, nobody else, and who is added reads everything. */

import { expect } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import { test } from './support/story.ts'

const PATIENCE_MS = 30_000

test('a private channel is seen by its people alone, and who is added reads it from its beginning', async ({
  stage,
}) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const link = await alice.invites()
  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  const carol = await stage.arrives('Carol')
  await carol.joins(link)
  await alice.knows('Alice', 'Bob', 'Carol')

  await alice.page.getByRole('button', { name: 'New channel' }).click()
  const sheet = alice.page.getByRole('dialog')
  await sheet.getByLabel('Channel name').fill('surprise')
  await sheet.getByRole('radio', { name: /^Private/ }).check()
  await sheet.getByRole('checkbox', { name: 'Bob' }).check()
  await expectAccessible(alice.page)
  await sheet.getByRole('button', { name: 'Create channel' }).click()
  await expect(alice.page.getByRole('heading', { name: 'surprise' })).toBeVisible()
  await alice.says('a party for Carol')

  const channelOf = (person: typeof bob) =>
    person.page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: /surprise/ })
  await channelOf(bob).click({ timeout: PATIENCE_MS })
  await bob.reads('a party for Carol')
  await bob.says('I bring the cake')
  await alice.reads('I bring the cake')
  await carol.says('anything going on?')
  await alice.page.getByRole('button', { name: 'general' }).click()
  await alice.reads('anything going on?')
  await expect(channelOf(carol)).toHaveCount(0)
  await expect(carol.page.getByText('party')).toHaveCount(0)

  await channelOf(alice).click()
  await alice.page.getByRole('button', { name: '2 people' }).click()
  await expect(sheet.getByTestId('group-member')).toHaveCount(2)
  await expectAccessible(alice.page)
  await sheet.getByRole('button', { name: 'Add people…' }).click()
  await sheet.getByRole('checkbox', { name: 'Carol' }).check()
  await sheet.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(sheet.getByTestId('group-member')).toHaveCount(3)
  await channelOf(carol).click({ timeout: PATIENCE_MS })
  await carol.readsExactly('a party for Carol', 'I bring the cake')
})

test('a conversation is called by whom one talks to, and a third sees nothing of it', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const link = await alice.invites()
  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  await alice.knows('Alice', 'Bob')
  await bob.page.getByRole('button', { name: 'New direct message' }).click()
  await bob.page.getByRole('checkbox', { name: 'Alice' }).check()
  await expectAccessible(bob.page)
  await bob.page.getByRole('button', { name: 'Open conversation' }).click()
  await expect(bob.page.getByRole('heading', { name: 'Alice', level: 1 })).toBeVisible()
  await bob.page.getByRole('textbox', { name: 'Message Alice' }).fill('between us')
  await bob.page.keyboard.press('Enter')
  await bob.reads('between us')

  const carol = await stage.arrives('Carol')
  await carol.joins(link)
  const conversations = (person: typeof bob, name: RegExp) =>
    person.page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name })
  await conversations(alice, /^Bob/).click({ timeout: PATIENCE_MS })
  await alice.reads('between us')
  await carol.isConnectedTo(2)
  await expect(conversations(carol, /^Bob/)).toHaveCount(0)
})
