/** Three browsers: parted, each writing alone, meeting again; and two of them who can only meet the third. */

import { expect } from 'playwright/test'
import { RELAY_PATH } from '../server/rendezvous.ts'
import { strings } from '../src/ui/strings/en.ts'
import { createBuildServer } from './support/build-server.ts'
import { isKept } from './support/kept.ts'
import { withOtherRelays } from './support/other-relays.ts'
import type { Person } from './support/person.ts'
import { test } from './support/story.ts'

const PATIENCE_MS = 30_000
/** So high that a list of a dozen messages is there as a whole. */
const TALL = { viewport: { width: 1_280, height: 1_600 } }
/** The engine's own heartbeat is a second. */
const SEVERAL_PERIODS_MS = 3_000

const each = (people: readonly Person[], act: (person: Person) => Promise<unknown>) => Promise.all(people.map(act))

/** Which of these texts the messages on the screen are, from top to bottom. */
async function orderOn({ page }: Person, texts: readonly string[]): Promise<readonly string[]> {
  const shown = await page.getByTestId('message').allInnerTexts()
  return shown.map((message) => texts.filter((text) => message.includes(text)).join(' and '))
}

/** Everybody has all of these, once, in one order. */
async function haveTheSame(people: readonly Person[], texts: readonly string[]): Promise<void> {
  const orders = () => each(people, (person) => orderOn(person, texts)) as Promise<(readonly string[])[]>
  const isSame = async () => {
    const [first = [], ...others] = await orders()
    return [first.toSorted(), ...others.map((order) => order.join('\n') === first.join('\n'))]
  }
  await expect.poll(isSame, { timeout: PATIENCE_MS }).toEqual([texts.toSorted(), ...people.slice(1).map(() => true)])
}

/** Whoever closes a browser may say nothing: that nobody is there any more is noticed after a while. */
async function isAlone({ page }: Person): Promise<void> {
  const pill = page.getByTestId('connection-pill')
  await expect(pill).not.toHaveAttribute('data-state', 'connected', { timeout: PATIENCE_MS })
}

/** The panel says of so many others that both have the same. */
async function isInStep({ page }: Person, others: number): Promise<void> {
  await page.getByRole('button', { name: 'People & sync', exact: true }).click()
  const panel = page.getByRole('complementary', { name: 'People & sync' })
  await expect(panel.getByText(strings.people.complete)).toHaveCount(others, { timeout: PATIENCE_MS })
  await panel.getByRole('button', { name: 'Close' }).click()
}

/** Nothing periodic happens any more in the engine of this page, until it is opened again. */
async function endTicks({ page }: Person): Promise<void> {
  expect(page.workers().length).toBeGreaterThan(0)
  for (const worker of page.workers()) {
    await worker.evaluate(() => {
      const last = Number(setTimeout(() => undefined))
      for (let id = 1; id <= last; id++) clearInterval(id)
    })
  }
}

test('three who each wrote alone come to one list, and a message needs no heartbeat to reach the others', async ({
  stage,
}) => {
  const alice = await stage.arrives('Alice', TALL)
  await alice.createsCommunity('Garden club')
  const link = await alice.invites()
  const [bob, carol] = [await stage.arrives('Bob', TALL), await stage.arrives('Carol', TALL)]
  await each([bob, carol], (person) => person.joins(link))
  const people = [alice, bob, carol]
  const texts: string[] = []
  const say = async (person: Person, what: string) => {
    const text = `${person.name} says ${what}`
    texts.push(text)
    await person.says(text)
  }
  await each(people, (person) => say(person, 'hello'))
  await each(people, (person) => person.isConnectedTo(2))
  await each(people, isKept)
  await haveTheSame(people, texts)

  await test.step('parted, each alone with what they have', async () => {
    await stage.server.stop()
    await each(people, (person) => person.page.reload())
    await haveTheSame(people, texts)
    const before = texts.length
    await each(people, async (person) => {
      for (const what of ['one', 'two', 'three']) await say(person, `${what}, alone`)
      expect((await orderOn(person, texts)).length).toBe(before + 3)
      await isAlone(person)
    })
  })

  await test.step('they meet', async () => {
    await stage.server.start()
    await haveTheSame(people, texts)
    await each(people, (person) => isInStep(person, 2))
    await each(people, (person) => person.seesMark(`${person.name} says three, alone`, 'on all 2'))
  })

  await test.step('all reload', async () => {
    await each(people, (person) => person.page.reload())
    await haveTheSame(people, texts)
    await each(people, (person) => person.isConnectedTo(2))
    await each(people, (person) => isInStep(person, 2))
  })

  await test.step('without any heartbeat', async () => {
    await each(people, endTicks)
    for (const person of people) {
      await say(person, 'at once')
      await haveTheSame(people, texts)
    }
    await alice.page.waitForTimeout(SEVERAL_PERIODS_MS)
    for (const person of people) await person.seesMark(`${person.name} says at once`, 'on this device only')
  })
})

