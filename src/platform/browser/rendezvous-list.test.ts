import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { loadRendezvousList, parseRendezvousList } from './rendezvous-list.ts'

const BASE = 'https://chat.example/app/'

test('the list is fetched from beside the page', async () => {
  const asked: string[] = []
  const list = await loadRendezvousList(async (address) => {
    asked.push(address)
    return {
      ok: true,
      status: 200,
      json: async () => ({ relays: ['wss://a.example/'], iceServers: [{ urls: 'stun:b.example' }] }),
    }
  }, BASE)
  expect(asked).toEqual(['https://chat.example/app/rendezvous.json'])
  expect(list).toEqual({ relays: ['wss://a.example/'], iceServers: [{ urls: ['stun:b.example'] }] })
})

test('a relative relay is on this host, with the security of the page', () => {
  expect(parseRendezvousList({ relays: ['/relay', 'wss://b.example', '/relay'] }, BASE)).toEqual({
    relays: ['wss://chat.example/relay', 'wss://b.example/'],
    iceServers: [],
  })
  expect(parseRendezvousList({ relays: ['/relay'] }, 'http://localhost:8080/').relays).toEqual([
    'ws://localhost:8080/relay',
  ])
})

test('credentials of a TURN server are kept', () => {
  const turn = { urls: ['turn:t.example:3478', 'turns:t.example'], username: 'u', credential: 'p' }
  expect(parseRendezvousList({ relays: [], iceServers: [turn] }, BASE).iceServers).toEqual([turn])
})

test('a malformed list is refused with what is wrong with it', () => {
  for (const bad of [null, 7, {}, { relays: 'x' }, { relays: [7] }, { relays: ['ftp://x'] }, { relays: ['http://'] }]) {
    expect(() => parseRendezvousList(bad, BASE)).toThrow('rendezvous.json')
  }
  for (const iceServers of [7, [7], [{}], [{ urls: [] }], [{ urls: 'http://x' }], [{ urls: ['stun:a', 7] }]]) {
    expect(() => parseRendezvousList({ relays: [], iceServers }, BASE)).toThrow('rendezvous.json')
  }
})

test('a list that cannot be had is an error', async () => {
  const missing = async () => ({ ok: false, status: 404, json: async () => ({}) })
  await expect(loadRendezvousList(missing, BASE)).rejects.toThrow('404')
})

test('the list that ships is well-formed', () => {
  const shipped: unknown = JSON.parse(readFileSync(new URL('../../../public/rendezvous.json', import.meta.url), 'utf8'))
  const { relays, iceServers } = parseRendezvousList(shipped, BASE)
  expect(relays.length).toBeGreaterThan(2)
  expect(iceServers.length).toBeGreaterThan(0)
})
