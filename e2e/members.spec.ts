/** Members and their roles on the screens of those concerned: made admin, compared, removed while here and while away, let in late. */

import { expect } from 'playwright/test'
import {
  closesLink,
  closesPanel,
  closesSheet,
  gathers,
  isTold,
  opensPerson,
  panelOf,
  removes,
} from './support/membership.ts'
import { PATIENCE_MS } from './support/person.ts'
import { looksRight } from './support/screen.ts'
import { test } from './support/story.ts'

test('who is removed is told so at once, keeps what they have, and reads nothing new', async ({ stage }) => {
  const { people, link } = await gathers(stage, 'Alice', 'Bob', 'Carol')
  const [alice, bob, carol] = people
  await bob.says('first: from Bob')
  for (const person of [alice, carol]) await person.reads('first: from Bob')
  await alice.page.getByRole('button', { name: 'People & sync', exact: true }).click()
  await looksRight(alice.page, 'people')

  const sheet = await opensPerson(alice, 'Bob')
  await sheet.getByRole('button', { name: 'Remove from community…' }).click()
  await expect(sheet).toContainText('This also ends the open link')
  await looksRight(alice.page, 'remove')
  await alice.page.keyboard.press('Escape')
  await expect(panelOf(alice).getByRole('button', { name: 'Bob', exact: true })).toBeFocused()

  await removes(alice, 'Bob')
  await isTold(bob, 'You were removed from this community.')
  await expect(bob.page.getByTestId('refused')).toContainText('stays readable')
  await looksRight(bob.page, 'removed')
  await alice.knows('Alice', 'Carol')
  await carol.knows('Alice', 'Carol')
  await carol.says('second: after Bob')
  await alice.reads('second: after Bob')
  await alice.readsExactly('first: from Bob', 'second: after Bob')
  await bob.readsExactly('first: from Bob')
  await bob.page.reload()
  await isTold(bob, 'You were removed from this community.')
  await bob.readsExactly('first: from Bob')

  const dave = await stage.arrives('Dave')
  await dave.joins(link)
  await expect(dave.page.getByRole('alert')).toHaveAttribute('data-code', 'invite_revoked', { timeout: PATIENCE_MS })
})

test('who was away when removed is told on coming back, and what they wrote meanwhile reaches nobody', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  await bob.says('first: from Bob')
  await alice.reads('first: from Bob')
  await bob.leaves()
  await removes(alice, 'Bob')
  await alice.knows('Alice')
  await alice.says('second: without Bob')

  await bob.returns()
  await isTold(bob, 'You were removed from this community.')
  await bob.readsExactly('first: from Bob')
  await alice.readsExactly('first: from Bob', 'second: without Bob')
})

test('two people compare a number; one makes the other an admin, who then invites, and takes it back', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  const atAlice = await opensPerson(alice, 'Bob')
  const atBob = await opensPerson(bob, 'Alice')
  const number = (await atAlice.getByTestId('safety-number').textContent()) ?? ''
  expect(number.replace(/\s/g, '')).toMatch(/^\d{60}$/)
  expect(await atBob.getByTestId('safety-number').textContent()).toBe(number)
  await looksRight(alice.page, 'person')
  await closesSheet(bob)
  await closesPanel(bob)

  await atAlice.getByRole('button', { name: 'Make admin…' }).press('Enter')
  await expect(atAlice).toContainText('will be able to invite and remove people')
  await looksRight(alice.page, 'make-admin')
  await atAlice.getByRole('button', { name: 'Make admin', exact: true }).press('Enter')
  await expect(atAlice.getByRole('button', { name: 'Take back admin…' })).toBeVisible()
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

test('who came by a link while it was being ended elsewhere is shown to the admin, who lets them in', async ({
  stage,
}) => {
  const { people, link } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  await alice.leaves()
  const carol = await stage.arrives('Carol')
  await carol.joins(link)
  await carol.says('hello from Carol')
  await bob.reads('hello from Carol')
  await bob.leaves()
  await carol.leaves()

  await alice.returns()
  await closesLink(alice)
  await closesSheet(alice)
  await bob.returns()
  const notice = alice.page.getByTestId('notice-line')
  await expect(notice).toContainText(/Carol.*was just ending, and is not in/, { timeout: PATIENCE_MS })
  await looksRight(alice.page, 'late-join')
  await alice.knows('Alice', 'Bob')
  await expect(alice.page.getByTestId('message')).toHaveCount(0)
  await carol.returns()
  await expect(carol.page.getByRole('alert')).toHaveAttribute('data-code', 'invite_revoked', { timeout: PATIENCE_MS })

  await notice.getByRole('button', { name: 'Let in' }).press('Enter')
  await expect(notice).toContainText(/Carol.*joined by a link/, { timeout: PATIENCE_MS })
  await expect(carol.page.getByRole('alert')).toHaveCount(0, { timeout: PATIENCE_MS })
  await alice.reads('hello from Carol')
  await alice.knows('Alice', 'Bob', 'Carol')
  await carol.says('thank you')
  for (const person of [alice, bob]) await person.readsExactly('hello from Carol', 'thank you')
})

test('who came by a link of somebody who was no admin any more is shown to the admin, who lets them in', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  const sheet = await opensPerson(alice, 'Bob')
  await sheet.getByRole('button', { name: 'Make admin…' }).click()
  await sheet.getByRole('button', { name: 'Make admin', exact: true }).click()
  await expect(sheet.getByRole('button', { name: 'Take back admin…' })).toBeVisible()
  await bob.page.getByRole('button', { name: 'Invite', exact: true }).click()
  await expect(bob.page.getByRole('button', { name: 'Create link' })).toBeVisible({ timeout: PATIENCE_MS })
  await bob.page.keyboard.press('Escape')
  await alice.leaves()
  const carol = await stage.arrives('Carol')
  await carol.joins(await bob.invites())
  await carol.says('hello from Carol')
  await bob.reads('hello from Carol')
  await bob.leaves()
  await carol.leaves()

  await alice.returns()
  const atAlice = await opensPerson(alice, 'Bob')
  await atAlice.getByRole('button', { name: 'Take back admin…' }).click()
  await atAlice.getByRole('button', { name: 'Take back', exact: true }).click()
  await expect(atAlice.getByRole('button', { name: 'Make admin…' })).toBeVisible()
  await closesSheet(alice)
  await closesPanel(alice)
  await bob.returns()
  const notice = alice.page.getByTestId('notice-line').filter({ hasText: 'Carol' })
  await expect(notice).toContainText(
    /Carol.*joined by a link that.*Bob.*made while no longer an admin, and is not in/,
    {
      timeout: PATIENCE_MS,
    },
  )
  await looksRight(alice.page, 'unauthorised-join')
  await alice.knows('Alice', 'Bob')
  await expect(alice.page.getByTestId('message')).toHaveCount(0)

  await notice.getByRole('button', { name: 'Let in' }).press('Enter')
  await carol.returns()
  await alice.reads('hello from Carol')
  await alice.knows('Alice', 'Bob', 'Carol')
  await carol.says('thank you')
  for (const person of [alice, bob]) await person.readsExactly('hello from Carol', 'thank you')
})
