/** A conversation between two browsers outlives what happens to either of them. */

import { expect } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import type { Person } from './support/person.ts'
import { type Stage, test } from './support/story.ts'

/** Alice and Bob in one community, connected, with two messages each has read. */
async function conversation(stage: Stage): Promise<readonly [Person, Person]> {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const bob = await stage.arrives('Bob')
  await bob.joins(await alice.invites())
  await alice.says('first: the seeds came')
  await bob.reads('first: the seeds came')
  await bob.says('second: which ones?')
  await alice.reads('second: which ones?')
  return [alice, bob]
}

test('both reload: the same messages in the same order, connected again by themselves, and they talk on', async ({
  stage,
}) => {
  const [alice, bob] = await conversation(stage)
  await Promise.all([alice.page.reload(), bob.page.reload()])
  for (const person of [alice, bob]) {
    await person.readsExactly('first: the seeds came', 'second: which ones?')
    await person.isConnectedTo(1)
  }
  await alice.says('third: the beans')
  await bob.reads('third: the beans')
  await bob.says('fourth: good')
  for (const person of [alice, bob]) {
    await person.readsExactly('first: the seeds came', 'second: which ones?', 'third: the beans', 'fourth: good')
  }
  await bob.seesMark('fourth: good', 'on the other device')
})

test('a browser that is killed and started again has everything, and what was said meanwhile', async ({ stage }) => {
  const [alice, bob] = await conversation(stage)
  await alice.says('third: the beans')
  await alice.isKilled()
  await bob.says('fourth: still there?')
  await alice.returns()
  await alice.readsExactly('first: the seeds came', 'second: which ones?', 'third: the beans', 'fourth: still there?')
  await bob.readsExactly('first: the seeds came', 'second: which ones?', 'third: the beans', 'fourth: still there?')
  await alice.says('fifth: back again')
  await bob.reads('fifth: back again')
  await bob.seesMark('fourth: still there?', 'on the other device')
})

test('the tab that leads closes, and the other one goes on talking', async ({ stage }) => {
  const [alice, bob] = await conversation(stage)
  const leader = await alice.opensTab()
  await alice.readsExactly('first: the seeds came', 'second: which ones?')
  await alice.isConnectedTo(1)
  await alice.says('third: from the second tab')
  await bob.reads('third: from the second tab')

  await leader.close()
  await alice.says('fourth: the first tab is gone')
  await alice.isConnectedTo(1)
  await bob.reads('fourth: the first tab is gone')
  await bob.says('fifth: nobody noticed')
  await alice.reads('fifth: nobody noticed')
  await expect(alice.page.getByText(/another (tab|window)/i)).toHaveCount(0)
})

test('a story notices what a browser complains about', async ({ stage }) => {
  const mallory = await stage.arrives('Mallory')
  await mallory.opens()
  await mallory.page.evaluate(() => {
    document.head.append(Object.assign(document.createElement('script'), { textContent: 'void 0' }))
    setTimeout(() => {
      throw new Error('on purpose')
    })
  })
  await expect.poll(() => stage.complaints.all.join()).toMatch(/breaks its policy: script-src.*inline/)
  await expect.poll(() => stage.complaints.all.join()).toContain('on purpose')
  stage.complaints.clear()
})

test('whatever is said is shown as text, and in its own direction', async ({ stage }) => {
  const [alice, bob] = await conversation(stage)
  await alice.says('<img src=x onerror="document.title=1"> <b>bold</b> &amp;')
  await bob.reads('<img src=x onerror="document.title=1"> <b>bold</b> &amp;')
  await alice.says('مرحبا، كيف الحال؟')
  await bob.reads('مرحبا، كيف الحال؟')
  const directionOf = (element: Element) => getComputedStyle(element).direction
  expect(await bob.message('مرحبا').locator('p').evaluate(directionOf)).toBe('rtl')
  expect(await alice.page.getByRole('textbox', { name: /^Message #/ }).evaluate(directionOf)).toBe('ltr')

  await alice.says(`unbroken: ${'x'.repeat(1_000)}`)
  await bob.reads(`unbroken: ${'x'.repeat(1_000)}`)
  for (const { page } of [alice, bob]) {
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
    expect(await page.title()).toBe('Sotto')
    await expectAccessible(page)
  }
})
