/** A second device of a person, in a browser profile of its own: linked by a code and six digits. */

import { expect, type Locator } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import type { Person } from './support/person.ts'
import { test } from './support/story.ts'

const PATIENCE_MS = 30_000

const sheetOf = (person: Person): Locator => person.page.getByRole('dialog')

async function showsCode(person: Person): Promise<string> {
  await person.page.getByRole('button', { name: /^Identities and settings/ }).click()
  await person.page.getByRole('button', { name: 'Your devices…' }).click()
  await sheetOf(person).getByRole('button', { name: 'Show a code' }).click()
  return sheetOf(person).getByLabel('Device code').first().inputValue()
}

async function readsDigits(person: Person): Promise<string> {
  const digits = person.page.getByTestId('digits')
  await expect(digits).toBeVisible({ timeout: PATIENCE_MS })
  return (await digits.getAttribute('aria-label')) ?? ''
}

async function looksForDevice(device: Person, code: string): Promise<void> {
  await device.opens(code)
  await device.page.getByRole('button', { name: 'Look for my device' }).click()
}

test('a linked device reads what was said before, is told what comes, and posts as the same person', async ({
  stage,
}) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const bob = await stage.arrives('Bob')
  await bob.joins(await alice.invites())
  await alice.says('first: the seeds came')
  await bob.says('second: which ones?')
  await alice.reads('second: which ones?')

  const phone = await stage.arrives('Alice’s phone', { viewport: { width: 390, height: 844 } })
  await looksForDevice(phone, await showsCode(alice))
  const digits = await readsDigits(alice)
  expect(digits).toMatch(/^(\d ){5}\d$/)
  expect(await readsDigits(phone)).toBe(digits)
  await expectAccessible(alice.page)
  await expectAccessible(phone.page)

  await sheetOf(alice).getByRole('button', { name: 'They match, link it' }).click()
  await expect(sheetOf(alice).getByText('Linked.')).toBeVisible({ timeout: PATIENCE_MS })
  await sheetOf(alice).getByRole('button', { name: 'Close', exact: true }).click()

  await phone.readsExactly('first: the seeds came', 'second: which ones?')
  await phone.says('third: from my phone')
  await bob.reads('third: from my phone')
  for (const person of [alice, bob, phone]) {
    await person.reads('third: from my phone')
    await expect(person.message('third: from my phone')).toContainText('Alice')
  }
  await bob.says('fourth: to both of you')
  for (const device of [alice, phone]) await device.reads('fourth: to both of you')
})

test('a device that is removed says so, and the person goes on with the other', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('first: the seeds came')
  const phone = await stage.arrives('Alice’s phone')
  await looksForDevice(phone, await showsCode(alice))
  await sheetOf(alice).getByRole('button', { name: 'They match, link it' }).click({ timeout: PATIENCE_MS })
  await expect(sheetOf(alice).getByText('Linked.')).toBeVisible({ timeout: PATIENCE_MS })
  await sheetOf(alice).getByRole('button', { name: 'Close', exact: true }).click()
  await phone.reads('first: the seeds came')

  await alice.page.getByRole('button', { name: 'People & sync', exact: true }).click()
  await alice.page.getByRole('complementary').getByRole('button', { name: 'Alice', exact: true }).click()
  await expect(sheetOf(alice).getByTestId('device')).toHaveCount(2)
  await expectAccessible(alice.page)
  await sheetOf(alice).getByTestId('device').getByRole('button', { name: 'Remove' }).click()
  await expect(sheetOf(alice)).toContainText('You stay a member on your other devices.')
  await sheetOf(alice).getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(sheetOf(alice).getByTestId('device')).toHaveCount(1)
  await sheetOf(alice).getByRole('button', { name: 'Close', exact: true }).click()
  await expect(phone.page.getByTestId('refused')).toContainText('This device was removed', { timeout: PATIENCE_MS })
  await phone.readsExactly('first: the seeds came')
})

test('a device whose digits differ is turned away and has read nothing', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('first: the seeds came')
  const stranger = await stage.arrives('Somebody who read the code along')
  await looksForDevice(stranger, await showsCode(alice))
  await readsDigits(alice)
  await sheetOf(alice).getByRole('button', { name: 'They differ' }).click()
  await expect(stranger.page.getByTestId('being-linked')).toHaveAttribute('data-state', 'refused', {
    timeout: PATIENCE_MS,
  })
  await expect(stranger.page.getByText('first: the seeds came')).toHaveCount(0)
  await expectAccessible(stranger.page)
})
