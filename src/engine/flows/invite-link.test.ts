/** The link codec: what goes round, what it weighs, and the name of every way it can be broken. */

import { describe, expect, test } from 'vitest'
import { createPrng } from '../../platform/sim/prng.ts'
import { createHand, type Hand } from '../../testing/forge.ts'
import { concatBytes, fromBase64Url, toBase64Url, toHex } from '../base/bytes.ts'
import { EngineError, must } from '../base/errors.ts'
import { type EpochId, type EventId, type GroupId, idFromBytes, type NetworkId } from '../base/ids.ts'
import { domainHash } from '../crypto/hash.ts'
import { signingKeyFromSeed } from '../crypto/sign.ts'
import { inviteShape } from '../events/identity/invite.ts'
import { encodeLink, encodeShortLink, inviteIdOf, readInvite, readLink } from './invite-link.ts'
import { inviteKeys, sealInvite } from './invite-secret.ts'
import { linkPrefix } from './link-text.ts'

const LINK_PREFIX = linkPrefix('j')
const prng = createPrng('invite links')
const id = <Id extends string>() => idFromBytes<Id & string>(prng.bytes(32))
const network = id<NetworkId>()
const secret = prng.bytes(32)
const keys = inviteKeys(network, secret)
const hand: Hand = createHand(signingKeyFromSeed(prng.bytes(32)), network, prng, 1_800_000_000_000)

interface Names {
  readonly network_name: string
  readonly inviter_name: string
  readonly channel_name: string
}
const NAMES: Names = { network_name: 'Acme', inviter_name: 'Alice', channel_name: 'general' }

function inviteBody(names: Names, wrapKey = keys.wrapKey) {
  return {
    auth: network as EventId<'network' | 'user'>,
    right: network,
    group_id: id<GroupId>(),
    channel_id: id<EventId<'channel'>>(),
    invite_pk: keys.signing.publicKey,
    mode: 'user' as const,
    expires_at: 1_900_000_000_000,
    max_uses: 400,
    sealed: sealInvite(network, wrapKey, { epoch_id: id<EpochId>(), epoch_key: prng.bytes(32), ...names }),
  }
}

function linkOf(names = NAMES, seq = 0): { link: string; bytes: Uint8Array; invite: EventId<'invite'> } {
  const forged = hand.writes(inviteShape, inviteBody(names), { seq })
  return { link: encodeLink(network, secret, forged.bytes), bytes: forged.bytes, invite: forged.id }
}

function codeOf(link: string): string {
  try {
    readLink(link)
    return 'read'
  } catch (error) {
    if (error instanceof EngineError) return error.code
    throw error
  }
}

const CHECKSUM_BYTES = 4
/** The content of a link, changed, under a checksum that is right again. */
function remade(link: string, change: (content: Uint8Array) => Uint8Array): string {
  const whole = must(fromBase64Url(link.slice(LINK_PREFIX.length)), 'a link')
  const content = change(whole.slice(0, -CHECKSUM_BYTES))
  const checksum = domainHash('link-checksum', undefined, content).slice(0, CHECKSUM_BYTES)
  return LINK_PREFIX + toBase64Url(concatBytes(content, checksum))
}
const flip = (at: number) => (content: Uint8Array) => content.map((byte, i) => (i === at ? byte ^ 1 : byte))

describe('a full link', () => {
  test('gives back the invite, byte by byte, and what is sealed in it', () => {
    for (const seq of [0, 1, 127, 128, 16_383, 16_384, 0xffffffff]) {
      const { link, bytes, invite } = linkOf(NAMES, seq)
      const read = readLink(link)
      const full = must(read.full, 'a full link')
      expect(toHex(full.event.envelope.bytes)).toBe(toHex(bytes))
      expect(inviteIdOf(full)).toBe(invite)
      expect(full.sealed).toMatchObject(NAMES)
      expect([read.network_id, read.inviter]).toEqual([network, hand.peer_id])
      expect(toHex(read.secret)).toBe(toHex(secret))
    }
  })

  test('carries the ground of an inviter who is not the founder', () => {
    const body = { ...inviteBody(NAMES), auth: id<EventId<'user'>>() as EventId<'network' | 'user'> }
    const forged = hand.writes(inviteShape, body, { seq: 3 })
    const full = must(readLink(encodeLink(network, secret, forged.bytes)).full, 'a full link')
    expect(toHex(full.event.envelope.bytes)).toBe(toHex(forged.bytes))
  })

  test('is found behind any address, with white space around it', () => {
    const { link, invite } = linkOf()
    for (const text of [link, `https://sotto.example/app/${link}`, `Join us: http://localhost:5173/${link} \n`]) {
      expect(inviteIdOf(must(readLink(text).full, 'a full link'))).toBe(invite)
    }
  })
})

