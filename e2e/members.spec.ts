/** Members and their roles on the screens of those concerned: made admin, compared, removed while here and while away. */

import { expect, type Locator } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import type { Person } from './support/person.ts'
import { test } from './support/story.ts'

const PATIENCE_MS = 30_000

/** Opens the panel and in it the sheet of one person. */
async function opensPerson(person: Person, name: string): Promise<Locator> {
  const panel = person.page.getByRole('complementary', { name: 'People & sync' })
  if (!(await panel.isVisible())) {
    await person.page.getByRole('button', { name: 'People & sync', exact: true }).click()
  }
  await panel.getByRole('button', { name, exact: true }).click()
  return person.page.getByRole('dialog')
}

async function closesAll(person: Person): Promise<void> {
  await person.page.keyboard.press('Escape')
  await expect(person.page.getByRole('dialog')).toHaveCount(0)
  await person.page.getByRole('complementary').getByRole('button', { name: 'Close' }).click()
}

async function removes(person: Person, name: string): Promise<void> {
  const sheet = await opensPerson(person, name)
  await sheet.getByRole('button', { name: 'Remove from community…' }).click()
  await expect(sheet).toContainText('Nobody can be made to forget.')
  await expectAccessible(person.page)
  await sheet.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(sheet).toBeHidden()
  await person.page.getByRole('complementary').getByRole('button', { name: 'Close' }).click()
}

async function isToldOfRemoval(person: Person): Promise<void> {
  const note = person.page.getByTestId('refused')
  await expect(note).toContainText('You were removed from this community.', { timeout: PATIENCE_MS })
  await expect(note).toContainText('stays readable')
}

test('who is removed is told so at once, keeps what they have, and reads nothing new', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const link = await alice.invites()
  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  const carol = await stage.arrives('Carol')
  await carol.joins(link)
  await bob.says('first: from Bob')
  for (const person of [alice, carol]) await person.reads('first: from Bob')
  await alice.knows('Alice', 'Bob', 'Carol')

  const sheet = await opensPerson(alice, 'Bob')
  await sheet.getByRole('button', { name: 'Remove from community…' }).click()
  await expect(sheet).toContainText('This also ends the open link')
  await alice.page.keyboard.press('Escape')
  await expect(alice.page.getByRole('complementary').getByRole('button', { name: 'Bob', exact: true })).toBeFocused()

  await removes(alice, 'Bob')
  await isToldOfRemoval(bob)
  await expectAccessible(bob.page)
  await alice.knows('Alice', 'Carol')
  await carol.knows('Alice', 'Carol')
  await carol.says('second: after Bob')
  await alice.reads('second: after Bob')
  await alice.readsExactly('first: from Bob', 'second: after Bob')
  await bob.readsExactly('first: from Bob')
  await bob.page.reload()
  await isToldOfRemoval(bob)
  await bob.readsExactly('first: from Bob')

  const dave = await stage.arrives('Dave')
  await dave.joins(link)
  await expect(dave.page.getByRole('alert')).toHaveAttribute('data-code', 'invite_revoked', { timeout: PATIENCE_MS })
})

test('who was away when removed is told on coming back, and what they wrote meanwhile reaches nobody', async ({
  stage,
}) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const bob = await stage.arrives('Bob')
  await bob.joins(await alice.invites())
  await bob.says('first: from Bob')
  await alice.reads('first: from Bob')
  await bob.leaves()
  await removes(alice, 'Bob')
  await alice.knows('Alice')
  await alice.says('second: without Bob')

  await bob.returns()
  await isToldOfRemoval(bob)
  await bob.readsExactly('first: from Bob')
  await alice.readsExactly('first: from Bob', 'second: without Bob')
})

test('two people compare a number; one makes the other an admin, who then invites, and takes it back', async ({
  stage,
}) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const bob = await stage.arrives('Bob')
  await bob.joins(await alice.invites())
  await alice.knows('Alice', 'Bob')
  await bob.knows('Alice', 'Bob')

  const atAlice = await opensPerson(alice, 'Bob')
  const atBob = await opensPerson(bob, 'Alice')
  const number = (await atAlice.getByTestId('safety-number').textContent()) ?? ''
  expect(number.replace(/\s/g, '')).toMatch(/^\d{60}$/)
  expect(await atBob.getByTestId('safety-number').textContent()).toBe(number)
  await expectAccessible(alice.page)
  await closesAll(bob)

  await atAlice.getByRole('button', { name: 'Make admin…' }).press('Enter')
  await expect(atAlice).toContainText('will be able to invite and remove people')
  await expectAccessible(alice.page)
  await atAlice.getByRole('button', { name: 'Make admin', exact: true }).press('Enter')
  await expect(atAlice.getByRole('button', { name: 'Take back admin…' })).toBeVisible()
  await expect(bob.page.getByRole('button', { name: 'Invite', exact: true })).toBeVisible()
  await bob.page.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(bob.page.getByRole('button', { name: 'Create link' })).toBeVisible({ timeout: PATIENCE_MS })
  await bob.page.keyboard.press('Escape')
  const carol = await stage.arrives('Carol')
  await carol.joins(await bob.invites())
  await carol.says('thank you, Bob')
  await bob.reads('thank you, Bob')

  await atAlice.getByRole('button', { name: 'Take back admin…' }).click()
  await atAlice.getByRole('button', { name: 'Take back', exact: true }).click()
  await expect(atAlice.getByRole('button', { name: 'Make admin…' })).toBeVisible()
  await bob.page.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(bob.page.getByRole('button', { name: 'Create link' })).toBeHidden({ timeout: PATIENCE_MS })
})