test('two who can never connect have the same through a third, who cannot read all of it', async ({ stage }) => {
  const elsewhere = await createBuildServer()
  stage.finally(() => elsewhere.remove())
  const relayOf = (url: string) => new URL(RELAY_PATH, url.replace('http', 'ws')).href
  const both = await withOtherRelays(stage.server.url, [relayOf(stage.server.url), relayOf(elsewhere.url)])
  stage.finally(() => both.close())

  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const link = await alice.invites()
  const bob = await stage.arrives('Bob', { address: both.url })
  await bob.joins(link.replace(stage.server.url, both.url))
  await bob.isConnectedTo(1)
  const carol = await stage.arrives('Carol', { address: elsewhere.url })
  await carol.joins(link.replace(stage.server.url, elsewhere.url))
  await bob.isConnectedTo(2)
  await alice.says('can you hear me?')
  await carol.reads('can you hear me?')
  await carol.says('through Bob')
  await alice.reads('through Bob')
  await alice.knows('Alice', 'Bob', 'Carol')

  const inChannel = (person: Person, name: string) =>
    person.page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name })
  await alice.page.getByRole('button', { name: 'New channel' }).click()
  const sheet = alice.page.getByRole('dialog')
  await sheet.getByLabel('Channel name').fill('surprise')
  await sheet.getByRole('radio', { name: /^Private/ }).check()
  await sheet.getByRole('checkbox', { name: 'Carol' }).check()
  await sheet.getByRole('button', { name: 'Create channel' }).click()
  await expect(alice.page.getByRole('heading', { name: 'surprise' })).toBeVisible()
  await alice.says('a party for Bob')
  await inChannel(carol, 'surprise').click({ timeout: PATIENCE_MS })
  await carol.reads('a party for Bob')

  await bob.leaves()
  await carol.says('I bring the cake')
  await alice.says('at six')
  await inChannel(carol, 'general').click()
  await carol.says('where is Bob?')
  await expect(alice.message('I bring the cake')).toHaveCount(0)
  await each([alice, carol], isAlone)
  await bob.returns()
  await alice.reads('a party for Bob', 'I bring the cake', 'at six')
  await inChannel(carol, 'surprise').click()
  const secrets = ['a party for Bob', 'I bring the cake', 'at six']
  await haveTheSame([alice, carol], secrets)
  await each([alice, carol], (person) => inChannel(person, 'general').click())
  const people = [alice, bob, carol]
  await haveTheSame(people, ['can you hear me?', 'through Bob', 'where is Bob?'])

  await expect(inChannel(bob, 'surprise')).toHaveCount(0)
  await expect(bob.page.getByText('party')).toHaveCount(0)
  await each([alice, carol], (person) => person.isConnectedTo(1))
  await bob.isConnectedTo(2)
  await alice.page.getByRole('button', { name: 'People & sync', exact: true }).click()
  const carolsRow = alice.page.getByTestId('member').filter({ hasText: 'Carol' })
  await expect(carolsRow).toContainText(strings.people.neverMet)
})