describe('the weight of a link', () => {
  const address = (host: number) => `https://${'h'.repeat(host)}/`
  const NAMES_OF_20 = ['abcdefghijklmnopqrst', '東'.repeat(20), '🙂'.repeat(20), '👩‍👩‍👧‍👦'.repeat(20), 'é'.repeat(20)]
  /** 268 million control events of one device; one more byte of it would make exactly 800. */
  const GREATEST_SEQ = 2 ** 28 - 1

  test.each(NAMES_OF_20)('in full, with a host of 60 characters and three names like %s, is under 800', (name) => {
    const { link } = linkOf({ network_name: name, inviter_name: name, channel_name: name }, GREATEST_SEQ)
    expect(address(60).length + link.length).toBeLessThan(800)
  })

  test('in short, with a host of 30 characters, is at most 180', () => {
    const link = encodeShortLink(network, secret, hand.peer_id)
    expect(address(30).length + link.length).toBeLessThanOrEqual(180)
    expect(readLink(link)).toMatchObject({ network_id: network, inviter: hand.peer_id })
    expect(readLink(link).full).toBeUndefined()
  })
})

describe('a broken link', () => {
  const { link } = linkOf()
  const short = encodeShortLink(network, secret, hand.peer_id)

  test('with one character changed anywhere is never read', () => {
    const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const whole of [link, short]) {
      for (let at = LINK_PREFIX.length; at < whole.length; at++) {
        const other = ALPHABET[(ALPHABET.indexOf(whole[at] ?? '') + 7) % ALPHABET.length]
        expect(codeOf(whole.slice(0, at) + other + whole.slice(at + 1))).toMatch(/^link_(checksum|malformed)$/)
      }
    }
  })

  test('cut anywhere is never read', () => {
    for (let end = 0; end < link.length; end++) {
      expect(codeOf(link.slice(0, end))).toMatch(/^link_(checksum|malformed)$/)
    }
  })

  test('with one byte changed anywhere under a checksum that is right again is never read as a full one', () => {
    const length = must(fromBase64Url(link.slice(LINK_PREFIX.length)), 'a link').length - CHECKSUM_BYTES
    for (let at = 0; at < length; at++) {
      const code = codeOf(remade(link, flip(at)))
      expect(code, `byte ${at}`).toMatch(/^link_(version|signature|secret|sealed_part|malformed)$/)
    }
  })

  test.each([
    ['nothing at all', '', 'link_malformed'],
    ['an address without an invite', 'https://sotto.example/', 'link_malformed'],
    ['another parameter', '#k=1.AAAA', 'link_malformed'],
    ['no version', '#j=AAAA', 'link_malformed'],
    ['a later text form', link.replace('#j=1.', '#j=2.'), 'link_version'],
    ['a later version inside', remade(link, (content) => content.map((b, i) => (i === 0 ? 2 : b))), 'link_version'],
    ['no data', LINK_PREFIX, 'link_malformed'],
    ['foreign characters', `${link.slice(0, 40)}!${link.slice(41)}`, 'link_malformed'],
    ['too much of it', link + 'A'.repeat(4096), 'link_too_large'],
    ['a missing end', remade(link, (content) => content.slice(0, 100)), 'link_malformed'],
    [
      'more than a short link has',
      remade(short, (content) => concatBytes(content, Uint8Array.of(0))),
      'link_malformed',
    ],
    ['less than a short link has', remade(short, (content) => content.slice(0, -1)), 'link_malformed'],
    ['a changed signature', remade(link, flip(150)), 'link_signature'],
    ['another secret', remade(link, flip(2)), 'link_signature'],
    ['another community', remade(link, flip(40)), 'link_signature'],
  ])('of %s is refused by name', (_what, broken, code) => {
    expect(codeOf(broken)).toBe(code)
  })

  test('whose sealed part is of another secret, though signed, is refused by name', () => {
    const foreign = inviteKeys(network, prng.bytes(32)).wrapKey
    const forged = hand.writes(inviteShape, inviteBody(NAMES, foreign), { seq: 3 })
    expect(codeOf(encodeLink(network, secret, forged.bytes))).toBe('link_sealed_part')
  })

  test('answered with an invite of another secret is refused by name', () => {
    const { bytes } = linkOf()
    const other = inviteKeys(network, prng.bytes(32))
    expect(() => readInvite(network, other, bytes)).toThrow(expect.objectContaining({ code: 'link_secret' }))
    expect(() => readInvite(network, keys, bytes.slice(0, -1))).toThrow(
      expect.objectContaining({ code: 'link_signature' }),
    )
  })
})
