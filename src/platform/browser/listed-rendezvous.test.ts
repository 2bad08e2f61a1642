/** The servers' list may come late, or not at first: the engine starts without it. */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { asTimestamp } from '../../engine/base/ids.ts'
import type { RendezvousDriver, RendezvousServerState } from '../../engine/base/ports.ts'
import { createSimNetwork, SIM_SERVERS } from '../sim/network.ts'
import { createListedRendezvous } from './listed-rendezvous.ts'

const TOPIC = 'ab'.repeat(32)

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** Bob, whose list fails to load so many times, and Alice, who is there. */
function meet(failures: number) {
  const network = createSimNetwork({ seed: 'listed' })
  let loads = 0
  const load = async (): Promise<RendezvousDriver> => {
    if (++loads <= failures) throw new Error('rendezvous.json: status 503')
    return network.device('bob').rendezvous
  }
  const driver = createListedRendezvous({ listAddress: 'http://here/rendezvous.json', load, now: () => asTimestamp(7) })
  const states: (readonly RendezvousServerState[])[] = []
  const payloads: Uint8Array[] = []
  const bob = driver.open({
    onState: (state) => states.push(state),
    onPayload: (_topic, payload) => payloads.push(payload),
  })
  bob.listen([TOPIC])
  const alice = network.device('alice').rendezvous.open({ onState: () => undefined, onPayload: () => undefined })
  const aliceSays = async (byte: number) => {
    await vi.advanceTimersByTimeAsync(0)
    network.advance(5_000)
    alice.publish(TOPIC, Uint8Array.of(byte))
    network.advance(5_000)
  }
  return { bob, states, payloads, aliceSays, loads: () => loads }
}

test('topics named before the list has come are listened to when it has', async () => {
  const { payloads, aliceSays, states } = meet(0)
  await aliceSays(1)
  expect(payloads.map((payload) => payload[0])).toContain(1)
  expect(states.at(-1)?.map((server) => server.url)).toEqual(SIM_SERVERS)
})

test('a list that cannot be had is said with its reason, and tried again', async () => {
  const { payloads, aliceSays, states } = meet(1)
  await vi.advanceTimersByTimeAsync(0)
  expect(states).toEqual([
    [{ url: 'http://here/rendezvous.json', state: 'closed', reason: 'rendezvous.json: status 503' }],
  ])
  await vi.advanceTimersByTimeAsync(30_000)
  await aliceSays(2)
  expect(payloads.map((payload) => payload[0])).toContain(2)
})

test('when the network returns the list is tried at once', async () => {
  const { bob, payloads, aliceSays } = meet(1)
  await vi.advanceTimersByTimeAsync(0)
  bob.reconnect()
  await aliceSays(3)
  expect(payloads.map((payload) => payload[0])).toContain(3)
})

test('after it is closed nothing is fetched or reported', async () => {
  const { bob, loads, states } = meet(9)
  await vi.advanceTimersByTimeAsync(0)
  bob.close()
  await vi.advanceTimersByTimeAsync(120_000)
  expect(loads()).toBe(1)
  expect(states).toHaveLength(1)
})
