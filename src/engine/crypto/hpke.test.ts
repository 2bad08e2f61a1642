/** HPKE against RFC 9180, appendix A.2.1: base mode, X25519, HKDF-SHA256, ChaCha20-Poly1305. */

import { describe, expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { InvariantError, must } from '../base/errors.ts'
import type { Random } from '../base/ports.ts'
import { agreementKeyFromSeed } from './agree.ts'
import { encapsulate, hpkeOpen, hpkeSeal, hpkeSealWith, keySchedule } from './hpke.ts'
import { byteRange, eachByteChanged, hex } from './vectors.testing.ts'

const INFO = hex('4f6465206f6e2061204772656369616e2055726e')
const SK_EM = hex('f4ec9b33b792c372c1d2c2063507b684ef925b8c75a42dbcbf57d63ccd381600')
const PK_RM = hex('4310ee97d88cc1f088a5576c77ab0cf5c3ac797f3d95139c6c84b5429c59662a')
const SK_RM = hex('8057991eef8f1f1af18f4a9491d16a1ce333f695d4db8e38da75975c4478e0fb')
const ENC = hex('1afa08d3dec047a643885163f1180476fa7ddb54c6a8029ea33f95796bf2ac4a')
const SHARED_SECRET = hex('0bbe78490412b4bbea4812666f7916932b828bba79942424abb65244930d69a7')
const KEY = hex('ad2744de8e17f4ebba575b3f5f5a8fa1f69c2a07f6e7500bc60ca6e3e3ec1c91')
const BASE_NONCE = hex('5c4d98150661b848853b547f')
const PT = hex('4265617574792069732074727574682c20747275746820626561757479')
const AAD = hex('436f756e742d30')
const CT = hex('1c5250d8034ec2b784ba2cfd69dbdb8af406cfe3ff938e131f0def8c8b60b4db21993c62ce81883d2dd1b51a28')

function countingRandom(): Random {
  let next = 0
  return { bytes: (length) => Uint8Array.from({ length }, () => (next++ * 7 + 1) & 0xff) }
}

describe('HPKE', () => {
  it('agrees with RFC 9180 appendix A.2.1, encapsulation and key schedule', () => {
    expect(agreementKeyFromSeed(SK_RM).publicKey).toEqual(PK_RM)
    expect(encapsulate(SK_EM, PK_RM)).toEqual({ enc: ENC, sharedSecret: SHARED_SECRET })
    expect(keySchedule(SHARED_SECRET, INFO)).toEqual({ key: KEY, baseNonce: BASE_NONCE })
  })

  it('agrees with RFC 9180 appendix A.2.1.1, sequence number 0', () => {
    expect(hpkeSealWith(SK_EM, PK_RM, INFO, AAD, PT)).toEqual({ enc: ENC, ct: CT })
    expect(hpkeOpen(SK_RM, ENC, INFO, AAD, CT)).toEqual(PT)
  })

  it('does not open with any byte changed, of enc, ciphertext, info, associated data or key', () => {
    for (const changed of eachByteChanged(ENC)) expect(hpkeOpen(SK_RM, changed, INFO, AAD, CT)).toBeUndefined()
    for (const changed of eachByteChanged(CT)) expect(hpkeOpen(SK_RM, ENC, INFO, AAD, changed)).toBeUndefined()
    for (const changed of eachByteChanged(INFO)) expect(hpkeOpen(SK_RM, ENC, changed, AAD, CT)).toBeUndefined()
    for (const changed of eachByteChanged(AAD)) expect(hpkeOpen(SK_RM, ENC, INFO, changed, CT)).toBeUndefined()
    // From the second byte on: clamping (RFC 7748 section 5) fixes the lowest bits of the first.
    for (const changed of eachByteChanged(SK_RM).slice(1)) expect(hpkeOpen(changed, ENC, INFO, AAD, CT)).toBeUndefined()
  })

  it('binds enc as bytes: the same point with its ignored top bit set does not open', () => {
    const twin = ENC.map((byte, i) => (i === 31 ? byte | 0x80 : byte))
    expect(hpkeOpen(SK_RM, twin, INFO, AAD, CT)).toBeUndefined()
  })

  it('opens nothing from an enc of small order or another length', () => {
    expect(hpkeOpen(SK_RM, new Uint8Array(32), INFO, AAD, CT)).toBeUndefined()
    expect(hpkeOpen(SK_RM, ENC.subarray(1), INFO, AAD, CT)).toBeUndefined()
    expect(hpkeOpen(SK_RM, ENC, INFO, AAD, new Uint8Array(0))).toBeUndefined()
  })

  it('seals under a fresh key each time, so that equal plaintexts look different', () => {
    const random = countingRandom()
    const bob = agreementKeyFromSeed(byteRange(1, 32))
    const [first, second] = [
      hpkeSeal(random, bob.publicKey, INFO, AAD, PT),
      hpkeSeal(random, bob.publicKey, INFO, AAD, PT),
    ]
    expect(first.enc).not.toEqual(second.enc)
    expect(first.ct).not.toEqual(second.ct)
    for (const { enc, ct } of [first, second]) expect(hpkeOpen(bob.secret, enc, INFO, AAD, ct)).toEqual(PT)
  })

  it('takes the ephemeral secret from its random source and nothing else', () => {
    const bob = agreementKeyFromSeed(byteRange(1, 32)).publicKey
    const expected = must(hpkeSealWith(countingRandom().bytes(32), bob, INFO, AAD, utf8('x')), 'a usable key')
    expect(hpkeSeal(countingRandom(), bob, INFO, AAD, utf8('x'))).toEqual(expected)
  })

  it('is not asked to seal to a key that was found unusable', () => {
    expect(hpkeSealWith(SK_EM, new Uint8Array(32), INFO, AAD, PT)).toBeUndefined()
    expect(() => hpkeSeal(countingRandom(), new Uint8Array(32), INFO, AAD, PT)).toThrow(InvariantError)
  })
})
