/** Nothing that was said, and no key, is in anything that left a browser. */

import { expect } from 'playwright/test'
import { WebSocket } from 'ws'
import { must } from '../src/engine/base/errors.ts'
import { readLink } from '../src/engine/flows/invite-link.ts'
import { bytesCanary, type Canary, dressesOf, findCanaries, textCanary } from './support/canary.ts'
import { sendInClear, tapChannels } from './support/channel-tap.ts'
import { localSecrets, readProfileFiles } from './support/local-secrets.ts'
import type { Person } from './support/person.ts'
import { openRelayTap } from './support/relay-tap.ts'
import { test } from './support/story.ts'

const canary = (what: string) => `${what}-${crypto.randomUUID()}`

/** Says something on the relay that anybody can read. */
async function publishInClear(address: string, text: string): Promise<void> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}relay`)
  await new Promise((resolve) => socket.once('open', resolve))
  const answered = new Promise((resolve) => socket.once('message', resolve))
  socket.send(JSON.stringify(['REQ', 'control', { kinds: [20_000], ids: [], '#x': [text] }]))
  await answered
  socket.terminate()
}

/** What the link itself gives away to whoever holds it, and to nobody else. */
function linkSecrets(link: string): readonly Canary[] {
  const { secret, keys } = readLink(link)
  return [
    bytesCanary('link.secret', secret),
    bytesCanary('link.signing', keys.signing.seed),
    bytesCanary('link.lobby', keys.lobbyKey),
    bytesCanary('link.wrap', keys.wrapKey),
  ]
}

async function addsChannel(person: Person, name: string): Promise<void> {
  await person.page.getByRole('button', { name: 'New channel' }).click()
  await person.page.getByLabel('Channel name').fill(name)
  await person.page.getByRole('button', { name: 'Create channel' }).click()
  await expect(person.page.getByRole('heading', { name })).toBeVisible()
}

test('the search finds a value in every encoding, wherever it stands', () => {
  const text = canary('needle')
  const dresses = textCanary(text).forms.flatMap(dressesOf)
  expect(new Set(dresses.map(String)).size).toBeGreaterThan(12)
  for (const dress of dresses) {
    const frames = [Buffer.from('before'), dress.subarray(0, 7), dress.subarray(7), Buffer.from('after')]
    expect(findCanaries([textCanary(text)], frames)).toEqual([text])
  }
  for (const offset of [0, 1, 2]) {
    const inside = Buffer.concat([Buffer.alloc(offset, 'x'), Buffer.from(text), Buffer.from('yz')]).toString('base64')
    expect(findCanaries([textCanary(text)], [Buffer.from(inside)])).toEqual([text])
  }
  expect(findCanaries([textCanary(text)], [Buffer.from('nothing here')])).toEqual([])
})

test('no name, no text and no secret key is in what relay, host and data channels carried', async ({ stage }) => {
  const tap = await openRelayTap(stage.server.url)
  const frames: Buffer[] = []
  const arrives = (name: string) =>
    stage.arrives(name, { address: tap.url, prepare: ({ context }) => tapChannels(context, frames) })
  const community = canary('community')
  const channel = canary('channel')
  const early = canary('early')
  const answer = canary('answer')
  const late = canary('late')

  const alice = await arrives(canary('alice'))
  await alice.createsCommunity(community)
  await alice.says(early)
  const link = await alice.invites()
  const bob = await arrives(canary('bob'))
  await bob.joins(link)
  await bob.reads(early)
  await bob.says(answer)
  await alice.reads(answer)
  await addsChannel(alice, channel)
  await alice.says(late)
  await bob.page.getByRole('button', { name: channel }).click()
  await bob.reads(late)
  await bob.page.reload()
  await bob.reads(late)
  await bob.isConnectedTo(1)
  await alice.page.reload()
  await alice.isConnectedTo(1)

  const [onRelay, onChannel] = [canary('control'), canary('control')]
  await publishInClear(tap.url, onRelay)
  await sendInClear(bob.page, onChannel)

  const said = [community, channel, early, answer, late, alice.name, bob.name].map(textCanary)
  const secrets: Canary[] = [...linkSecrets(link)]
  for (const person of [alice, bob]) {
    const { disk, raw } = await readProfileFiles(person.page, tap.url)
    const own = await localSecrets(disk)
    expect(new Set(own.map(({ name }) => name.split('.')[0])).size).toBeGreaterThanOrEqual(4)
    expect(findCanaries(own, raw)).toEqual(own.map(({ name }) => name)) // they are what the browser has stored
    secrets.push(...own)
  }
  await tap.close()

  expect(tap.requests.length).toBeGreaterThan(10)
  expect(tap.messages.filter((message) => message.includes('"EVENT"')).length).toBeGreaterThan(6)
  expect(Buffer.concat(frames).length).toBeGreaterThan(4_096)
  const control = [onRelay, onChannel].map(textCanary)
  expect(findCanaries(control, tap.messages)).toEqual([onRelay])
  expect(findCanaries(control, frames)).toEqual([onChannel])

  for (const captured of [tap.messages, tap.requests, frames]) {
    expect(findCanaries([...said, ...secrets], captured)).toEqual([])
  }
  const fragment = must(link.split('#')[1], 'a fragment')
  expect(findCanaries([textCanary(fragment)], [...tap.requests, ...tap.messages])).toEqual([])
})
