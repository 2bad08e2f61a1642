/** A link that does not work says which way it does not, and leaves no trace. */

import { expect } from 'playwright/test'
import { expectAccessible } from './support/accessible.ts'
import {
  changeCharacter,
  expiredLink,
  withAlteredContent,
  withAlteredSignature,
  withVersionByte,
} from './support/broken-link.ts'
import { closesLink, closesSheet } from './support/membership.ts'
import type { Person } from './support/person.ts'
import { looksRight } from './support/screen.ts'
import { test } from './support/story.ts'

async function isTold(person: Person, code: string, words: RegExp): Promise<void> {
  const note = person.page.getByRole('alert')
  await expect(note).toHaveAttribute('data-code', code)
  await expect(note).toContainText(words)
}

test('every broken link is told apart on the spot, and nothing is joined', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  const link = await alice.invites()
  const { url } = stage.server
  const [before = '', text = ''] = link.split('#j=1.')

  const broken: readonly (readonly [link: string, code: string, words: RegExp])[] = [
    [`${url}#j=1.`, 'link_malformed', /not an invite link/],
    [`${url}#j=1.${text.slice(0, 40)}`, 'link_checksum', /damaged/],
    [`${url}#j=one.${text}`, 'link_malformed', /not an invite link/],
    [`${url}#j=1.${'A'.repeat(5_000)}`, 'link_too_large', /too long/],
    [changeCharacter(link, 0), 'link_checksum', /at least one character is missing or changed/],
    [changeCharacter(link, 150), 'link_checksum', /at least one character is missing or changed/],
    [changeCharacter(link, text.length - 3), 'link_checksum', /at least one character is missing or changed/],
    [`${before}#j=2.${text}`, 'link_version', /newer version/],
    [withVersionByte(link, 2), 'link_version', /newer version/],
    [withAlteredSignature(link), 'link_signature', /signature.*altered/],
    [withAlteredContent(link), 'link_signature', /signature.*altered/],
    [await expiredLink(url), 'link_expired', /expired/],
  ]
  const mallory = await stage.arrives('Mallory')
  for (const [address, code, words] of broken) {
    await test.step(code, async () => {
      await mallory.opens(address)
      await expect(mallory.page.getByRole('heading', { name: 'This link does not work' })).toBeVisible()
      await isTold(mallory, code, words)
      expect(mallory.page.url()).toBe(url)
      await expectAccessible(mallory.page)
      await mallory.page.reload()
      await expect(mallory.page.getByRole('button', { name: 'Create community' })).toBeVisible()
    })
  }
  await alice.knows('Alice')

  await mallory.joins(link)
  await alice.knows('Alice', 'Mallory') // the link they were all made from works
})

test('a link that was closed admits nobody, and says so', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('members only')
  const link = await alice.invites()
  await closesLink(alice, () => looksRight(alice.page, 'closing'))
  await looksRight(alice.page, 'no-link')
  await closesSheet(alice)

  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  await bob.says('may I?')
  await isTold(bob, 'invite_revoked', /revoked by an admin/)
  await looksRight(bob.page, 'join-refused')
  await bob.seesMark('may I?', 'on this device only')
  await bob.page.reload()
  await isTold(bob, 'invite_revoked', /revoked by an admin/)
  await bob.readsExactly('may I?')
  await alice.knows('Alice')
  await alice.readsExactly('members only')
})

test('a link for one person admits the first, and tells the second that it is used up', async ({ stage }) => {
  const alice = await stage.arrives('Alice')
  await alice.createsCommunity('Garden club')
  await alice.says('members only')
  const link = await alice.invites({ uses: '1' })
  const bob = await stage.arrives('Bob')
  await bob.joins(link)
  await bob.reads('members only')
  await alice.knows('Alice', 'Bob')

  const carol = await stage.arrives('Carol')
  await carol.joins(link)
  await carol.says('me too?')
  await isTold(carol, 'invite_used_up', /as often as it allows/)
  await carol.page.reload()
  await isTold(carol, 'invite_used_up', /as often as it allows/)
  await alice.knows('Alice', 'Bob')
  await bob.knows('Alice', 'Bob')
  await alice.readsExactly('members only')
  await bob.readsExactly('members only')
})
