/** What people do with members, devices and groups, in the words on the screen. */

import { expect, type Locator } from 'playwright/test'
import { PATIENCE_MS, type Person } from './person.ts'
import type { Stage } from './story.ts'

export interface Gathering<Names extends readonly string[]> {
  readonly people: { readonly [I in keyof Names]: Person }
  /** By which all but the first came; still open. */
  readonly link: string
}

/** The first founds a community, the others come by one link, and all know each other. */
export async function gathers<Names extends readonly string[]>(
  stage: Stage,
  ...names: Names
): Promise<Gathering<Names>> {
  const people: Person[] = []
  for (const name of names) people.push(await stage.arrives(name))
  const [founder, ...others] = people
  if (founder === undefined) throw new Error('a community has a founder')
  await founder.createsCommunity('Garden club')
  const link = await founder.invites()
  for (const joiner of others) await joiner.joins(link)
  for (const person of people) await person.knows(...names)
  return { people: people as unknown as Gathering<Names>['people'], link }
}

/** The sheet that is open, if one is. */
export const sheetOf = (person: Person): Locator => person.page.getByRole('dialog')

export const panelOf = (person: Person): Locator => person.page.getByRole('complementary', { name: 'People & sync' })

export async function closesSheet(person: Person): Promise<void> {
  await sheetOf(person).getByRole('button', { name: 'Close', exact: true }).click()
  await expect(sheetOf(person)).toHaveCount(0)
}

/** Opens the panel, if it is not, and in it the sheet of one person. */
export async function opensPerson(person: Person, name: string): Promise<Locator> {
  if (!(await panelOf(person).isVisible())) {
    await person.page.getByRole('button', { name: 'People & sync', exact: true }).click()
  }
  await panelOf(person).getByRole('button', { name, exact: true }).click()
  return sheetOf(person)
}

export async function closesPanel(person: Person): Promise<void> {
  await panelOf(person).getByRole('button', { name: 'Close' }).click()
  await expect(panelOf(person)).toHaveCount(0)
}

/** Takes somebody out of the community, and leaves the panel closed. */
export async function removes(person: Person, name: string): Promise<void> {
  const sheet = await opensPerson(person, name)
  await sheet.getByRole('button', { name: 'Remove from community…' }).click()
  await expect(sheet).toContainText('Nobody can be made to forget.')
  await sheet.getByRole('button', { name: 'Remove', exact: true }).click()
  await expect(sheet).toBeHidden()
  await closesPanel(person)
}

/** The line that says why nothing written here goes out any more. */
export async function isTold(person: Person, words: string): Promise<void> {
  await expect(person.page.getByTestId('refused')).toContainText(words, { timeout: PATIENCE_MS })
}

/**
 * Ends the one link that is open, after the question.
 * @param asked done while it is asked
 */
export async function closesLink(person: Person, asked?: () => Promise<void>): Promise<void> {
  await person.page.getByRole('button', { name: 'Invite', exact: true }).click()
  const sheet = sheetOf(person)
  await sheet.getByRole('button', { name: 'Close link' }).click()
  await asked?.()
  await sheet.getByRole('button', { name: 'Close it' }).click()
  await expect(sheet.getByText('No link is open.')).toBeVisible()
}

/** @returns what another device of the same person is shown or scans */
export async function showsDeviceCode(person: Person): Promise<string> {
  await person.page.getByRole('button', { name: /^Identities and settings/ }).click()
  await person.page.getByRole('button', { name: 'Your devices…' }).click()
  await sheetOf(person).getByRole('button', { name: 'Show a code' }).click()
  return sheetOf(person).getByLabel('Device code').first().inputValue()
}

export async function readsDigits(person: Person): Promise<string> {
  const digits = person.page.getByTestId('digits')
  await expect(digits).toBeVisible({ timeout: PATIENCE_MS })
  return (await digits.getAttribute('aria-label')) ?? ''
}

/** As a device that is nobody's yet. */
export async function looksForDevice(device: Person, code: string): Promise<void> {
  await device.opens(code)
  await device.page.getByRole('button', { name: 'Look for my device' }).click()
}

/** After both show the digits. */
export async function confirmsDigits(person: Person): Promise<void> {
  await sheetOf(person).getByRole('button', { name: 'They match, link it' }).click({ timeout: PATIENCE_MS })
  await expect(sheetOf(person)).toContainText('It receives all keys', { timeout: PATIENCE_MS })
  await closesSheet(person)
}

/** A channel or conversation in the list of this person, if they see it. */
export const listed = (person: Person, name: string | RegExp): Locator =>
  person.page.getByRole('navigation', { name: 'Channels' }).getByRole('button', { name })

export async function goesTo(person: Person, channel: string | RegExp): Promise<void> {
  await listed(person, channel).click({ timeout: PATIENCE_MS })
}

/** Makes a private channel with these people in it, which is then open. */
export async function createsPrivate(person: Person, name: string, people: readonly string[]): Promise<void> {
  await person.page.getByRole('button', { name: 'New channel' }).click()
  const sheet = sheetOf(person)
  await sheet.getByLabel('Channel name').fill(name)
  await sheet.getByRole('radio', { name: /^Private/ }).check()
  for (const one of people) await sheet.getByRole('checkbox', { name: one }).check()
  await sheet.getByRole('button', { name: 'Create channel' }).click()
  await expect(person.page.getByRole('heading', { name, level: 1 })).toBeVisible()
}

/** Opens the sheet of who is in the private channel that is open. */
export async function opensGroup(person: Person): Promise<Locator> {
  await person.page.getByRole('button', { name: /^\d+ (person|people)$/ }).click()
  return sheetOf(person)
}
