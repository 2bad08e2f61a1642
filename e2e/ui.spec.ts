/** What a person does, in real browser profiles: begin, write, invite, join, come back. */

import { expect, type Page, test } from 'playwright/test'
import { decodeQR } from 'qr/decode.js'
import { openProfile, type Profile } from './support/profile.ts'

const profiles: Profile[] = []
test.afterEach(async () => {
  for (const profile of profiles.splice(0)) await profile.close()
})

async function newProfile(): Promise<Profile> {
  const profile = await openProfile()
  profiles.push(profile)
  return profile
}

const composer = (page: Page) => page.getByRole('textbox', { name: /^Message #/ })
const messages = (page: Page) => page.getByTestId('message')
const pill = (page: Page) => page.getByTestId('connection-pill')

async function createCommunity(page: Page, person: string, community: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Your name' }).fill(person)
  await page.getByRole('textbox', { name: 'Community name' }).fill(community)
  await page.getByRole('button', { name: 'Create community' }).click()
  await expect(composer(page)).toBeVisible()
}

async function post(page: Page, text: string): Promise<void> {
  await composer(page).fill(text)
  await composer(page).press('Enter')
  await expect(messages(page).filter({ hasText: text }).last()).toBeVisible()
}

async function createInvite(page: Page): Promise<string> {
  await page.getByRole('button', { name: 'Invite', exact: true }).click()
  const sheet = page.getByRole('dialog', { name: /^Invite people/ })
  await sheet.getByRole('button', { name: 'Create link' }).click()
  const link = await sheet.getByRole('textbox', { name: 'Invite link' }).inputValue()
  await page.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  return link
}

async function join(page: Page, link: string, person: string): Promise<void> {
  await page.goto(link)
  await page.getByRole('textbox', { name: 'Your name' }).fill(person)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(composer(page)).toBeVisible()
}

/** A founder's page, its profile, and the link that was made. */
async function foundedBy(person: string, baseURL: string | undefined) {
  const profile = await newProfile()
  const page = await profile.context.newPage()
  await page.goto(baseURL ?? '')
  await createCommunity(page, person, 'Lisbon Rowers')
  return { profile, page }
}

test('what was written is there in the same order after the browser was closed', async ({ baseURL }) => {
  const { profile, page } = await foundedBy('Alice', baseURL)
  for (const text of ['first', 'second', 'third']) await post(page, text)

  const again = await (await profile.restart()).newPage()
  await again.goto(baseURL ?? '')
  await expect(messages(again)).toHaveText([/first/, /second/, /third/])
  await expect(pill(again)).toBeVisible()
})

test('an own message says that it is on this device only while there is nobody else', async ({ baseURL }) => {
  const { page } = await foundedBy('Alice', baseURL)
  await post(page, 'hello')
  await expect(page.getByTestId('delivery-mark')).toHaveAccessibleName('on this device only')
  await page.getByTestId('delivery-mark').click()
  await expect(page.getByTestId('delivery-card')).toContainText('There is no other device yet')
})

test('two browsers meet by a link, and each sees what the other wrote and who has it', async ({ baseURL }) => {
  const { page: alice } = await foundedBy('Alice', baseURL)
  await post(alice, 'Welcome')
  const link = await createInvite(alice)

  const bob = await (await newProfile()).context.newPage()
  await join(bob, link, 'Bob')
  await expect(messages(bob).filter({ hasText: 'Welcome' })).toBeVisible()
  await post(bob, 'Glad to be here')
  await expect(messages(alice).filter({ hasText: 'Glad to be here' })).toBeVisible()
  await expect(bob.getByTestId('delivery-mark').last()).toHaveAccessibleName('on the other device')
  await expect(pill(alice)).toHaveText('1 connected')

  await pill(alice).click()
  const member = alice.getByTestId('member').filter({ hasText: 'Bob' })
  await expect(member).toContainText('Connected directly')
  await expect(member).toContainText('invited by Alice')
})

test('a joiner writes before anybody answers, and is let in when a member comes back', async ({ baseURL }) => {
  const { profile, page: alice } = await foundedBy('Alice', baseURL)
  const link = await createInvite(alice)
  await alice.close()

  const bob = await (await newProfile()).context.newPage()
  await join(bob, link, 'Bob')
  await expect(bob.getByTestId('sync-line')).toContainText('Joining')
  await post(bob, 'Anybody here?')
  await bob.reload()
  await expect(bob.getByTestId('sync-line')).toContainText('Joining')
  await expect(messages(bob)).toHaveText([/Anybody here\?/])

  const back = await profile.context.newPage()
  await back.goto(baseURL ?? '')
  await expect(messages(back).filter({ hasText: 'Anybody here?' })).toBeVisible()
  await expect(bob.getByTestId('sync-line')).toHaveCount(0)
})

/** What a camera would read off the drawn code. */
async function scan(page: Page): Promise<string> {
  const code = page.getByRole('img', { name: /^QR code/ })
  const size = Number((await code.getAttribute('viewBox'))?.split(' ').at(-1))
  const path = (await code.locator('path').getAttribute('d')) ?? ''
  const scale = 4
  const side = size * scale
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y, width] of path.matchAll(/M(\d+) (\d+)h(\d+)v1/g))
    for (let row = Number(y) * scale; row < (Number(y) + 1) * scale; row++) {
      const from = (row * side + Number(x) * scale) * 4
      data.fill(0, from, from + Number(width) * scale * 4)
    }
  for (let alpha = 3; alpha < data.length; alpha += 4) data[alpha] = 255
  return decodeQR({ width: side, height: side, data })
}

