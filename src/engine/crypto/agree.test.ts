/** X25519 against RFC 7748, and its refusal of keys that would make the secret public. */

import { sha256 } from '@noble/hashes/sha2.js'
import { describe, expect, it } from 'vitest'
import { InvariantError } from '../base/errors.ts'
import { agree, agreementKeyFromSeed, isUsableAgreementKey } from './agree.ts'
import { byteRange, eachByteChanged, hex } from './vectors.testing.ts'

const RFC_7748_5_2 = [
  {
    scalar: hex('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4'),
    u: hex('e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c'),
    output: hex('c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'),
  },
  {
    scalar: hex('4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d'),
    u: hex('e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493'),
    output: hex('95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957'),
  },
]

const ALICE_SECRET = hex('77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a')
const ALICE_PUBLIC = hex('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a')
const BOB_SECRET = hex('5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb')
const BOB_PUBLIC = hex('de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f')
const SHARED = hex('4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742')

/** https://cr.yp.to/ecdh.html, "Validating public keys", and the encodings of the same points above p. */
const SMALL_ORDER = [
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
  '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000080',
]

describe('X25519', () => {
  it.each(RFC_7748_5_2)('agrees with RFC 7748 section 5.2, scalar multiplication', ({ scalar, u, output }) => {
    expect(agree(scalar, u)).toEqual(output)
  })

  it('agrees with RFC 7748 section 5.2, 1 and 1,000 iterations', () => {
    let k = hex(`09${'00'.repeat(31)}`)
    let u = k
    for (let i = 1; i <= 1000; i++) {
      const next = agree(k, u)
      if (next === undefined) throw new Error('no iteration reaches a point of small order')
      u = k
      k = next
      if (i === 1) expect(k).toEqual(hex('422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079'))
    }
    expect(k).toEqual(hex('684cf59ba83309552800ef566f2f4d3c1c3887c49360e3875f2eb94d99532c51'))
  })

  it('agrees with RFC 7748 section 6.1, Diffie-Hellman', () => {
    expect(agreementKeyFromSeed(ALICE_SECRET).publicKey).toEqual(ALICE_PUBLIC)
    expect(agreementKeyFromSeed(BOB_SECRET).publicKey).toEqual(BOB_PUBLIC)
    expect(agree(ALICE_SECRET, BOB_PUBLIC)).toEqual(SHARED)
    expect(agree(BOB_SECRET, ALICE_PUBLIC)).toEqual(SHARED)
  })

  it('gives another secret for every changed byte of the other key', () => {
    for (const changed of eachByteChanged(BOB_PUBLIC)) expect(agree(ALICE_SECRET, changed)).not.toEqual(SHARED)
  })

  it.each(SMALL_ORDER)('refuses the small-order key %s, which has no secret', (key) => {
    expect(agree(ALICE_SECRET, hex(key))).toBeUndefined()
    expect(isUsableAgreementKey(hex(key))).toBe(false)
  })

  it('refuses a key of another length', () => {
    expect(agree(ALICE_SECRET, BOB_PUBLIC.subarray(1))).toBeUndefined()
    expect(isUsableAgreementKey(byteRange(1, 33))).toBe(false)
  })

  it('finds a key usable exactly where agreement succeeds, on the curve, on its twist, and beside small orders', () => {
    const near = SMALL_ORDER.flatMap((key) => [...eachByteChanged(hex(key))])
    const ordinary = Array.from({ length: 64 }, (_, i) => sha256(Uint8Array.of(i)))
    const usable = [ALICE_PUBLIC, ...near, ...ordinary].map((key) => {
      const succeeds = agree(BOB_SECRET, key) !== undefined
      expect(isUsableAgreementKey(key)).toBe(succeeds)
      return succeeds
    })
    expect(usable[0]).toBe(true)
    expect(usable).toContain(false) // one byte away from one small order is another
  })

  it('takes no secret of another length', () => {
    expect(() => agree(byteRange(1, 31), BOB_PUBLIC)).toThrow(InvariantError)
    expect(() => agreementKeyFromSeed(byteRange(1, 33))).toThrow(InvariantError)
  })

  it('keeps its own copy of a seed', () => {
    const seed = ALICE_SECRET.slice()
    const key = agreementKeyFromSeed(seed)
    seed.fill(0)
    expect(agree(key.secret, BOB_PUBLIC)).toEqual(SHARED)
  })
})
