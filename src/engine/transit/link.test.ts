/** One link from the open carrier to its end. */

import { describe, expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { asTimestamp } from '../base/ids.ts'
import { createTransitLink } from './link.ts'
import type { CarriedMessage } from './messages.ts'
import {
  actor,
  closing,
  fingerprintsOf,
  framesOf,
  greetedPair,
  LOBBY_KEY,
  onlyFrame,
  openPair,
  pairOf,
  setupOf,
} from './two-ends.testing.ts'

const alice = actor('alice')
const bob = actor('bob')
const at = (seconds: number) => asTimestamp(1_000_000 + seconds * 1000)

const live: CarriedMessage = { kind: 'live', events: [utf8('hello')] }
const control: CarriedMessage = { kind: 'events', scope: 0, flight: 1, last: true, events: [utf8('user')] }
const kinds = (effects: readonly { kind: string }[]) => effects.map((effect) => effect.kind)

describe('a link', () => {
  it('tells each end who the other is before anything is decided', () => {
    const { seen, alice: atAlice } = greetedPair(at(0))
    expect(kinds(seen.alice)).toEqual(['authenticated'])
    expect(kinds(seen.bob)).toEqual(['authenticated'])
    expect(seen.alice[0]).toMatchObject({ peer: { peer_id: bob.peer_id, credentials: [bob.credential] } })
    expect(atAlice.state()).toBe('judging')
    expect(atAlice.isOpen()).toBe(false)
  })

  it('gives both ends one key for the sync session', () => {
    const { seen } = greetedPair(at(0), LOBBY_KEY)
    const [a, b] = [seen.alice[0], seen.bob[0]]
    if (a?.kind !== 'authenticated' || b?.kind !== 'authenticated') throw new Error('both authenticated')
    expect(a.sync_key).toEqual(b.sync_key)
  })

  it('is opened by the verdict once a frame has opened', () => {
    const { alice: atAlice } = greetedPair(at(0))
    expect(kinds(atAlice.verdict({ kind: 'member' }, at(0)))).toEqual(['opened'])
    expect(atAlice.isOpen()).toBe(true)
  })

  it('is not opened by a verdict alone: a member is connected only after a first frame opens', () => {
    const a = createTransitLink(setupOf(alice, bob, 'initiator'))
    const b = createTransitLink(setupOf(bob, alice, 'responder'))
    const fromA = onlyFrame(a.carrierOpen(fingerprintsOf(alice, bob), at(0)))
    const fromB = onlyFrame(b.carrierOpen(fingerprintsOf(bob, alice), at(0)))
    a.frame(fromB, at(0))
    expect(a.verdict({ kind: 'member' }, at(0))).toEqual([])
    expect(a.isOpen()).toBe(false)
    expect(a.send(live, at(0))).toEqual([])
    const ready = onlyFrame(b.frame(fromA, at(0)))
    expect(kinds(a.frame(ready, at(1)))).toEqual(['opened'])
    expect(a.isOpen()).toBe(true)
  })

  it('carries messages both ways', () => {
    const pair = openPair(at(0))
    pair.carry('alice', pair.alice.send(live, at(1)), at(1))
    pair.carry('bob', pair.bob.send(control, at(1)), at(1))
    expect(pair.seen.bob.at(-1)).toEqual({ kind: 'message', message: live })
    expect(pair.seen.alice.at(-1)).toEqual({ kind: 'message', message: control })
  })

  it('holds what comes before the verdict and hands it over in order', () => {
    const pair = greetedPair(at(0))
    pair.carry('alice', pair.alice.verdict({ kind: 'member' }, at(0)), at(0))
    pair.carry('alice', [...pair.alice.send(live, at(0)), ...pair.alice.send(control, at(0))], at(0))
    expect(kinds(pair.seen.bob)).toEqual(['authenticated'])
    expect(pair.bob.verdict({ kind: 'member' }, at(1))).toEqual([
      { kind: 'opened' },
      { kind: 'message', message: live },
      { kind: 'message', message: control },
    ])
  })

  it('processes no frame twice', () => {
    const pair = openPair(at(0))
    const frame = onlyFrame(pair.alice.send(live, at(0)))
    expect(kinds(pair.bob.frame(frame, at(0)))).toEqual(['message'])
    expect(pair.bob.frame(frame, at(0))).toEqual([])
    expect(pair.bob.counters().get('frame_not_newer')).toBe(1)
  })

  it('closes with the reason of the handshake when the other end is another', () => {
    const mallory = actor('mallory')
    const atBob = createTransitLink(setupOf(bob, alice, 'responder'))
    const atMallory = createTransitLink(setupOf(mallory, bob, 'initiator'))
    atBob.carrierOpen(fingerprintsOf(bob, mallory), at(0))
    const frame = onlyFrame(atMallory.carrierOpen(fingerprintsOf(mallory, bob), at(0)))
    const effects = atBob.frame(frame, at(0))
    expect(closing(effects)).toBe('wrong_peer')
    expect(framesOf(effects)).toEqual([])
    expect(atBob.state()).toBe('closed')
  })

  it('closes when something comes before the carrier is open', () => {
    expect(closing(pairOf().alice.frame(Uint8Array.of(1), at(0)))).toBe('frame_before_open')
  })

  it('closes when the other end does not greet, or does not confirm the keys, within 15 s', () => {
    const { alice: silent } = pairOf()
    silent.carrierOpen(fingerprintsOf(alice, bob), at(0))
    expect(silent.tick(at(14))).toEqual([])
    expect(closing(silent.tick(at(15)))).toBe('handshake_timeout')

    const a = createTransitLink(setupOf(alice, bob, 'initiator'))
    const b = createTransitLink(setupOf(bob, alice, 'responder'))
    a.carrierOpen(fingerprintsOf(alice, bob), at(0))
    a.frame(onlyFrame(b.carrierOpen(fingerprintsOf(bob, alice), at(0))), at(10))
    expect(a.tick(at(24))).toEqual([])
    expect(closing(a.tick(at(25)))).toBe('handshake_timeout')
  })

  it('says goodbye with its reason and the proof, and the other end hears both', () => {
    const pair = openPair(at(0))
    const proof = [utf8('user_removed')]
    pair.carry('alice', pair.alice.verdict({ kind: 'refused', reason: 'removed', proof }, at(1)), at(1))
    expect(pair.seen.alice.at(-1)).toEqual({ kind: 'close', reason: 'here' })
    expect(pair.seen.bob.at(-1)).toEqual({ kind: 'close', reason: 'bye', bye: { reason: 'removed', proof } })
    expect(pair.bob.state()).toBe('closed')
  })

  it('says goodbye also when the proof is more than a frame can carry', () => {
    const pair = openPair(at(0))
    const proof = Array.from({ length: 3 }, (_, n) => new Uint8Array(30_000).fill(n))
    pair.carry('alice', pair.alice.verdict({ kind: 'refused', reason: 'removed', proof }, at(1)), at(1))
    expect(pair.seen.bob.at(-1)).toMatchObject({ bye: { reason: 'removed', proof: proof.slice(0, 2) } })
  })

  it('does nothing any more once it is closed', () => {
    const pair = openPair(at(0))
    const frame = onlyFrame(pair.alice.send(live, at(0)))
    pair.bob.close('leaving', at(0))
    expect(pair.bob.frame(frame, at(0))).toEqual([])
    expect(pair.bob.send(live, at(0))).toEqual([])
    expect(pair.bob.tick(at(500))).toEqual([])
    expect(pair.bob.verdict({ kind: 'member' }, at(0))).toEqual([])
    expect(pair.bob.close('leaving', at(0))).toEqual([])
    expect(pair.bob.isOpen()).toBe(false)
  })

  it('closes after 50 frames that do not open, and after 50 charges from above', () => {
    const pair = openPair(at(0))
    const bad = new Uint8Array(40).fill(9)
    for (let i = 0; i < 49; i++) expect(pair.bob.frame(bad, at(0))).toEqual([])
    expect(closing(pair.bob.frame(bad, at(0)))).toBe('too_many_charges')
    expect(pair.bob.counters().get('frame_not_sealed')).toBe(50)

    const other = openPair(at(0))
    for (let i = 0; i < 49; i++) expect(other.alice.charge(at(0))).toEqual([])
    expect(closing(other.alice.charge(at(0)))).toBe('too_many_charges')
  })
})

describe('a silent link', () => {
  it('is asked after 30 s, and an answer keeps it', () => {
    const pair = openPair(at(0))
    expect(pair.alice.tick(at(29))).toEqual([])
    const ping = pair.alice.tick(at(30))
    expect(framesOf(ping)).toHaveLength(1)
    pair.carry('alice', ping, at(31))
    expect(pair.alice.tick(at(46))).toEqual([])
    expect(pair.alice.isOpen()).toBe(true)
  })

  it('closes 15 s after it was asked in vain', () => {
    const pair = openPair(at(0))
    pair.alice.tick(at(30))
    expect(pair.alice.tick(at(44))).toEqual([])
    expect(closing(pair.alice.tick(at(45)))).toBe('silent')
  })

  it('is asked before it is given up, however long this device slept', () => {
    const pair = openPair(at(0))
    expect(framesOf(pair.alice.tick(at(8 * 3600)))).toHaveLength(1)
    expect(pair.alice.isOpen()).toBe(true)
  })

  it('is asked at once when the network returns, one question at a time', () => {
    const pair = openPair(at(0))
    expect(framesOf(pair.alice.probe(at(1)))).toHaveLength(1)
    expect(pair.alice.probe(at(2))).toEqual([])
    expect(closing(pair.alice.tick(at(16)))).toBe('silent')
  })
})

describe('a waiting link', () => {
  function waitingBob() {
    const pair = greetedPair(at(0))
    pair.carry('alice', pair.alice.verdict({ kind: 'member' }, at(0)), at(0))
    pair.carry('bob', pair.bob.verdict({ kind: 'unverified' }, at(0)), at(0))
    return pair
  }

  it('sends nothing of the community', () => {
    const { bob: atBob } = waitingBob()
    expect(atBob.state()).toBe('waiting')
    expect(atBob.send(live, at(1))).toEqual([])
    expect(atBob.counters().get('not_sent')).toBe(1)
  })

  it('says and hears what two devices say to be linked', () => {
    const pair = waitingBob()
    const words: CarriedMessage = { kind: 'linking', words: utf8('opening') }
    pair.carry('bob', pair.bob.send(words, at(1)), at(1))
    expect(pair.seen.alice.at(-1)).toEqual({ kind: 'message', message: words })
    pair.carry('alice', pair.alice.send(words, at(1)), at(1))
    expect(pair.seen.bob.at(-1)).toEqual({ kind: 'message', message: words })
  })

  it('says none of it before there is a verdict', () => {
    const { bob: atBob } = greetedPair(at(0))
    expect(atBob.send({ kind: 'linking', words: utf8('opening') }, at(0))).toEqual([])
  })

  it('waits as long as the verdict allows', () => {
    const pair = greetedPair(at(0))
    pair.carry('bob', pair.bob.verdict({ kind: 'unverified', patience_ms: 600_000 }, at(0)), at(0))
    pair.carry('alice', pair.alice.verdict({ kind: 'member' }, at(0)), at(0))
    for (let second = 20; second < 600; second += 20) {
      pair.carry('alice', pair.alice.send(control, at(second)), at(second))
      expect(closing(pair.bob.tick(at(second)))).toBeUndefined()
    }
    expect(closing(pair.bob.tick(at(600)))).toBe('waiting_timeout')
  })

  it('takes control events, and holds the rest for the day the verdict changes', () => {
    const pair = waitingBob()
    pair.carry('alice', pair.alice.send(live, at(1)), at(1))
    pair.carry('alice', pair.alice.send(control, at(1)), at(1))
    expect(pair.seen.bob.filter((effect) => effect.kind === 'message')).toEqual([{ kind: 'message', message: control }])
    expect(pair.bob.verdict({ kind: 'member' }, at(2))).toEqual([
      { kind: 'opened' },
      { kind: 'message', message: live },
    ])
    expect(pair.bob.isOpen()).toBe(true)
  })

  it('hands over at once the control events that came before it began to wait', () => {
    const pair = greetedPair(at(0))
    pair.carry('alice', pair.alice.verdict({ kind: 'member' }, at(0)), at(0))
    pair.carry('alice', [...pair.alice.send(live, at(0)), ...pair.alice.send(control, at(0))], at(0))
    expect(pair.bob.verdict({ kind: 'unverified' }, at(0))).toEqual([{ kind: 'message', message: control }])
  })

  it('closes after 60 s, however much it is asked to stay', () => {
    const pair = waitingBob()
    for (let second = 10; second < 60; second += 10) {
      pair.carry('alice', pair.alice.send(control, at(second)), at(second))
      pair.bob.verdict({ kind: 'unverified' }, at(second))
      expect(closing(pair.bob.tick(at(second)))).toBeUndefined()
    }
    const effects = pair.bob.tick(at(60))
    expect(closing(effects)).toBe('waiting_timeout')
    pair.carry('bob', effects, at(60))
    expect(pair.seen.alice.at(-1)).toMatchObject({ kind: 'close', bye: { reason: 'unverified' } })
  })

  it('closes after 256 KB, taken or held', () => {
    for (const message of [
      { kind: 'events', scope: 0, flight: 1, last: false, events: [new Uint8Array(50_000)] },
      { kind: 'live', events: [new Uint8Array(50_000)] },
    ] as const) {
      const pair = waitingBob()
      for (let i = 0; i < 5; i++) pair.carry('alice', pair.alice.send(message, at(1)), at(1))
      expect(pair.bob.state()).toBe('waiting')
      pair.carry('alice', pair.alice.send(message, at(1)), at(1))
      expect(closing(pair.seen.bob)).toBe('waiting_full')
    }
  })
})
