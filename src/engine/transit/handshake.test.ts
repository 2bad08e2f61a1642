/** What the handshake establishes; each check is the only thing that stops the attack of its test. */

import { describe, expect, it } from 'vitest'
import { concatBytes, utf8 } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import { idBytes, idFromBytes } from '../base/ids.ts'
import { domain } from '../crypto/domains.ts'
import { sha256 } from '../crypto/hash.ts'
import { sign } from '../crypto/sign.ts'
import { type ConnectMessage, encodeConnect, SUITE_1 } from './connect-message.ts'
import { sealConnectInLobby, sealConnectTo } from './connect-seal.ts'
import { createTransit } from './frames.ts'
import { finishHandshake, type HandshakeResult, type HandshakeSetup, startHandshake } from './handshake.ts'
import { actor, fingerprintsOf, LOBBY_KEY, NETWORK, OTHER_NETWORK, setupOf } from './two-ends.testing.ts'

const alice = actor('alice')
const bob = actor('bob')
const mallory = actor('mallory')

function setups(lobby_key?: Uint8Array): { atAlice: HandshakeSetup; atBob: HandshakeSetup } {
  return { atAlice: setupOf(alice, bob, 'initiator', lobby_key), atBob: setupOf(bob, alice, 'responder', lobby_key) }
}

/** What Bob makes of a CONNECT that is all that Alice would say, but for what Mallory changed. */
function bobsViewOf(
  change: Partial<ConnectMessage>,
  options: { seed?: Uint8Array; atBob?: HandshakeSetup; seal?: (plaintext: Uint8Array) => Uint8Array } = {},
): HandshakeResult {
  const atBob = options.atBob ?? setups().atBob
  const started = startHandshake(atBob, fingerprintsOf(bob, alice))
  const message: ConnectMessage = {
    role: 'initiator',
    network_id: NETWORK,
    peer_id: alice.peer_id,
    session: alice.session,
    ephemeral: alice.prekey.publicKey,
    nonce: sha256(utf8('nonce')),
    local: alice.fingerprint,
    remote: bob.fingerprint,
    build: 'test',
    suites: [SUITE_1],
    credentials: [alice.credential],
    ...change,
  }
  const plaintext = encodeConnect(message, options.seed ?? alice.key.seed)
  const context = { network_id: NETWORK, sender: 'initiator' as const }
  const seal = options.seal ?? ((p) => sealConnectTo(mallory.random, context, bob.prekey.publicKey, p))
  return finishHandshake(atBob, started, seal(plaintext))
}

const failed = (reason: string) => ({ ok: false, reason })

describe('a handshake', () => {
  for (const [where, lobby_key] of [
    ['between prekeys', undefined],
    ['in a lobby', LOBBY_KEY],
  ] as const) {
    it(`${where} gives both ends the same keys, crossed, and each other's credentials`, () => {
      const { atAlice, atBob } = setups(lobby_key)
      const startedAtAlice = startHandshake(atAlice, fingerprintsOf(alice, bob))
      const startedAtBob = startHandshake(atBob, fingerprintsOf(bob, alice))
      const atA = finishHandshake(atAlice, startedAtAlice, startedAtBob.frame)
      const atB = finishHandshake(atBob, startedAtBob, startedAtAlice.frame)
      if (!atA.ok || !atB.ok) throw new Error('both ends accept')
      expect(atA.keys.send).toEqual(atB.keys.receive)
      expect(atA.keys.receive).toEqual(atB.keys.send)
      expect(atA.keys.sync).toEqual(atB.keys.sync)
      expect(new Set([atA.keys.send, atA.keys.receive, atA.keys.sync].map(String)).size).toBe(3)
      expect(atA.peer).toMatchObject({ peer_id: bob.peer_id, session: bob.session, credentials: [bob.credential] })
      expect(atB.peer).toMatchObject({ peer_id: alice.peer_id, build: 'test', credentials: [alice.credential] })
    })
  }

  it('gives other keys every time, though both devices and prekeys stay the same', () => {
    const keys = [1, 2].map(() => {
      const { atAlice, atBob } = setups()
      const started = startHandshake(atAlice, fingerprintsOf(alice, bob))
      const result = finishHandshake(atAlice, started, startHandshake(atBob, fingerprintsOf(bob, alice)).frame)
      return result.ok ? result.keys.send : undefined
    })
    expect(keys[0]).toBeDefined()
    expect(keys[0]).not.toEqual(keys[1])
  })

  it('ends in keys that differ when somebody changed what one end had signed', () => {
    const { atAlice, atBob } = setups()
    const startedAtAlice = startHandshake(atAlice, fingerprintsOf(alice, bob))
    const startedAtBob = startHandshake(atBob, fingerprintsOf(bob, alice))
    const atB = finishHandshake(atBob, startedAtBob, startedAtAlice.frame)
    const other = { ...startedAtAlice, plaintext: concatBytes(startedAtAlice.plaintext, Uint8Array.of(0)) }
    const atA = finishHandshake(atAlice, other, startedAtBob.frame)
    if (!atA.ok || !atB.ok) throw new Error('both ends accept')
    const opening = createTransit(atB.keys).open(createTransit(atA.keys).seal(utf8('hello')))
    expect(opening).toEqual({ ok: false, reason: 'frame_not_sealed' })
  })

  it('accepts what Alice says', () => {
    expect(bobsViewOf({})).toMatchObject({ ok: true })
  })

  it('accepts a device that signalling could not name', () => {
    const { atBob } = setups()
    const anybody = { ...atBob, expected: { transit_prekey: alice.prekey.publicKey } }
    const change = { peer_id: mallory.peer_id, session: mallory.session }
    expect(bobsViewOf(change, { atBob: anybody, seed: mallory.key.seed })).toMatchObject({
      ok: true,
      peer: { peer_id: mallory.peer_id },
    })
  })
})

