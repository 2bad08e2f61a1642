/** Coming together: one link passes between the profiles, and nothing else. */

import { expect } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import { test } from './support/story.ts'

test('two people meet by a link and talk both ways, and no server takes part', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.opens()
  await expectAccessible(alice.page)
  await alice.createsCommunity('Garden club')
  await expectAccessible(alice.page)
  await alice.says('the roses are out')
  await alice.seesMark('the roses are out', 'on this device only')
  const link = await alice.invites()

  const bob = await stage.arrives('Bob')
  await bob.opens(link)
  await expect(bob.page.getByRole('heading', { name: 'Alice invites you to Garden club' })).toBeVisible()
  expect(bob.page.url()).toBe(stage.server.url) // the secret has left the address bar
  await expectAccessible(bob.page)
  await bob.joins(link)
  await bob.says('on my way')

  await bob.reads('the roses are out')
  await alice.reads('on my way')
  await alice.isConnectedTo(1)
  await bob.isConnectedTo(1)
  await alice.seesMark('the roses are out', 'on the other device')
  await bob.seesMark('on my way', 'on the other device')
  await alice.knows('Alice', 'Bob')
  await bob.knows('Alice', 'Bob')

  await stage.server.stop()
  await alice.says('who brings tea?')
  await bob.reads('who brings tea?')
  await bob.says('tea is with me')
  await alice.readsExactly('the roses are out', 'on my way', 'who brings tea?', 'tea is with me')
  await bob.readsExactly('the roses are out', 'on my way', 'who brings tea?', 'tea is with me')
  await expectAccessible(bob.page)
})

test('a third member admits a newcomer while the browser of the one who invited is closed', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('the gate code is on the fridge')
  const link = await alice.invites()
  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  await bob.reads('the gate code is on the fridge')
  await bob.isConnectedTo(1)
  await alice.leaves()

  const carol = await stage.arrives('Carol')
  await carol.joins(link)
  await carol.says('hello from Carol')
  await bob.reads('hello from Carol')
  await carol.reads('the gate code is on the fridge')
  await bob.says('come in, Carol')
  await carol.reads('come in, Carol')
  await carol.knows('Alice', 'Bob', 'Carol')

  await alice.returns()
  await alice.reads('hello from Carol', 'come in, Carol')
  await alice.isConnectedTo(2)
  await carol.seesMark('hello from Carol', 'on all 2')
})

test('what a joiner writes before anyone answers waits visibly, survives a reload, and arrives', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('water the ferns')
  const link = await alice.invites()
  await alice.leaves()

  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  const joining = bob.page.getByTestId('sync-line')
  await expect(joining).toContainText('Joining')
  await bob.says('is anybody here?')
  await bob.seesMark('is anybody here?', 'on this device only')
  await expectAccessible(bob.page)
  await bob.page.reload()
  await expect(joining).toContainText('Joining')
  await bob.says('I wait')
  await bob.readsExactly('is anybody here?', 'I wait')

  await alice.returns()
  await alice.reads('is anybody here?', 'I wait')
  await bob.reads('water the ferns')
  await expect(joining).toBeHidden()
  await bob.seesMark('I wait', 'on the other device')
  await bob.knows('Alice', 'Bob')
})
