/** Two identities in one browser, in one community: strangers to each other, unmistakable to the person. */

import { expect, type Page } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import type { Person } from './support/person.ts'
import { test } from './support/story.ts'

/** The colours of the identity stripe on the rail and on the composer. */
async function stripes(page: Page): Promise<readonly string[]> {
  const colourOf = (element: Element) => getComputedStyle(element).borderInlineStartColor
  const rail = page.getByRole('navigation', { name: 'Communities' })
  const box = page
    .locator('form', { has: page.getByRole('textbox', { name: /^Message #/ }) })
    .locator('> div')
    .last()
  return [await rail.evaluate(colourOf), await box.evaluate(colourOf)]
}

async function switchesTo(person: Person, name: string): Promise<void> {
  await person.page.getByRole('button', { name: /^Identities and settings/ }).click()
  const menu = person.page.getByRole('region', { name: 'Identities' })
  await expectAccessible(person.page)
  await menu.getByRole('button', { name: new RegExp(`^\\S* ?${name} `) }).click()
}

const postingAs = (person: Person) => person.page.getByText(/^Posting as/)

test('two identities of one browser talk in one community, and nobody can mistake one for the other', async ({
  stage,
}) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('I am Alice')
  const link = await alice.invites()
  const asAlice = await stripes(alice.page)

  await alice.opens(link)
  const already = alice.page.getByRole('alert')
  await expect(already).toHaveAttribute('data-code', 'link_own_network')
  await expect(alice.page.getByRole('button', { name: 'Join', exact: true })).toBeDisabled()
  await alice.page.getByRole('radio', { name: /^A new identity/ }).check()
  await expect(already).toBeHidden()
  await expectAccessible(alice.page)
  await alice.page.getByLabel('Your name').fill('Carol')
  await alice.page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(postingAs(alice)).toHaveText('Posting as Carol')
  await alice.isConnectedTo(1)
  await alice.reads('I am Alice')
  await alice.says('and I am Carol')
  await alice.seesMark('and I am Carol', 'on this device only') // both live on this one
  await alice.knows('Alice', 'Carol')
  const asCarol = await stripes(alice.page)
  expect(asCarol[0]).toBe(asCarol[1])
  expect(asAlice[0]).toBe(asAlice[1])
  expect(asCarol[0]).not.toBe(asAlice[0])

  await switchesTo(alice, 'Alice')
  await expect(postingAs(alice)).toHaveText('Posting as Alice')
  expect(await stripes(alice.page)).toEqual(asAlice)
  await alice.readsExactly('I am Alice', 'and I am Carol')
  await expect(alice.message('and I am Carol')).toContainText(/^C?\s*Carol/)
  await expect(alice.message('and I am Carol').getByTestId('delivery-mark')).toHaveCount(0)
  await alice.says('pleased to meet you')

  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  await bob.readsExactly('I am Alice', 'and I am Carol', 'pleased to meet you')
  await bob.knows('Alice', 'Bob', 'Carol')
  await bob.isConnectedTo(2)
  await bob.says('hello you two')
  await alice.reads('hello you two')
  await switchesTo(alice, 'Carol')
  await expect(postingAs(alice)).toHaveText('Posting as Carol')
  await alice.readsExactly('I am Alice', 'and I am Carol', 'pleased to meet you', 'hello you two')
  await alice.page.reload()
  await expect(postingAs(alice)).toHaveText('Posting as Carol')
  await alice.says('still Carol')
  await bob.reads('still Carol')
  await expect(bob.message('still Carol')).toContainText(/Carol/)
})
