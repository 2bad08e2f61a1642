/** Private channels and conversations: who is in sees them, nobody else, and who is added reads everything. */

import { expect } from 'playwright/test'
import { closesSheet, createsPrivate, gathers, goesTo, listed, opensGroup, sheetOf } from './support/membership.ts'
import { PATIENCE_MS } from './support/person.ts'
import { looksRight } from './support/screen.ts'
import { test } from './support/story.ts'

test('a private channel is seen by its people alone, and who is added reads it from its beginning', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob', 'Carol')
  const [alice, bob, carol] = people
  await alice.page.getByRole('button', { name: 'New channel' }).click()
  await sheetOf(alice)
    .getByRole('radio', { name: /^Private/ })
    .check()
  await looksRight(alice.page, 'new-private-channel')
  await alice.page.keyboard.press('Escape')
  await createsPrivate(alice, 'surprise', ['Bob'])
  await looksRight(alice.page, 'private-empty')
  await alice.says('a party for Carol')

  await goesTo(bob, /surprise/)
  await bob.reads('a party for Carol')
  await bob.says('I bring the cake')
  await alice.reads('I bring the cake')
  await carol.says('anything going on?')
  await goesTo(alice, 'general')
  await alice.reads('anything going on?')
  await expect(listed(carol, /surprise/)).toHaveCount(0)
  await expect(carol.page.getByText('party')).toHaveCount(0)

  await goesTo(alice, /surprise/)
  const sheet = await opensGroup(alice)
  await expect(sheet.getByTestId('group-member')).toHaveCount(2)
  await looksRight(alice.page, 'private-people')
  await sheet.getByRole('button', { name: 'Add people…' }).click()
  await sheet.getByRole('checkbox', { name: 'Carol' }).check()
  await looksRight(alice.page, 'add-people')
  await sheet.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(sheet.getByTestId('group-member')).toHaveCount(3)
  await goesTo(carol, /surprise/)
  await carol.readsExactly('a party for Carol', 'I bring the cake')
})

test('who is taken out of a private channel or leaves it is told, writes nothing there, and sees nothing new', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob', 'Carol')
  const [alice, bob, carol] = people
  await createsPrivate(alice, 'surprise', ['Bob', 'Carol'])
  await alice.says('first: a party')
  for (const person of [bob, carol]) {
    await goesTo(person, /surprise/)
    await person.reads('first: a party')
  }

  const composer = bob.page.getByRole('textbox', { name: 'Message #surprise' })
  await composer.fill('not for everybody')
  const sheet = await opensGroup(alice)
  await sheet.getByRole('button', { name: 'Take out Bob' }).click()
  await expect(sheet).toContainText(/Bob.* reads nothing new/)
  await looksRight(alice.page, 'take-out')
  await sheet.getByRole('button', { name: 'Take out', exact: true }).press('Enter')
  await expect(sheet.getByTestId('group-member')).toHaveCount(2)
  await closesSheet(alice)

  // Where Bob was writing nothing else appears by itself: what he types cannot go to everybody.
  const gone = bob.page.getByTestId('channel-gone')
  await expect(gone).toContainText('You are no longer in', { timeout: PATIENCE_MS })
  await expect(bob.page.getByRole('textbox')).toHaveCount(0)
  await expect(listed(bob, /surprise/)).toHaveCount(0)
  await looksRight(bob.page, 'channel-gone')
  await gone.getByRole('button', { name: 'Go to #general' }).press('Enter')
  await expect(bob.page.getByRole('textbox', { name: 'Message #general' })).toHaveValue('')
  await carol.says('second: without Bob')
  await alice.reads('second: without Bob')

  await (await opensGroup(carol)).getByRole('button', { name: 'Leave…' }).press('Enter')
  await expect(sheetOf(carol)).toContainText('Nothing written from now on can be read by you.')
  await looksRight(carol.page, 'leave-private')
  await sheetOf(carol).getByRole('button', { name: 'Leave', exact: true }).click()
  await expect(carol.page.getByRole('heading', { name: 'general', level: 1 })).toBeVisible()
  await expect(listed(carol, /surprise/)).toHaveCount(0)
  await expect(alice.page.getByRole('button', { name: '1 person' })).toBeVisible({ timeout: PATIENCE_MS })
  await alice.says('third: alone')
  await alice.readsExactly('first: a party', 'second: without Bob', 'third: alone')
  await goesTo(alice, 'general')
  await alice.says('good evening')
  for (const person of [bob, carol]) {
    await person.readsExactly('good evening') // what is said later has come, and nothing of the other channel
    await expect(listed(person, /surprise/)).toHaveCount(0)
  }
})

test('a conversation is called by whom one talks to, and a third sees nothing of it', async ({ stage }) => {
  const { people, link } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  await bob.page.getByRole('button', { name: 'New direct message' }).click()
  await sheetOf(bob).getByRole('checkbox', { name: 'Alice' }).check()
  await looksRight(bob.page, 'new-direct')
  await sheetOf(bob).getByRole('button', { name: 'Open conversation' }).click()
  await expect(bob.page.getByRole('heading', { name: 'Alice', level: 1 })).toBeVisible()
  await expect(bob.page.getByText('Only you and')).toBeVisible()
  await expect(bob.page.getByRole('main').getByRole('button', { name: 'Invite people' })).toHaveCount(0)
  await looksRight(bob.page, 'direct-empty')
  await bob.page.getByRole('textbox', { name: 'Message Alice' }).fill('between us')
  await bob.page.keyboard.press('Enter')
  await bob.reads('between us')

  const carol = await stage.arrives('Carol')
  await carol.joins(link)
  await goesTo(alice, /^Bob/)
  await alice.reads('between us')
  await carol.isConnectedTo(2)
  await expect(listed(carol, /^Bob/)).toHaveCount(0)
})

test('a private channel is made, looked into and left by keyboard alone, and focus is never lost', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice] = people
  const { keyboard } = alice.page
  const sheet = sheetOf(alice)
  await alice.page.getByRole('button', { name: 'New channel' }).press('Enter')
  await expect(sheet.getByLabel('Channel name')).toBeFocused()
  await keyboard.type('surprise')
  await keyboard.press('Tab')
  await keyboard.press('ArrowDown')
  await expect(sheet.getByRole('radio', { name: /^Private/ })).toBeChecked()
  await keyboard.press('Tab')
  await expect(sheet.getByRole('checkbox', { name: 'Bob' })).toBeFocused()
  await keyboard.press('Space')
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(alice.page.getByRole('textbox', { name: 'Message #surprise' })).toBeFocused()

  await alice.page.getByRole('button', { name: '2 people' }).press('Enter')
  await sheet.getByRole('button', { name: 'Take out Bob' }).press('Enter')
  await expect(sheet.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await keyboard.press('Enter')
  await expect(sheet.getByRole('heading', { name: 'surprise' })).toBeFocused()
  await sheet.getByRole('button', { name: 'Leave…' }).press('Enter')
  await expect(sheet.getByRole('button', { name: 'Cancel' })).toBeFocused()
  await keyboard.press('Tab')
  await keyboard.press('Enter')
  await expect(alice.page.getByRole('textbox', { name: 'Message #general' })).toBeFocused()
})