test('the code on the screen lets in whoever scans it, and says before that what it cannot know', async ({
  baseURL,
}) => {
  const { page: alice } = await foundedBy('Alice', baseURL)
  await post(alice, 'Welcome')
  await alice.getByRole('button', { name: 'Invite', exact: true }).click()
  await alice.getByRole('button', { name: 'Create link' }).click()
  const short = await scan(alice)
  expect(short.length).toBeLessThan(180)

  const bob = await (await newProfile()).context.newPage()
  await bob.goto(short)
  await expect(bob.getByText('This short link carries no names.')).toBeVisible()
  await bob.getByRole('textbox', { name: 'Your name' }).fill('Bob')
  await bob.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(messages(bob).filter({ hasText: 'Welcome' })).toBeVisible()
  await expect(bob.getByRole('heading', { name: 'Lisbon Rowers' })).toBeVisible()
})

test('a link shows who invites to what, and leaves the address bar at once', async ({ baseURL }) => {
  const { page } = await foundedBy('Alice', baseURL)
  const link = await createInvite(page)

  const bob = await (await newProfile()).context.newPage()
  await bob.goto(link)
  expect(new URL(bob.url()).hash).toBe('')
  await expect(bob.getByRole('heading', { name: 'Alice invites you to Lisbon Rowers' })).toBeVisible()
  await bob.goBack()
  expect(bob.url()).not.toContain('j=1.')
})

test('a damaged link says that it is damaged, and another can be used', async ({ baseURL }) => {
  const { page } = await foundedBy('Alice', baseURL)
  const link = await createInvite(page)
  const at = link.length - 20
  const damaged = `${link.slice(0, at)}${link[at] === 'A' ? 'B' : 'A'}${link.slice(at + 1)}`

  const bob = await (await newProfile()).context.newPage()
  await bob.goto(damaged)
  await expect(bob.getByRole('alert')).toContainText('This link was damaged on its way')
  await bob.getByRole('button', { name: 'Use another link' }).click()
  await bob.getByRole('textbox', { name: 'Invite link' }).fill(`Here it is: ${link}`)
  await bob.getByRole('button', { name: 'Read link' }).click()
  await expect(bob.getByRole('heading', { name: /Lisbon Rowers/ })).toBeVisible()
})

