/** Deleting for everyone, as two people see it on their screens and a search of their disks finds it. */

import { expect } from 'playwright/test'
import { gathers } from './support/membership.ts'
import type { Person } from './support/person.ts'
import { privateFilesWith, profileFilesWith } from './support/private-files.ts'
import { looksRight } from './support/screen.ts'
import { test } from './support/story.ts'

const DISK_MS = 5_000

async function opensMenu(person: Person, text: string): Promise<void> {
  await person.message(text).hover()
  await person.message(text).getByRole('button', { name: 'Message actions' }).click()
  await expect(person.page.getByRole('menu')).toBeVisible()
}

async function deletes(person: Person, text: string): Promise<void> {
  await opensMenu(person, text)
  await person.page.getByRole('menuitem', { name: 'Delete for everyone…' }).click()
  const sheet = person.page.getByRole('dialog', { name: 'Delete this message?' })
  await expect(sheet).toContainText(text)
  await expect(sheet).toContainText('Nobody can be made to forget.')
  await looksRight(person.page, 'delete')
  await sheet.getByRole('button', { name: 'Delete for everyone' }).click()
  await expect(sheet).toBeHidden()
}

test('what is deleted for everyone vanishes from both screens and from both disks', async ({ stage }) => {
  const regretted = `regretted-${crypto.randomUUID()}`
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  await alice.says('the roses are out')
  await alice.says(regretted)
  await bob.reads(regretted)
  await bob.says('oh')
  await alice.reads('oh')
  for (const person of [alice, bob]) {
    await expect(async () => expect(await privateFilesWith(person.profile, regretted)).not.toEqual([])).toPass({
      timeout: DISK_MS,
    })
  }

  await deletes(alice, regretted)
  await expect(alice.message('oh')).toBeFocused() // the row that is next to where it was
  for (const person of [alice, bob]) {
    await person.readsExactly('the roses are out', 'oh')
    await expect.poll(() => privateFilesWith(person.profile, regretted), { timeout: DISK_MS }).toEqual([])
  }
  for (const person of [alice, bob]) {
    await person.leaves()
    expect(await profileFilesWith(person.profile, regretted)).toEqual([])
    expect(await privateFilesWith(person.profile, 'the roses are out')).not.toEqual([]) // the search finds what is there
    await person.returns()
    await person.readsExactly('the roses are out', 'oh')
  }
})

test('an admin deletes what others said, others only their own; several at once, by keyboard alone', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  for (const text of ['first of Bob', 'second of Bob', 'third of Bob']) await bob.says(text)
  await alice.reads('third of Bob')
  await alice.says('said by Alice')
  await bob.reads('said by Alice')

  await opensMenu(bob, 'said by Alice')
  await expect(bob.page.getByRole('menuitem')).toHaveText(['Copy text'])
  await bob.page.keyboard.press('Escape')
  await expect(bob.page.getByRole('menu')).toHaveCount(0)

  const { keyboard } = alice.page
  await alice.message('third of Bob').focus()
  await keyboard.press('ContextMenu')
  await keyboard.press('ArrowDown')
  await expect(alice.page.getByRole('menuitem', { name: 'Choose several' })).toBeFocused()
  await keyboard.press('Enter')
  await alice.message('third of Bob').focus()
  await keyboard.press('ArrowUp')
  await expect(alice.message('second of Bob')).toBeFocused()
  await keyboard.press('Space')
  await expect(alice.page.getByText('2 chosen')).toBeVisible()
  await looksRight(alice.page, 'choosing')
  await alice.page.getByRole('button', { name: 'Delete for everyone…' }).press('Enter')
  const sheet = alice.page.getByRole('dialog', { name: 'Delete 2 messages?' })
  await sheet.getByRole('button', { name: 'Delete for everyone' }).press('Enter')
  for (const person of [alice, bob]) await person.readsExactly('first of Bob', 'said by Alice')
  await expect(alice.message('said by Alice')).toBeFocused()
})

test('a deletion that is not confirmed changes nothing, and focus is where it was', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('this stays')
  await alice.message('this stays').focus()
  await alice.page.keyboard.press('Delete')
  const sheet = alice.page.getByRole('dialog', { name: 'Delete this message?' })
  await expect(sheet).toBeVisible()
  await alice.page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await expect(alice.message('this stays')).toBeFocused()
  await alice.readsExactly('this stays')
})

test('what was begun and thrown away, or posted and deleted, is in no file of the browser', async ({ stage }) => {
  const begun = `begun-${crypto.randomUUID()}`
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const composerNow = () => alice.page.getByRole('textbox', { name: 'Message #general' })
  const composer = composerNow()
  const isKept = () => privateFilesWith(alice.profile, begun)
  await composer.fill(begun)
  await expect.poll(isKept, { timeout: DISK_MS }).not.toEqual([])
  await alice.page.reload()
  await expect(composer).toHaveValue(begun)
  await composer.fill('')
  await expect.poll(isKept, { timeout: DISK_MS }).toEqual([])

  await composer.fill(`${begun} again`)
  await expect.poll(isKept, { timeout: DISK_MS }).not.toEqual([])
  await composer.press('Enter')
  await alice.reads(begun)
  await deletes(alice, begun)
  await expect.poll(isKept, { timeout: DISK_MS }).toEqual([])
  await alice.leaves()
  expect(await profileFilesWith(alice.profile, begun)).toEqual([])
  await alice.returns()
  await expect(composerNow()).toHaveValue('')
})
