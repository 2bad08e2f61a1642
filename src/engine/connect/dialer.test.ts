/** Who meets whom: dialers and handshakes of several devices against each other, without a network. */

import { describe, expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import { asLinkId, asTimestamp } from '../base/ids.ts'
import { sha256 } from '../crypto/hash.ts'
import { actor, NETWORK, seededRandom } from '../transit/two-ends.testing.ts'
import { createDialer } from './dialer.ts'
import type { DialEffect, DialTopics } from './dialer-types.ts'
import { LAPTOP } from './policy.ts'
import { positionOf } from './ring.ts'
import { sealSignal } from './signalling.ts'
import { epochPlace, lobbyPlace, type MeetingPlace } from './topics.ts'
import { createTown, type Device, openWith, reseal, type Town } from './town.testing.ts'

const YEAR_MS = 365 * 24 * 60 * 60 * 1000
const meeting = epochPlace(NETWORK, sha256(utf8('epoch')))
const root = epochPlace(NETWORK, sha256(utf8('root')))
const lobby = lobbyPlace(NETWORK, sha256(utf8('invite')))

const members: DialTopics = { announce: [meeting], listen: [meeting], knock: [], answer: [lobby] }
const joiner: DialTopics = { announce: [], listen: [], knock: [lobby], answer: [] }
const unknown = { standing: () => 'unknown' as const }

function signalsOf(town: Town, by: string, kind: 'announce' | 'offer' | 'answer') {
  return [...town.signals(meeting), ...town.signals(lobby)].filter((one) => one.by === by && one.signal.kind === kind)
}

/** Alice and Bob, linked. */
function pair(): { town: Town; alice: Device; bob: Device } {
  const town = createTown()
  const alice = town.arrive('alice', members)
  const bob = town.arrive('bob', members)
  return { town, alice, bob }
}

describe('two members', () => {
  it('meet as soon as the second one comes, by one link', () => {
    const { alice, bob } = pair()
    expect(openWith(alice, bob)).toEqual(['bob'])
    expect(openWith(bob, alice)).toEqual(['alice'])
  })

  it('are linked once and hardly heard of by servers in an hour together', () => {
    const { town, alice, bob } = pair()
    town.advance(3600)
    expect(openWith(alice, bob)).toEqual(['bob'])
    expect(alice.closed).toEqual([])
    for (const name of ['alice', 'bob']) {
      expect(signalsOf(town, name, 'announce').length).toBeLessThanOrEqual(1 + 6)
    }
    expect(town.published.filter((one) => one.t_ms > asTimestamp(town.now() - 3_500_000)).length).toBeLessThanOrEqual(
      12,
    )
  })

  it('meet when the first announcements were lost', () => {
    const town = createTown()
    town.lose = () => true
    const alice = town.arrive('alice', members)
    const bob = town.arrive('bob', members)
    town.lose = () => false
    town.advance(1)
    expect(openWith(alice, bob)).toEqual(['bob'])
  })

  it('meet when the first offer is lost, and when the first answer is: both are said again', () => {
    for (const kind of ['offer', 'answer'] as const) {
      const town = createTown()
      const lost: unknown[] = []
      const alice = town.arrive('alice', members)
      town.lose = ({ topic }) => {
        const newest = town.signals(meeting).at(-1)
        if (topic !== meeting.topic || newest?.signal.kind !== kind || lost.length > 0) return false
        return lost.push(newest) > 0
      }
      const bob = town.arrive('bob', members)
      expect(openWith(alice, bob)).toEqual([])
      town.advance(5)
      expect(lost).toHaveLength(1)
      expect(openWith(alice, bob)).toEqual(['bob'])
      expect(openWith(bob, alice)).toEqual(['alice'])
    }
  })

  it('find each other again at once when their link is cut', () => {
    const { town, alice, bob } = pair()
    town.advance(100)
    town.cut(alice, bob)
    expect(openWith(alice, bob)).toEqual(['bob'])
    expect(openWith(bob, alice)).toEqual(['alice'])
  })

  it('who meet only on an old topic meet there: the root is announced on after two minutes alone', () => {
    const town = createTown()
    const alice = town.arrive('alice', { ...members, listen: [meeting, root] })
    const other = epochPlace(NETWORK, sha256(utf8('an epoch of long ago')))
    const bob = town.arrive('bob', {
      announce: [other],
      fallback: [root],
      listen: [other, root],
      knock: [],
      answer: [],
    })
    town.advance(119)
    expect(town.signals(root)).toEqual([])
    town.advance(200)
    expect(openWith(alice, bob)).toEqual(['bob'])
  })

  it('who lacks the key of the root is heard at an epoch they share', () => {
    const town = createTown()
    const place = (name: string) => epochPlace(NETWORK, sha256(utf8(name)))
    const [shared, between, own] = [place('the one bob came by'), place('one alice never got'), place('his newest')]
    const alice = town.arrive('alice', { ...members, fallback: [root], listen: [meeting, shared, root] })
    const listen = [own, between, shared]
    const bob = town.arrive('bob', { announce: [own], fallback: listen, listen, knock: [], answer: [] })
    town.advance(119)
    expect(openWith(alice, bob)).toEqual([])
    town.advance(4 * 130)
    expect(openWith(alice, bob)).toEqual(['bob'])
  })

  it('the root is announced on after two minutes alone also where a clock was set back by a year', () => {
    const town = createTown()
    const bob = town.arrive('bob', { ...members, fallback: [root] })
    town.advance(30)
    for (let second = 0; second < 300; second++) {
      town.act(bob, (dialer, t_ms) => dialer.tick(asTimestamp(t_ms - YEAR_MS + second * 1000)))
    }
    expect(town.signals(root).length).toBeGreaterThan(0)
  })
})

describe('two halves of a community', () => {
  it('with newest topics of their own meet at the root, although nobody is alone', () => {
    const town = createTown()
    const other = epochPlace(NETWORK, sha256(utf8('an epoch made meanwhile')))
    const at = (place: MeetingPlace) => ({ ...members, announce: [place], fallback: [root], listen: [place, root] })
    const [alice, bob] = [town.arrive('alice', at(meeting)), town.arrive('bob', at(meeting))]
    const [carol, dora] = [town.arrive('carol', at(other)), town.arrive('dora', at(other))]
    town.advance(100)
    expect(openWith(alice, bob, carol, dora)).toEqual(['bob'])
    expect(openWith(carol, alice, bob, dora)).toEqual(['dora'])
    town.advance(2 * 15 * 60)
    expect(openWith(alice, bob, carol, dora)).toEqual(['bob', 'carol', 'dora'])
  })
})

describe('an announcement', () => {
  it('is not made before a server is open, nor while the device is offline', () => {
    const town = createTown()
    const alice = town.arrive('alice', members)
    const before = town.published.length
    town.act(alice, (dialer, t_ms) => dialer.serversOpen(0, t_ms))
    town.advance(300)
    expect(town.published.length).toBe(before)
    town.act(alice, (dialer, t_ms) => dialer.online(false, t_ms))
    town.act(alice, (dialer, t_ms) => dialer.serversOpen(3, t_ms))
    town.advance(300)
    expect(town.published.length).toBe(before)
    expect(alice.dialer.state(town.now())).toBe('offline')
    town.act(alice, (dialer, t_ms) => dialer.online(true, t_ms))
    expect(town.published.length).toBe(before + 1)
  })

  it('of a device alone for an hour is polite', () => {
    const town = createTown()
    const alice = town.arrive('alice', { ...members, fallback: [root] })
    expect(alice.dialer.state(town.now())).toBe('looking')
    town.advance(29)
    expect(town.published).toHaveLength(6)
    town.advance(1)
    expect(alice.dialer.state(town.now())).toBe('alone')
    town.advance(3570)
    expect(town.published.length).toBeLessThanOrEqual(6 + 29)
    expect(town.signals(root).length).toBeGreaterThan(5)
  })

  it('of a device that is linked in the same run is ignored', () => {
    const { town, alice, bob } = pair()
    town.advance(1000)
    const heartbeats = signalsOf(town, 'bob', 'announce').slice(1)
    expect(heartbeats.length).toBeGreaterThan(0)
    expect(heartbeats.every(({ signal }) => signal.kind === 'announce' && !signal.seeking)).toBe(true)
    expect(alice.dialer.counters().get('already_linked')).toBe(heartbeats.length)
    expect(openWith(alice, bob)).toEqual(['bob'])
  })

  it('of a removed device, of another identity of this browser, or of ourselves leads to nothing', () => {
    const town = createTown()
    const [bobId, carolId] = [actor('bob').peer_id, actor('carol').peer_id]
    const alice = town.arrive('alice', members, {
      standing: (peer) => (peer === bobId ? 'removed' : 'member'),
      isOwn: (peer) => peer === carolId,
    })
    const deaf: DialTopics = { ...members, listen: [], announce: [meeting] }
    for (const name of ['bob', 'carol']) town.arrive(name, deaf, { standing: () => 'removed' })
    expect(alice.dialer.links()).toEqual([])
    expect(alice.dialer.counters().get('removed_peer')).toBe(1)
    expect(alice.dialer.counters().get('own_identity')).toBe(1)
    expect(alice.dialer.counters().get('echo')).toBe(1)
  })

  it('with a prekey that nothing can be sealed to leads to nothing', () => {
    const { town, alice } = pair()
    const mallory = actor('mallory')
    const bad = (t_ms: number) =>
      sealSignal(mallory.random, NETWORK, meeting, mallory.key.seed, {
        kind: 'announce',
        from: mallory.peer_id,
        session: mallory.session,
        created_at: t_ms,
        transit_prekey: new Uint8Array(32),
        seeking: true,
      })
    town.act(alice, (dialer, t_ms) => dialer.payload(meeting.topic, bad(t_ms), t_ms))
    expect(alice.dialer.links()).toHaveLength(1)
    expect(alice.dialer.counters().get('bad_prekey')).toBe(1)
  })

  it('leads to at most three attempts at once with devices that nobody here knows', () => {
    const town = createTown()
    const alice = town.arrive('alice', members, unknown)
    town.connects = () => false
    for (const name of ['b', 'c', 'd', 'e', 'f']) town.arrive(name, members, { standing: () => 'removed' })
    expect(alice.dialer.links()).toHaveLength(3)
    expect(alice.dialer.counters().get('too_many_unverified')).toBe(2)
    town.advance(16)
    expect(alice.dialer.links().length).toBeLessThanOrEqual(3)
  })
})

describe('a page that was reloaded', () => {
  it('is offered a new link, and the old one is closed when the new one authenticates', () => {
    const { town, alice } = pair()
    town.advance(60)
    const bob = town.arrive('bob', members)
    expect(openWith(alice, bob)).toEqual(['bob'])
    expect(openWith(bob, alice)).toEqual(['alice'])
    expect(alice.closed).toEqual(['replaced'])
  })

  it('does not cost the old link before the new one works', () => {
    const { town, alice, bob } = pair()
    town.advance(60)
    town.connects = () => false
    town.arrive('bob', members)
    expect(openWith(alice, bob)).toEqual(['bob'])
    town.advance(20)
    expect(alice.closed).not.toContain('replaced')
    expect(openWith(alice, bob)).toEqual(['bob'])
  })

  it('is not confused with an earlier run: what that one announced is ignored, heard before or withheld', () => {
    const town = createTown()
    const alice = town.arrive('alice', members)
    town.lose = () => true
    town.arrive('bob', members)
    town.lose = () => false
    town.advance(1)
    const recorded = town.published.filter((one) => one.by === 'bob')
    town.advance(60)
    const bob = town.arrive('bob', members)
    const links = alice.dialer.links()
    const published = town.published.length
    for (const payload of recorded) town.replay(payload, alice)
    expect(alice.dialer.links()).toEqual(links)
    expect(town.published.length).toBe(published)
    expect(openWith(alice, bob)).toEqual(['bob'])
  })
})

describe('a network that went and came back', () => {
  it('has its member linked again within a second, though the other end still believes in the old link', () => {
    const { town, alice, bob } = pair()
    town.advance(600)
    town.silence(alice, bob)
    town.act(bob, (dialer, t_ms) => dialer.online(false, t_ms))
    town.advance(3)
    town.act(bob, (dialer, t_ms) => dialer.online(true, t_ms))
    town.advance(1)
    expect(alice.closed).toEqual(['replaced'])
    expect(openWith(alice, bob)).toEqual(['bob'])
    expect(openWith(bob, alice)).toEqual(['alice'])
  })

  it('is said again when the servers come back later than the network', () => {
    const { town, alice, bob } = pair()
    town.advance(600)
    town.silence(alice, bob)
    town.act(bob, (dialer, t_ms) => dialer.online(false, t_ms))
    town.lose = ({ by }) => by === 'bob'
    town.act(bob, (dialer, t_ms) => dialer.online(true, t_ms))
    town.act(bob, (dialer, t_ms) => dialer.serversOpen(0, t_ms))
    town.lose = () => false
    town.act(bob, (dialer, t_ms) => dialer.serversOpen(2, t_ms))
    expect(alice.closed).toEqual(['replaced'])
    expect(openWith(bob, alice)).toEqual(['alice'])
  })

  it('a search that was recorded while the link was made does not replace it later', () => {
    const { town, alice, bob } = pair()
    const searching = must(
      town.published.find((one) => one.by === 'bob'),
      'an announcement',
    )
    const links = alice.dialer.links()
    town.replay(searching, alice)
    expect(alice.dialer.links()).toEqual(links)
    expect(openWith(bob, alice)).toEqual(['alice'])
  })
})

describe('a lost link', () => {
  it('of two who both have another is made again at once, by four payloads', () => {
    const { town, alice, bob } = pair()
    const carol = town.arrive('carol', members)
    town.advance(100)
    const before = town.published.length
    town.cut(alice, bob)
    expect([openWith(alice, bob, carol), openWith(bob, alice, carol)]).toEqual([
      ['bob', 'carol'],
      ['alice', 'carol'],
    ])
    const kinds = town.signals(meeting).map(({ signal }) => signal.kind)
    expect(kinds.slice(before)).toEqual(['announce', 'announce', 'offer', 'answer'])
  })

  it('is not mourned when the other end said goodbye', () => {
    const { town, alice, bob } = pair()
    town.arrive('carol', members)
    town.advance(100)
    const before = town.published.length
    town.part(alice, bob)
    town.advance(60)
    expect(town.published.length).toBe(before)
  })

  it('costs twenty in a mesh no word when one says goodbye, and few when one is gone without it', () => {
    const town = createTown()
    const devices: Device[] = []
    for (let n = 0; n < 20; n++) {
      devices.push(town.arrive(`peer ${n}`, members))
      town.advance(1)
    }
    town.advance(60)
    const leave = (one: Device | undefined, how: 'part' | 'cut') => {
      if (one === undefined) throw new Error('somebody leaves')
      const before = town.signals(meeting).length
      const links = openWith(one).length
      one.isGone = true
      for (const other of devices) town[how](one, other)
      town.advance(60)
      const said = town.signals(meeting).slice(before)
      return { links, announced: said.filter(({ signal }) => signal.kind === 'announce').length, said: said.length }
    }
    expect(leave(devices[7], 'part').said).toBe(0)
    for (const n of [12, 3, 16]) {
      const { links, announced, said } = leave(devices[n], 'cut')
      expect(announced).toBe(links)
      expect(said).toBeLessThanOrEqual(links + 12) // and three to six links made in the place of those
    }
  })
})

describe('a replayed payload', () => {
  it('of any kind changes nothing, at the moment or hours later, before or after a reload', () => {
    const { town, alice, bob } = pair()
    const recorded = town.published.flatMap((one) => [one, { ...one, payload: reseal(meeting, one.payload) }])
    const expectNothing = () => {
      const before = town.published.length
      for (const payload of recorded) for (const device of [alice, bob]) town.replay(payload, device)
      expect(town.published.length).toBe(before)
      expect([openWith(alice, bob), openWith(bob, alice)]).toEqual([['bob'], ['alice']])
    }
    expectNothing()
    town.advance(3 * 3600)
    expectNothing()

    town.lose = () => true
    const bobAgain = town.arrive('bob', members)
    for (const payload of recorded) if (payload.by === 'alice') town.replay(payload, bobAgain)
    expect(bobAgain.dialer.links().filter((row) => row.role === 'responder')).toEqual([])

    town.lose = () => false
    const again = town.arrive('alice', members)
    const linksBefore = again.dialer.links()
    for (const payload of recorded) if (payload.by === 'bob') town.replay(payload, again)
    expect(again.dialer.links()).toEqual(linksBefore)
  })

  it('costs one vain offer at most, said twice: an announcement of a run that is over', () => {
    const { town, alice, bob } = pair()
    const recorded = must(
      town.published.find((one) => one.by === 'alice'),
      'an announcement',
    )
    for (const device of [alice, bob]) device.isGone = true
    const carol = town.arrive('carol', { ...members, announce: [] })
    let { payload } = recorded
    for (let time = 0; time < 20; time++) {
      town.replay({ ...recorded, payload }, carol)
      payload = reseal(meeting, payload)
      town.advance(20)
    }
    expect(signalsOf(town, 'carol', 'offer')).toHaveLength(2)
    expect(carol.dialer.links()).toEqual([])
  })
})

describe('an offer', () => {
  it('without an answer is said twice and forgotten after 15 s', () => {
    const town = createTown()
    const alice = town.arrive('alice', members)
    town.arrive('bob', { ...members, listen: [], announce: [meeting] }, { standing: () => 'removed' })
    expect(alice.dialer.links()).toMatchObject([{ state: 'offering', role: 'initiator' }])
    town.advance(14)
    expect(alice.dialer.links()).toHaveLength(1)
    town.lose = () => true
    town.advance(1)
    expect(alice.dialer.links()).toEqual([])
    expect(alice.closed).toEqual(['no_answer'])
    expect(signalsOf(town, 'alice', 'offer')).toHaveLength(2)
  })

  it('to Bob is not answered by Mallory, who reads what is said here', () => {
    const town = createTown()
    const alice = town.arrive('alice', members)
    town.arrive('bob', members, { standing: () => 'removed' })
    const mallory = actor('mallory')
    const [heard] = signalsOf(town, 'alice', 'offer')
    const offer = must(heard, 'an offer').signal
    if (offer.kind !== 'offer') throw new Error('an offer')
    const answerBy = (who: typeof mallory, session: Uint8Array) =>
      sealSignal(mallory.random, NETWORK, meeting, who.key.seed, {
        kind: 'answer',
        from: who.peer_id,
        session,
        created_at: town.now() + 1,
        to: offer.from,
        to_session: offer.session,
        nonce: offer.nonce,
        description: 'mallory',
      })
    for (const payload of [answerBy(mallory, offer.to_session), answerBy(actor('bob'), mallory.session)]) {
      expect(alice.dialer.payload(meeting.topic, payload, town.now())).toEqual([])
    }
    expect(alice.dialer.links()).toMatchObject([{ state: 'offering' }])
    expect(alice.dialer.counters().get('stale')).toBe(2)
  })

  it('that our carrier never describes is given up after 15 s', () => {
    const town = createTown()
    const alice = town.arrive('alice', members, { describes: false })
    town.arrive('bob', members, { standing: () => 'removed' })
    town.advance(14)
    expect(alice.dialer.links()).toHaveLength(1)
    town.lose = () => true
    town.advance(1)
    expect(alice.closed).toEqual(['no_description'])
  })

  it('that was answered but leads to no connection is given up 30 s later', () => {
    const town = createTown()
    const alice = town.arrive('alice', members)
    town.connects = () => false
    const bob = town.arrive('bob', members)
    expect(alice.dialer.links()).toMatchObject([{ state: 'handshaking' }])
    expect(bob.dialer.links()).toMatchObject([{ state: 'handshaking', role: 'responder' }])
    town.lose = () => true
    town.advance(30)
    expect(alice.closed).toEqual(['not_opened'])
    expect(bob.dialer.links()).toEqual([])
  })
})

describe('offers that cross', () => {
  const t = asTimestamp(1_800_000_000_000)

  function lone(name: string) {
    const who = actor(name)
    const dialer = createDialer(
      {
        network_id: NETWORK,
        peer_id: who.peer_id,
        signing_seed: who.key.seed,
        random: seededRandom(name),
        degree: LAPTOP,
        standing: () => 'member',
        isOwn: () => false,
        transitPrekey: () => who.prekey.publicKey,
      },
      t,
    )
    dialer.topicsChanged(members, t)
    return { dialer, peer_id: who.peer_id, announced: payloadOf(dialer.serversOpen(1, t)) }
  }
  function payloadOf(effects: readonly DialEffect[]): Uint8Array {
    const publish = must(
      effects.find((effect) => effect.kind === 'publish'),
      'a publication',
    )
    return publish.kind === 'publish' ? publish.payload : new Uint8Array(0)
  }
  const linkOf = (effects: readonly DialEffect[]) => {
    const opening = must(
      effects.find((effect) => effect.kind === 'open_link'),
      'a link',
    )
    return opening.kind === 'open_link' ? opening.link : asLinkId('none')
  }
  const kinds = (effects: readonly DialEffect[]) => effects.map((effect) => effect.kind)

  it('leave one link: the one of the smaller peer id', () => {
    const [smaller, larger] = [lone('alice'), lone('bob')].sort((a, b) => (a.peer_id < b.peer_id ? -1 : 1))
    if (smaller === undefined || larger === undefined) throw new Error('two devices')
    const fromSmaller = linkOf(smaller.dialer.payload(meeting.topic, larger.announced, t))
    const fromLarger = linkOf(larger.dialer.payload(meeting.topic, smaller.announced, t))
    const offerOfSmaller = payloadOf(smaller.dialer.localSignal(fromSmaller, 'from smaller', t))
    const offerOfLarger = payloadOf(larger.dialer.localSignal(fromLarger, 'from larger', t))

    expect(smaller.dialer.payload(meeting.topic, offerOfLarger, t)).toEqual([])
    expect(smaller.dialer.counters().get('glare')).toBe(1)
    const taken = larger.dialer.payload(meeting.topic, offerOfSmaller, t)
    expect(taken).toMatchObject([
      { kind: 'close_link', link: fromLarger, reason: 'glare' },
      { kind: 'open_link', role: 'responder', expected: { peer_id: smaller.peer_id } },
      { kind: 'signal_link', description: 'from smaller' },
    ])
    const answer = payloadOf(larger.dialer.localSignal(linkOf(taken), 'from larger', t))
    expect(kinds(smaller.dialer.payload(meeting.topic, answer, t))).toEqual(['signal_link'])
    expect(smaller.dialer.links()).toMatchObject([{ link: fromSmaller, state: 'handshaking' }])
    expect(larger.dialer.links()).toMatchObject([{ role: 'responder', state: 'handshaking' }])
  })

  it('leave one link also when one offer arrives after the answer to the other', () => {
    const [smaller, larger] = [lone('alice'), lone('bob')].sort((a, b) => (a.peer_id < b.peer_id ? -1 : 1))
    if (smaller === undefined || larger === undefined) throw new Error('two devices')
    const fromSmaller = linkOf(smaller.dialer.payload(meeting.topic, larger.announced, t))
    const fromLarger = linkOf(larger.dialer.payload(meeting.topic, smaller.announced, t))
    const offerOfSmaller = payloadOf(smaller.dialer.localSignal(fromSmaller, 'from smaller', t))
    const late = payloadOf(larger.dialer.localSignal(fromLarger, 'from larger', t))
    const taken = linkOf(larger.dialer.payload(meeting.topic, offerOfSmaller, t))
    const answer = payloadOf(larger.dialer.localSignal(taken, 'from larger', t))
    expect(kinds(smaller.dialer.payload(meeting.topic, answer, t))).toEqual(['signal_link'])
    expect(smaller.dialer.payload(meeting.topic, late, t)).toEqual([])
    expect(smaller.dialer.links()).toMatchObject([{ link: fromSmaller, state: 'handshaking' }])
  })

  it('in many devices that come at one moment leave one link to each other', () => {
    const town = createTown()
    town.lose = () => true
    const devices = ['a', 'b', 'c', 'd'].map((name) => town.arrive(name, members))
    town.lose = () => false
    town.advance(20)
    for (const device of devices) {
      expect(openWith(device, ...devices)).toEqual(['a', 'b', 'c', 'd'].filter((name) => name !== device.name))
    }
  })
})

describe('a knock at a lobby', () => {
  /** Three members who know each other, in the order in which they answer the joiner to come. */
  function village() {
    const town = createTown()
    const devices = ['alice', 'bob', 'carol'].map((name) => {
      const dave = actor('dave').peer_id
      return town.arrive(name, members, { standing: (peer) => (peer === dave ? 'unknown' : 'member') })
    })
    town.advance(30)
    return { town, devices }
  }
  const inOrder = (devices: readonly Device[], session: Uint8Array) => {
    const peers = devices.map((device) => device.actor.peer_id)
    return [...devices].sort(
      (a, b) =>
        positionOf(NETWORK, session, a.actor.peer_id, peers) - positionOf(NETWORK, session, b.actor.peer_id, peers),
    )
  }

  it('is answered by one member, at once', () => {
    const { town, devices } = village()
    const dave = town.arrive('dave', joiner, unknown)
    const [first] = inOrder(devices, dave.dialer.session)
    expect(openWith(dave, ...devices)).toEqual([first?.name])
    town.advance(10)
    expect(openWith(dave, ...devices)).toEqual([first?.name])
    expect(dave.dialer.links()).toMatchObject([{ via_lobby: true, role: 'responder' }])
  })

  it('is answered by the next one 2 s later when the first one is not heard', () => {
    const { town, devices } = village()
    let lost = 0
    town.lose = ({ topic, by }) => topic === lobby.topic && by !== 'dave' && lost++ === 0
    const dave = town.arrive('dave', joiner, unknown)
    const [, second] = inOrder(devices, dave.dialer.session)
    town.advance(1)
    expect(openWith(dave, ...devices)).toEqual([])
    town.advance(1)
    expect(openWith(dave, ...devices)).toEqual([second?.name])
  })

  it('counts as answered by a member only, not by whoever holds the link', () => {
    const { town, devices } = village()
    const mallory = actor('mallory')
    const known = new Set(devices.map((device) => device.actor.peer_id))
    const wary = town.arrive('erin', members, { standing: (peer) => (known.has(peer) ? 'member' : 'unknown') })
    town.advance(30)
    for (const device of devices) device.isGone = true
    for (const device of devices) town.cut(wary, device)
    const shout = (t_ms: number, to_session: Uint8Array) =>
      sealSignal(mallory.random, NETWORK, lobby, mallory.key.seed, {
        kind: 'offer',
        from: mallory.peer_id,
        session: mallory.session,
        created_at: t_ms,
        to: actor('dave').peer_id,
        to_session,
        nonce: mallory.session,
        description: 'none',
        transit_prekey: mallory.prekey.publicKey,
      })
    town.lose = ({ by }) => by === 'dave'
    const dave = town.arrive('dave', joiner, unknown)
    town.act(wary, (dialer, t_ms) => dialer.payload(lobby.topic, shout(t_ms, dave.dialer.session), t_ms))
    town.lose = () => false
    town.advance(1)
    expect(openWith(dave, wary)).toEqual(['erin'])
  })

  it('goes on until it is answered, as politely as any search', () => {
    const town = createTown()
    const dave = town.arrive('dave', joiner, unknown)
    town.advance(3600)
    expect(town.signals(lobby).length).toBe(town.published.length)
    expect(town.published.length).toBeLessThanOrEqual(6 + 29)
    const alice = town.arrive('alice', members, unknown)
    town.advance(131)
    expect(openWith(dave, alice)).toEqual(['alice'])
  })

  it('is not answered by another joiner at the same lobby', () => {
    const town = createTown()
    const dave = town.arrive('dave', joiner, unknown)
    const erin = town.arrive('erin', joiner, unknown)
    town.advance(60)
    expect(dave.dialer.links()).toEqual([])
    expect(erin.dialer.links()).toEqual([])
    expect(dave.dialer.counters().get('not_for_us')).toBeGreaterThan(0)
  })

  it('stays one link when the joiner is admitted and turns to the topics of members', () => {
    const town = createTown()
    const alice = town.arrive('alice', members, unknown)
    const dave = town.arrive('dave', joiner, unknown)
    town.act(dave, (dialer, t_ms) => dialer.topicsChanged(members, t_ms))
    town.advance(900)
    expect(openWith(dave, alice)).toEqual(['alice'])
    expect(openWith(alice, dave)).toEqual(['dave'])
  })
})

describe('a knock at a lobby whose link has ended', () => {
  const after: DialTopics = { ...members, answer: [], answerMembers: [lobby] }

  it('is answered if it is a member’s, and nobody else’s', () => {
    const town = createTown()
    const knowsCarol = { standing: (peer: string) => (peer === actor('carol').peer_id ? 'member' : 'unknown') } as const
    const alice = town.arrive('alice', after, knowsCarol)
    const carol = town.arrive('carol', joiner, unknown)
    const dave = town.arrive('dave', joiner, unknown)
    town.advance(300)
    expect(openWith(carol, alice, dave)).toEqual(['alice'])
    expect(openWith(dave, alice, carol)).toEqual([])
    expect(alice.dialer.counters().get('not_for_us')).toBeGreaterThan(0)
  })

  it('is answered whoever knocks while another link to it is open', () => {
    const town = createTown()
    const alice = town.arrive('alice', { ...after, answer: [lobby] }, unknown)
    const dave = town.arrive('dave', joiner, unknown)
    town.advance(30)
    expect(openWith(dave, alice)).toEqual(['alice'])
  })
})

describe('a knock at the lobby of one device', () => {
  const host = actor('alice').peer_id
  const hosted = lobbyPlace(NETWORK, sha256(utf8('device')), host)
  const atHome: DialTopics = { ...members, answer: [hosted] }
  const newcomer: DialTopics = { ...joiner, knock: [hosted] }

  it('is answered at once, however many members the device is linked to', () => {
    const town = createTown()
    const alice = town.arrive('alice', atHome, {
      standing: (peer) => (peer === actor('dave').peer_id ? 'unknown' : 'member'),
    })
    for (const name of ['bob', 'carol', 'erin', 'frank', 'grace', 'heidi']) town.arrive(name, members)
    town.advance(60)
    const dave = town.arrive('dave', newcomer, unknown)
    expect(openWith(dave, alice)).toEqual(['alice'])
  })

  it('takes no answer but that of the device it names', () => {
    const town = createTown()
    const others: DialTopics = { ...members, answer: [lobbyPlace(NETWORK, hosted.lobby_key)] }
    const mallory = town.arrive('mallory', others, unknown)
    const dave = town.arrive('dave', newcomer, unknown)
    town.advance(30)
    expect(openWith(dave, mallory)).toEqual([])
    expect(dave.dialer.links()).toEqual([])
    expect(dave.dialer.counters().get('not_for_us')).toBeGreaterThan(0)
    const alice = town.arrive('alice', atHome, unknown)
    town.advance(131)
    expect(openWith(dave, alice, mallory)).toEqual(['alice'])
  })

  it('is answered though a member has offered to the newcomer first', () => {
    const town = createTown()
    const bob = actor('bob')
    const knows = { standing: (peer: string) => (peer === bob.peer_id ? 'member' : 'unknown') } as const
    const alice = town.arrive('alice', atHome, knows)
    town.lose = ({ by }) => by === 'dave'
    const dave = town.arrive('dave', newcomer, unknown)
    const offer = sealSignal(bob.random, NETWORK, hosted, bob.key.seed, {
      kind: 'offer',
      from: bob.peer_id,
      session: bob.session,
      created_at: town.now(),
      to: dave.actor.peer_id,
      to_session: dave.dialer.session,
      nonce: bob.session,
      description: 'none',
      transit_prekey: bob.prekey.publicKey,
    })
    town.act(alice, (dialer, t_ms) => dialer.payload(hosted.topic, offer, t_ms))
    town.lose = () => false
    town.advance(1)
    expect(openWith(dave, alice)).toEqual(['alice'])
  })
})

describe('a link to a device whose membership is not known yet', () => {
  it('waits, does not count as connected, and does after the verdict has changed', () => {
    const town = createTown()
    const alice = town.arrive('alice', members, { ...unknown, verdict: () => 'unverified' })
    town.arrive('bob', members)
    expect(alice.dialer.links()).toMatchObject([{ state: 'waiting' }])
    expect(alice.dialer.state(town.now())).toBe('looking')
    const [row] = alice.dialer.links()
    town.act(alice, (dialer, t_ms) => dialer.authenticated(must(row, 'a link').link, 'member', t_ms))
    expect(alice.dialer.links()).toMatchObject([{ state: 'open' }])
    expect(alice.dialer.state(town.now())).toBe('connected')
  })
})

describe('a crowd', () => {
  const degree = { keep: 4, accept: 5 }

  it('stays in one piece, nobody keeps more links than it accepts, and few answer one who comes', () => {
    const town = createTown()
    const names = Array.from({ length: 10 }, (_, n) => `peer ${n}`)
    const devices: Device[] = []
    for (const name of names) {
      const before = town.published.length
      devices.push(town.arrive(name, members, { degree }))
      town.advance(1)
      const offers = town.published.slice(before).filter((one) => one.by !== name)
      expect(offers.length).toBeLessThanOrEqual(6)
    }
    town.advance(20)
    for (const device of devices) {
      expect(openWith(device).length).toBeGreaterThanOrEqual(3)
      expect(openWith(device).length).toBeLessThanOrEqual(degree.accept)
    }
    const reached = new Set(['peer 0'])
    for (let before = 0; before < reached.size; ) {
      before = reached.size
      for (const device of devices) {
        if (reached.has(device.name)) for (const name of openWith(device, ...devices)) reached.add(name)
      }
    }
    expect(reached.size).toBe(names.length)
  })
})
