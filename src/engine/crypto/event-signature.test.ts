/** Signed events: what the author's signature covers, and that nothing else passes. */

import { describe, expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import type { Verifier } from '../base/ports.ts'
import { NO_NETWORK } from './domains.ts'
import { type Envelope, huskOf, MAX_EVENT_BYTES, parseEnvelope } from './envelope.ts'
import { checkEnvelopeSync, checkEnvelopes, signEvent, signOwnEvent } from './event-signature.ts'
import { signingKeyFromSeed } from './sign.ts'
import { byteRange, eachByteChanged } from './vectors.testing.ts'

/** No accelerator: every answer is the predicate's own. */
const none: Verifier = { verify: async (claims) => claims.map(() => false) }

async function checkEnvelope(network: Uint8Array, envelope: Envelope) {
  return (await checkEnvelopes(none, [{ network, envelope }]))[0]
}

const NETWORK = byteRange(200, 231)
const alice = signingKeyFromSeed(byteRange(1, 32))
const mallory = signingKeyFromSeed(byteRange(2, 33))
const BODY = utf8('a body')

function header(body: Uint8Array, author = alice.publicKey) {
  return {
    version: 1,
    kind: 1,
    author,
    seq: 1,
    prev: byteRange(9, 40),
    created_at: 1_700_000_000_000,
    body_len: body.length,
  }
}

function parsed(bytes: Uint8Array): Envelope {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') throw new Error(`dropped: ${envelope}`)
  return envelope
}

describe('a signed event', () => {
  const bytes = signEvent(alice.seed, NETWORK, header(BODY), BODY)

  it('verifies under its author, whole and as a husk', async () => {
    expect(await checkEnvelope(NETWORK, parsed(bytes))).toEqual(parsed(bytes))
    const husk = parsed(huskOf(parsed(bytes)))
    expect(await checkEnvelope(NETWORK, husk)).toEqual(husk)
  })

  it('gets the same answer where nothing can be awaited', () => {
    expect(checkEnvelopeSync(NETWORK, parsed(bytes))).toEqual(parsed(bytes))
    expect(checkEnvelopeSync(NO_NETWORK, parsed(bytes))).toBe('bad_signature')
    const forged = signEvent(mallory.seed, NETWORK, header(BODY, new Uint8Array(32)), BODY)
    expect(checkEnvelopeSync(NETWORK, parsed(forged))).toBe('bad_public_key')
  })

  it('does not verify in another network', async () => {
    expect(await checkEnvelope(NO_NETWORK, parsed(bytes))).toBe('bad_signature')
  })

  it('does not verify with any byte changed after the form', async () => {
    let verified = 0
    for (const changed of eachByteChanged(bytes).slice(1)) {
      const envelope = parseEnvelope(changed)
      if (typeof envelope === 'string') continue
      expect(['bad_signature', 'bad_public_key']).toContain(await checkEnvelope(NETWORK, envelope))
      verified++
    }
    expect(verified).toBeGreaterThan(140)
  })

  it('does not verify under an author who did not sign it', async () => {
    const forged = signEvent(mallory.seed, NETWORK, header(BODY), BODY)
    expect(await checkEnvelope(NETWORK, parsed(forged))).toBe('bad_signature')
  })

  it('does not verify under a key that cannot sign', async () => {
    const forged = signEvent(mallory.seed, NETWORK, header(BODY, new Uint8Array(32)), BODY)
    expect(await checkEnvelope(NETWORK, parsed(forged))).toBe('bad_public_key')
  })

  it('is, to the device that signed it, what verifying gives', () => {
    const own = signOwnEvent(alice, NETWORK, header(BODY), BODY)
    expect(own).toEqual(parsed(bytes))
    expect(checkEnvelopeSync(NETWORK, own)).toBe(own)
  })

  it('is signed by nobody in the name of another', () => {
    expect(() => signOwnEvent(mallory, NETWORK, header(BODY), BODY)).toThrow(InvariantError)
  })

  it('is not made larger than anybody accepts', () => {
    const body = new Uint8Array(MAX_EVENT_BYTES - 100)
    expect(() => signEvent(alice.seed, NETWORK, header(body), body)).toThrow(InvariantError)
  })
})
