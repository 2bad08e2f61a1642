/** Leaving a community: nothing of it stays in the browser, and one may come back as somebody new. */

import { expect } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import { privateFilesWith } from './support/private-files.ts'
import { looksRight } from './support/screen.ts'
import { test } from './support/story.ts'

test('who leaves keeps nothing of the community, what was said stays with the others, and a link leads back', async ({
  stage,
}) => {
  const secret = `the gate code is ${crypto.randomUUID()}`
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says(secret)
  const link = await alice.invites()
  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  await bob.reads(secret)
  await bob.says('thank you')
  await alice.reads('thank you')
  await bob.page.getByRole('textbox', { name: /^Message #/ }).fill('half a thought')
  expect(await privateFilesWith(bob.profile, secret)).not.toEqual([])

  const menu = bob.page.getByRole('button', { name: 'Community menu' })
  await menu.press('Enter')
  await bob.page.keyboard.press('End')
  await expect(bob.page.getByRole('menuitem', { name: 'Leave community…' })).toBeFocused()
  await expectAccessible(bob.page)
  await bob.page.keyboard.press('Enter')
  const sheet = bob.page.getByRole('dialog')
  await expect(sheet).toContainText('erased from this browser')
  await looksRight(bob.page, 'leave')
  await bob.page.keyboard.press('Escape')
  await expect(menu).toBeFocused()
  await bob.reads(secret)

  await menu.click()
  await expect(bob.page.getByRole('menu')).toBeVisible()
  await menu.click() // its own button closes it, and opens no other
  await expect(bob.page.getByRole('menu')).toHaveCount(0)
  await expect(menu).toHaveAttribute('aria-expanded', 'false')
  await menu.click()
  await bob.page.getByRole('menuitem', { name: 'Leave community…' }).click()
  await sheet.getByRole('button', { name: 'Leave and erase' }).click()
  await expect(bob.page.getByRole('button', { name: 'Create community' })).toBeVisible()
  for (const text of [secret, 'thank you', 'half a thought', 'Garden club']) {
    await expect.poll(() => privateFilesWith(bob.profile, text)).toEqual([])
  }
  await bob.page.reload()
  await expect(bob.page.getByRole('button', { name: 'Create community' })).toBeVisible()

  await alice.readsExactly(secret, 'thank you')
  await bob.joins(link)
  await bob.reads(secret, 'thank you')
  await bob.says('here again')
  await alice.reads('here again')
})