test('two identities of one browser in one community cannot be mistaken for each other', async ({ baseURL }) => {
  const { page } = await foundedBy('Alice', baseURL)
  const link = await createInvite(page)
  const shell = page.locator('[data-pane]')
  const colourOfAlice = await shell.getAttribute('data-hue')
  await expect(page.getByText('Posting as Alice')).toBeVisible()

  // Into the address bar of the open tab: the fragment changes and no page is loaded.
  await page.goto(link)
  await expect(page).not.toHaveURL(/#/)
  await page.getByRole('radio', { name: /A new identity/ }).check()
  await page.getByRole('textbox', { name: 'Your name' }).fill('Carol')
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await expect(page.getByText('Posting as Carol')).toBeVisible()
  expect(await shell.getAttribute('data-hue')).not.toBe(colourOfAlice)
  await post(page, 'Carol speaking')

  await page.getByRole('button', { name: /^Identities and settings/ }).click()
  await page.getByRole('region', { name: 'Identities' }).getByRole('button', { name: /Alice/ }).click()
  await expect(page.getByText('Posting as Alice')).toBeVisible()
  await expect(shell).toHaveAttribute('data-hue', colourOfAlice ?? '')
  await expect(messages(page).filter({ hasText: 'Carol speaking' })).toBeVisible()
})

test('a draft stays with its channel, also across a reload', async ({ baseURL }) => {
  const { page } = await foundedBy('Alice', baseURL)
  await composer(page).fill('half a thought')
  await page.getByRole('button', { name: 'New channel' }).click()
  await page.getByRole('textbox', { name: 'Channel name' }).fill('tides')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'tides' })).toBeVisible()
  await expect(composer(page)).toHaveValue('')

  await page.reload()
  await page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name: 'general' }).click()
  await expect(composer(page)).toHaveValue('half a thought')
})

test('everything from the first screen to a message is done by keyboard', async ({ baseURL }) => {
  const page = await (await newProfile()).context.newPage()
  await page.goto(baseURL ?? '')
  await expect(page.getByRole('textbox', { name: 'Your name' })).toBeFocused()
  await page.keyboard.type('Alice')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Lisbon Rowers')
  await page.keyboard.press('Enter')
  await expect(composer(page)).toBeFocused()
  await page.keyboard.type('first line')
  await page.keyboard.press('Shift+Enter')
  await page.keyboard.type('second line')
  await page.keyboard.press('Enter')
  await expect(messages(page)).toHaveText([/first line\s+second line/])
  await expect(composer(page)).toHaveValue('')

  await page.keyboard.press('Control+k')
  await expect(page.getByRole('combobox')).toBeFocused()
  await page.keyboard.press('Escape')
  await expect(composer(page)).toBeFocused()
})

test('text is shown as text, whatever it says', async ({ baseURL }) => {
  const { page } = await foundedBy('<b>Alice</b>', baseURL)
  await post(page, '<img src=x onerror="document.title=1"><script>document.title=2</script>')
  await expect(messages(page)).toContainText(['<img src=x onerror="document.title=1">'])
  await expect(messages(page).locator('img, script, b')).toHaveCount(0)
  await expect(page).toHaveTitle('Sotto')
})

test('a channel longer than its window scrolls to its beginning and back to the newest', async ({ baseURL }) => {
  test.setTimeout(180_000)
  const { page } = await foundedBy('Alice', baseURL)
  const count = 300
  for (let n = 1; n <= count; n++) {
    await composer(page).fill(`number ${n}.`)
    await composer(page).press('Enter')
    await expect(composer(page)).toHaveValue('')
  }
  await expect(messages(page).filter({ hasText: `number ${count}.` })).toBeVisible()

  const list = page.getByRole('region', { name: 'Messages in general' })
  await list.hover()
  const beginning = messages(page).filter({ hasText: /number 1\./ })
  await expect(async () => {
    await page.mouse.wheel(0, -2_000)
    await expect(beginning).toBeInViewport({ timeout: 200 })
  }).toPass()

  await page.getByRole('button', { name: 'To the newest' }).click()
  await expect(messages(page).filter({ hasText: `number ${count}.` })).toBeInViewport()
})

test('the chosen appearance stays', async ({ baseURL }) => {
  const { page } = await foundedBy('Alice', baseURL)
  const scheme = () => page.evaluate(() => getComputedStyle(document.documentElement).colorScheme)
  await page.getByRole('button', { name: /^Identities and settings/ }).click()
  await page.getByText('Dark', { exact: true }).click()
  expect(await scheme()).toBe('dark')
  await page.reload()
  await expect(composer(page)).toBeVisible()
  expect(await scheme()).toBe('dark')
})
