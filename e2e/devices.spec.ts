/** A second device of a person, in a browser profile of its own: linked by a code and six digits. */

import { expect } from 'playwright/test'
import {
  closesSheet,
  confirmsDigits,
  gathers,
  isTold,
  looksForDevice,
  opensPerson,
  readsDigits,
  sheetOf,
  showsDeviceCode,
} from './support/membership.ts'
import { PATIENCE_MS } from './support/person.ts'
import { copyOf } from './support/profile-copy.ts'
import { looksRight } from './support/screen.ts'
import { test } from './support/story.ts'

test('a linked device reads what was said before, is told what comes, and posts as the same person', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  await alice.says('first: the seeds came')
  await bob.says('second: which ones?')
  await alice.reads('second: which ones?')

  const phone = await stage.arrives('Alice’s phone', { viewport: { width: 390, height: 844 } })
  const code = await showsDeviceCode(alice)
  await looksRight(alice.page, 'device-code')
  await looksForDevice(phone, code)
  const digits = await readsDigits(alice)
  expect(digits).toMatch(/^(\d ){5}\d$/)
  expect(await readsDigits(phone)).toBe(digits)
  await looksRight(alice.page, 'digits-here')
  await looksRight(phone.page, 'digits-there')
  await confirmsDigits(alice)

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
  await looksForDevice(phone, await showsDeviceCode(alice))
  await confirmsDigits(alice)
  await phone.reads('first: the seeds came')

  const sheet = await opensPerson(alice, 'Alice')
  await expect(sheet.getByTestId('device')).toHaveCount(2)
  await looksRight(alice.page, 'own-devices')
  await sheet.getByTestId('device').getByRole('button', { name: 'Remove' }).click()
  await expect(sheet).toContainText('You stay a member on your other devices.')
  await looksRight(alice.page, 'remove-device')
  await sheet.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(sheet.getByTestId('device')).toHaveCount(1)
  await closesSheet(alice)
  await isTold(phone, 'This device was removed')
  await looksRight(phone.page, 'device-removed')
  await phone.readsExactly('first: the seeds came')
})

test('a device whose digits differ is turned away and has read nothing', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('first: the seeds came')
  const stranger = await stage.arrives('Somebody who read the code along')
  await looksForDevice(stranger, await showsDeviceCode(alice))
  await readsDigits(alice)
  await sheetOf(alice).getByRole('button', { name: 'They differ' }).click()
  await expect(stranger.page.getByTestId('being-linked')).toHaveAttribute('data-state', 'refused', {
    timeout: PATIENCE_MS,
  })
  await expect(stranger.page.getByText('first: the seeds came')).toHaveCount(0)
  await looksRight(stranger.page, 'link-refused')
  await stranger.page.getByRole('button', { name: 'Start again' }).press('Enter')
  await expect(stranger.page.getByRole('button', { name: 'Create community' })).toBeVisible()
})

test('a browser set back to an older copy of itself goes on as a new device of the same person, and says so', async ({
  stage,
}) => {
  const { people } = await gathers(stage, 'Alice', 'Bob')
  const [alice, bob] = people
  await alice.says('first: before')
  await bob.reads('first: before')
  await alice.leaves()
  const copy = await copyOf(alice.profile)
  await alice.returns()
  await alice.says('second: after the copy')
  await bob.reads('second: after the copy')
  await alice.leaves()
  await bob.leaves()
  await copy.putBack()
  await alice.returns()
  await alice.says('third: from the copy')

  await bob.returns()
  const line = alice.page.getByTestId('renewed')
  await expect(line).toContainText('You go on here as a new device.', { timeout: PATIENCE_MS })
  for (const person of [alice, bob]) {
    await person.reads('first: before', 'second: after the copy', 'third: from the copy')
  }
  await looksRight(alice.page, 'renewed')
  await alice.says('fourth: as a new device')
  await bob.reads('fourth: as a new device')
  await bob.knows('Alice', 'Bob')
  await line.getByRole('button', { name: 'Dismiss' }).click()
  await expect(line).toHaveCount(0)
  await alice.page.reload()
  await alice.reads('fourth: as a new device')
  await expect(line).toHaveCount(0)
})