describe('a handshake fails', () => {
  it('when the frame is larger than any frame', () => {
    const { atBob } = setups()
    const started = startHandshake(atBob, fingerprintsOf(bob, alice))
    expect(finishHandshake(atBob, started, new Uint8Array(64 * 1024 + 1))).toEqual(failed('connect_too_large'))
  })

  it('when the frame is of an unknown version', () => {
    const seal = (p: Uint8Array) => concatBytes(Uint8Array.of(2, 1), p)
    expect(bobsViewOf({}, { seal })).toEqual(failed('unknown_version'))
  })

  it('when the prekey it is sealed to is not ours', () => {
    const context = { network_id: NETWORK, sender: 'initiator' as const }
    const seal = (p: Uint8Array) => sealConnectTo(mallory.random, context, mallory.prekey.publicKey, p)
    expect(bobsViewOf({}, { seal })).toEqual(failed('unknown_prekey'))
  })

  it('when one bit of the sealed bytes is another', () => {
    const context = { network_id: NETWORK, sender: 'initiator' as const }
    const seal = (p: Uint8Array) => {
      const frame = sealConnectTo(mallory.random, context, bob.prekey.publicKey, p)
      frame[frame.length - 20] = (frame[frame.length - 20] ?? 0) ^ 1
      return frame
    }
    expect(bobsViewOf({}, { seal })).toEqual(failed('cannot_open'))
  })

  it('when it is sealed for the other role or another network', () => {
    for (const context of [
      { network_id: NETWORK, sender: 'responder' as const },
      { network_id: OTHER_NETWORK, sender: 'initiator' as const },
    ]) {
      const toPrekey = (p: Uint8Array) => sealConnectTo(mallory.random, context, bob.prekey.publicKey, p)
      expect(bobsViewOf({}, { seal: toPrekey })).toEqual(failed('cannot_open'))
      const inLobby = (p: Uint8Array) => sealConnectInLobby(mallory.random, context, LOBBY_KEY, p)
      expect(bobsViewOf({}, { seal: inLobby, atBob: setups(LOBBY_KEY).atBob })).toEqual(failed('cannot_open'))
    }
  })

  it('in a lobby when it is sealed under another lobby, or to a prekey', () => {
    const context = { network_id: NETWORK, sender: 'initiator' as const }
    const { atBob } = setups(LOBBY_KEY)
    const otherLobby = (p: Uint8Array) => sealConnectInLobby(mallory.random, context, sha256(utf8('other')), p)
    expect(bobsViewOf({}, { seal: otherLobby, atBob })).toEqual(failed('cannot_open'))
    expect(bobsViewOf({}, { atBob })).toEqual(failed('wrong_mode'))
  })

  it('outside a lobby when it is sealed under one', () => {
    const context = { network_id: NETWORK, sender: 'initiator' as const }
    const seal = (p: Uint8Array) => sealConnectInLobby(mallory.random, context, LOBBY_KEY, p)
    expect(bobsViewOf({}, { seal })).toEqual(failed('wrong_mode'))
  })

  it('when the message is for another network, though signed under ours', () => {
    const context = { network_id: NETWORK, sender: 'initiator' as const }
    const seal = (p: Uint8Array) => {
      const body = p.subarray(64)
      const signature = sign(alice.key.seed, concatBytes(domain('transit', idBytes(NETWORK)), body))
      return sealConnectTo(mallory.random, context, bob.prekey.publicKey, concatBytes(signature, body))
    }
    expect(bobsViewOf({ network_id: OTHER_NETWORK }, { seal })).toEqual(failed('other_network'))
  })

  it('when somebody else signed for the device it names', () => {
    expect(bobsViewOf({}, { seed: mallory.key.seed })).toEqual(failed('bad_signature'))
  })

  it('when the device is not the one signalling named', () => {
    const change = { peer_id: mallory.peer_id }
    expect(bobsViewOf(change, { seed: mallory.key.seed })).toEqual(failed('wrong_peer'))
  })

  it('when the device is in another run than the one announced', () => {
    expect(bobsViewOf({ session: mallory.session })).toEqual(failed('wrong_session'))
  })

  it('when a man in the middle shows each end a certificate of its own', () => {
    expect(bobsViewOf({ local: mallory.fingerprint })).toEqual(failed('fingerprint_mismatch'))
    expect(bobsViewOf({ remote: mallory.fingerprint })).toEqual(failed('fingerprint_mismatch'))
  })

  it('when a carrier in the middle passes the real words of both ends on', () => {
    const { atAlice, atBob } = setups()
    const throughMallory = startHandshake(atAlice, fingerprintsOf(alice, mallory))
    const started = startHandshake(atBob, fingerprintsOf(bob, mallory))
    expect(finishHandshake(atBob, started, throughMallory.frame)).toEqual(failed('fingerprint_mismatch'))
  })

  it('when the two fingerprints come in our order instead of theirs', () => {
    const change = { local: bob.fingerprint, remote: alice.fingerprint }
    expect(bobsViewOf(change)).toEqual(failed('fingerprint_mismatch'))
  })

  it('when no suite is one of ours', () => {
    expect(bobsViewOf({ suites: [9] })).toEqual(failed('no_common_suite'))
    expect(bobsViewOf({ suites: [9, SUITE_1] })).toMatchObject({ ok: true })
  })

  it('when the ephemeral key is of small order', () => {
    expect(bobsViewOf({ ephemeral: new Uint8Array(32) })).toEqual(failed('bad_ephemeral'))
  })

  it('when our own words come back', () => {
    const { atBob } = setups()
    const trusting = { ...atBob, expected: { transit_prekey: bob.prekey.publicKey } }
    const started = startHandshake(trusting, { local: bob.fingerprint, remote: bob.fingerprint })
    expect(finishHandshake(trusting, started, started.frame).ok).toBe(false)
    const atItself = { role: 'initiator' as const, peer_id: bob.peer_id }
    expect(bobsViewOf(atItself, { atBob: trusting, seed: bob.key.seed })).toEqual(failed('reflected'))
  })

  it('when it speaks for our role', () => {
    expect(bobsViewOf({ role: 'responder' })).toEqual(failed('reflected'))
  })

  it('when it repeats our nonce or our ephemeral key', () => {
    const { atBob } = setups()
    const started = startHandshake(atBob, fingerprintsOf(bob, alice))
    const context = { network_id: NETWORK, sender: 'initiator' as const }
    for (const change of [{ nonce: started.nonce }, { ephemeral: started.ephemeral.publicKey }]) {
      const plaintext = encodeConnect(
        {
          role: 'initiator',
          network_id: NETWORK,
          peer_id: alice.peer_id,
          session: alice.session,
          ephemeral: alice.prekey.publicKey,
          nonce: sha256(utf8('nonce')),
          local: alice.fingerprint,
          remote: bob.fingerprint,
          build: 'test',
          suites: [SUITE_1],
          credentials: [],
          ...change,
        },
        alice.key.seed,
      )
      const frame = sealConnectTo(mallory.random, context, bob.prekey.publicKey, plaintext)
      expect(finishHandshake(atBob, started, frame)).toEqual(failed('reflected'))
    }
  })

  it('when its credentials are more than 16 kB together', () => {
    const credentials = [new Uint8Array(9000), new Uint8Array(9000)]
    expect(bobsViewOf({ credentials })).toEqual(failed('malformed'))
    expect(bobsViewOf({ credentials: Array.from({ length: 65 }, () => new Uint8Array(1)) })).toEqual(
      failed('malformed'),
    )
  })
})

describe('starting a handshake', () => {
  it('leaves out the credentials that the other end would not take, from the end', () => {
    const { atAlice, atBob } = setups()
    const [first, second] = [new Uint8Array(9000).fill(1), new Uint8Array(7000).fill(2)]
    const own = { ...atAlice.own, credentials: [first, second, new Uint8Array(1000), new Uint8Array(10)] }
    const { frame } = startHandshake({ ...atAlice, own }, fingerprintsOf(alice, bob))
    const result = finishHandshake(atBob, startHandshake(atBob, fingerprintsOf(bob, alice)), frame)
    expect(result).toMatchObject({ ok: true, peer: { credentials: [first, second] } })
  })

  it('shows neither the device nor its credentials to whoever watches the carrier', () => {
    const { atAlice } = setups()
    const { frame } = startHandshake(atAlice, fingerprintsOf(alice, bob))
    const text = String.fromCharCode(...frame)
    for (const secret of [idBytes(alice.peer_id), alice.credential, alice.session]) {
      expect(text.includes(String.fromCharCode(...secret))).toBe(false)
    }
  })
})

it('a prekey in signalling names the secret that opens, so an older one still works', () => {
  const { atBob } = setups()
  const older = must(actor('bob, a month ago').prekey, 'an older prekey')
  const keepsBoth: HandshakeSetup = {
    ...atBob,
    prekeySecret: (prekey) => (idFromBytes(prekey) === idFromBytes(older.publicKey) ? older.secret : undefined),
  }
  const context = { network_id: NETWORK, sender: 'initiator' as const }
  const seal = (p: Uint8Array) => sealConnectTo(alice.random, context, older.publicKey, p)
  expect(bobsViewOf({}, { atBob: keepsBoth, seal })).toMatchObject({ ok: true })
})
