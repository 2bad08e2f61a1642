/** Ed25519 against RFC 8032, and the one signature predicate where implementations disagree (I16). */

import { createHash, createPublicKey, verify as platformVerify } from 'node:crypto'
import { ed25519 } from '@noble/curves/ed25519.js'
import { describe, expect, it } from 'vitest'
import { concatBytes, utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import type { Verifier } from '../base/ports.ts'
import { checkSignatureSync, checkSignatures, isUsablePublicKey, sign, signingKeyFromSeed, verifySync } from './sign.ts'
import { byteRange, eachByteChanged, hex } from './vectors.testing.ts'

const RFC_8032_7_1 = [
  {
    test: 'TEST 1',
    seed: hex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60'),
    publicKey: hex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'),
    message: hex(''),
    signature: hex(
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155',
      '5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
    ),
  },
  {
    test: 'TEST 2',
    seed: hex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb'),
    publicKey: hex('3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c'),
    message: hex('72'),
    signature: hex(
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da',
      '085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
    ),
  },
  {
    test: 'TEST 3',
    seed: hex('c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7'),
    publicKey: hex('fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025'),
    message: hex('af82'),
    signature: hex(
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac',
      '18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
    ),
  },
  {
    test: 'TEST 1024',
    seed: hex('f5e5767cf153319517630f226876b86c8160cc583bc013744c6bf255f5cc0ee5'),
    publicKey: hex('278117fc144c72340f67d0f2316e8386ceffbf2b2428c9c51fef7c597f1d426e'),
    message: hex(
      '08b8b2b733424243760fe426a4b54908632110a66c2f6591eabd3345e3e4eb98fa6e264bf09efe12ee50f8f54e9f77b1',
      'e355f6c50544e23fb1433ddf73be84d879de7c0046dc4996d9e773f4bc9efe5738829adb26c81b37c93a1b270b20329d',
      '658675fc6ea534e0810a4432826bf58c941efb65d57a338bbd2e26640f89ffbc1a858efcb8550ee3a5e1998bd177e93a',
      '7363c344fe6b199ee5d02e82d522c4feba15452f80288a821a579116ec6dad2b3b310da903401aa62100ab5d1a36553e',
      '06203b33890cc9b832f79ef80560ccb9a39ce767967ed628c6ad573cb116dbefefd75499da96bd68a8a97b928a8bbc10',
      '3b6621fcde2beca1231d206be6cd9ec7aff6f6c94fcd7204ed3455c68c83f4a41da4af2b74ef5c53f1d8ac70bdcb7ed1',
      '85ce81bd84359d44254d95629e9855a94a7c1958d1f8ada5d0532ed8a5aa3fb2d17ba70eb6248e594e1a2297acbbb39d',
      '502f1a8c6eb6f1ce22b3de1a1f40cc24554119a831a9aad6079cad88425de6bde1a9187ebb6092cf67bf2b13fd65f270',
      '88d78b7e883c8759d2c4f5c65adb7553878ad575f9fad878e80a0c9ba63bcbcc2732e69485bbc9c90bfbd62481d9089b',
      'eccf80cfe2df16a2cf65bd92dd597b0707e0917af48bbb75fed413d238f5555a7a569d80c3414a8d0859dc65a46128ba',
      'b27af87a71314f318c782b23ebfe808b82b0ce26401d2e22f04d83d1255dc51addd3b75a2b1ae0784504df543af8969b',
      'e3ea7082ff7fc9888c144da2af58429ec96031dbcad3dad9af0dcbaaaf268cb8fcffead94f3c7ca495e056a9b47acdb7',
      '51fb73e666c6c655ade8297297d07ad1ba5e43f1bca32301651339e22904cc8c42f58c30c04aafdb038dda0847dd988d',
      'cda6f3bfd15c4b4c4525004aa06eeff8ca61783aacec57fb3d1f92b0fe2fd1a85f6724517b65e614ad6808d6f6ee34df',
      'f7310fdc82aebfd904b01e1dc54b2927094b2db68d6f903b68401adebf5a7e08d78ff4ef5d63653a65040cf9bfd4aca7',
      '984a74d37145986780fc0b16ac451649de6188a7dbdf191f64b5fc5e2ab47b57f7f7276cd419c17a3ca8e1b939ae49e4',
      '88acba6b965610b5480109c8b17b80e1b7b750dfc7598d5d5011fd2dcc5600a32ef5b52a1ecc820e308aa342721aac09',
      '43bf6686b64b2579376504ccc493d97e6aed3fb0f9cd71a43dd497f01f17c0e2cb3797aa2a2f256656168e6c496afc5f',
      'b93246f6b1116398a346f1a641f3b041e989f7914f90cc2c7fff357876e506b50d334ba77c225bc307ba537152f3f161',
      '0e4eafe595f6d9d90d11faa933a15ef1369546868a7f3a45a96768d40fd9d03412c091c6315cf4fde7cb68606937380d',
      'b2eaaa707b4c4185c32eddcdd306705e4dc1ffc872eeee475a64dfac86aba41c0618983f8741c5ef68d3a101e8a3b8ca',
      'c60c905c15fc910840b94c00a0b9d0',
    ),
    signature: hex(
      '0aab4c900501b3e24d7cdf4663326a3a87df5e4843b2cbdb67cbf6e460fec350',
      'aa5371b1508f9f4528ecea23c436d94b5e8fcd4f681e30a6ac00a9704a188a03',
    ),
  },
  {
    test: 'TEST SHA(abc)',
    seed: hex('833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42'),
    publicKey: hex('ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf'),
    message: hex(
      'ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a',
      '2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f',
    ),
    signature: hex(
      'dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589',
      '09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704',
    ),
  },
]

/** The eight points of small order, then their encodings that are not canonical (C2SP/CCTV, ed25519). */
const SMALL_ORDER = [
  '0100000000000000000000000000000000000000000000000000000000000000',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0000000000000000000000000000000000000000000000000000000000000080',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa',
]
const NOT_CANONICAL = [
  '0100000000000000000000000000000000000000000000000000000000000080',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff',
]

/** Node's own Ed25519, as strict about torsion as the browsers': a real accelerator. */
const platform: Verifier = {
  verify: async (claims) =>
    claims.map(({ publicKey, message, signature }) => {
      const spki = concatBytes(hex('302a300506032b6570032100'), publicKey)
      const key = createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
      return platformVerify(null, message, key, signature)
    }),
}
const saysYes: Verifier = { verify: async (claims) => claims.map(() => true) }
const saysNo: Verifier = { verify: async (claims) => claims.map(() => false) }

async function accepts(verifier: Verifier, publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) {
  const [result] = await checkSignatures(verifier, [{ publicKey, message, signature }])
  return typeof result === 'object'
}

const { Point } = ed25519
const ORDER = Point.Fn.ORDER
const TORSION = Point.fromHex(SMALL_ORDER[6] ?? '')

function leBytes(scalar: bigint): Uint8Array {
  return Uint8Array.from({ length: 32 }, (_, i) => Number((scalar >> BigInt(8 * i)) & 0xffn))
}

function leNumber(bytes: Uint8Array): bigint {
  return bytes.reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
}

/** RFC 8032 section 5.1.6 by hand, with a point of order eight added to R, to the key, or to both. */
function signWithTorsion(message: Uint8Array, inR: boolean, inKey: boolean) {
  const [a, r] = [0x1234567890abcdefn, 0xfedcba0987654321n]
  const key = inKey ? Point.BASE.multiply(a).add(TORSION) : Point.BASE.multiply(a)
  const R = inR ? Point.BASE.multiply(r).add(TORSION) : Point.BASE.multiply(r)
  const publicKey = key.toBytes()
  const k =
    leNumber(
      createHash('sha512')
        .update(concatBytes(R.toBytes(), publicKey, message))
        .digest(),
    ) % ORDER
  return { publicKey, signature: concatBytes(R.toBytes(), leBytes((r + k * a) % ORDER)) }
}

describe('Ed25519', () => {
  it.each(RFC_8032_7_1)('agrees with RFC 8032 section 7.1, $test', async ({ seed, publicKey, message, signature }) => {
    expect(signingKeyFromSeed(seed)).toEqual({ seed, publicKey })
    expect(sign(seed, message)).toEqual(signature)
    expect(verifySync(publicKey, message, signature)).toBe(true)
    expect(await accepts(platform, publicKey, message, signature)).toBe(true)
  })

  it('accepts no signature, message or key with a byte changed', async () => {
    const { publicKey, message, signature } = RFC_8032_7_1[4] ?? expect.unreachable()
    for (const changed of eachByteChanged(signature)) expect(verifySync(publicKey, message, changed)).toBe(false)
    for (const changed of eachByteChanged(message)) expect(verifySync(publicKey, changed, signature)).toBe(false)
    for (const changed of eachByteChanged(publicKey)) expect(verifySync(changed, message, signature)).toBe(false)
    for (const changed of eachByteChanged(signature).slice(0, 8)) {
      expect(await accepts(platform, publicKey, message, changed)).toBe(false)
    }
  })

  it('accepts no S of the group order or above, though it names the same point (RFC 8032 section 5.1.7)', () => {
    const { publicKey, message, signature } = RFC_8032_7_1[0] ?? expect.unreachable()
    const larger = leBytes(leNumber(signature.subarray(32)) + ORDER)
    expect(verifySync(publicKey, message, concatBytes(signature.subarray(0, 32), larger))).toBe(false)
  })

  it('answers keys and signatures of any length with no', async () => {
    const { publicKey, message, signature } = RFC_8032_7_1[1] ?? expect.unreachable()
    for (const key of [publicKey.subarray(1), new Uint8Array(0), byteRange(1, 33), new Uint8Array(1_000_000)]) {
      expect(await accepts(saysYes, key, message, signature)).toBe(false)
    }
    for (const cut of [signature.subarray(1), new Uint8Array(0), concatBytes(signature, utf8('x'))]) {
      expect(await accepts(saysYes, publicKey, message, cut)).toBe(false)
      expect(verifySync(publicKey, message, cut)).toBe(false)
    }
  })

  it('takes no seed of another length', () => {
    expect(() => signingKeyFromSeed(byteRange(1, 31))).toThrow(InvariantError)
    expect(() => sign(byteRange(1, 33), utf8('x'))).toThrow(InvariantError)
  })

  it('keeps its own copy of a seed', () => {
    const seed = byteRange(1, 32)
    const key = signingKeyFromSeed(seed)
    seed.fill(0)
    expect(key.seed).toEqual(byteRange(1, 32))
  })
})

describe('the signature predicate (I16)', () => {
  const message = utf8('all members agree')

  it('accepts a clean key with a torsioned R, which strict verification rejects', async () => {
    const { publicKey, signature } = signWithTorsion(message, true, false)
    expect(await platform.verify([{ publicKey, message, signature }])).toEqual([false])
    expect(verifySync(publicKey, message, signature)).toBe(true)
    expect(await accepts(platform, publicKey, message, signature)).toBe(true)
  })

  it('accepts a clean key with R in an encoding that is not canonical, which strict verification rejects', async () => {
    // R is the identity written with y = p + 1, so r = 0 and S = k a.
    const a = 0x1234567890abcdefn
    const publicKey = Point.BASE.multiply(a).toBytes()
    const R = hex(NOT_CANONICAL[4] ?? '')
    const k =
      leNumber(
        createHash('sha512')
          .update(concatBytes(R, publicKey, message))
          .digest(),
      ) % ORDER
    const signature = concatBytes(R, leBytes((k * a) % ORDER))
    expect(await platform.verify([{ publicKey, message, signature }])).toEqual([false])
    expect(verifySync(publicKey, message, signature)).toBe(true)
    expect(await accepts(platform, publicKey, message, signature)).toBe(true)
  })

  it('rejects a key with torsion, though the equation holds and a platform may say yes', async () => {
    for (const inR of [true, false]) {
      const { publicKey, signature } = signWithTorsion(message, inR, true)
      expect(ed25519.verify(signature, message, publicKey, { zip215: true })).toBe(true)
      expect(isUsablePublicKey(publicKey)).toBe(false)
      expect(verifySync(publicKey, message, signature)).toBe(false)
      expect(await accepts(saysYes, publicKey, message, signature)).toBe(false)
    }
  })

  it.each(SMALL_ORDER)('rejects the small-order key %s, under which anything verifies', async (key) => {
    const anything = concatBytes(hex(SMALL_ORDER[0] ?? ''), new Uint8Array(32))
    expect(ed25519.verify(anything, message, hex(key), { zip215: true })).toBe(true)
    expect(isUsablePublicKey(hex(key))).toBe(false)
    expect(verifySync(hex(key), message, anything)).toBe(false)
    expect(await accepts(saysYes, hex(key), message, anything)).toBe(false)
  })

  it.each(NOT_CANONICAL)('rejects the key %s, which is not canonical', (key) => {
    expect(isUsablePublicKey(hex(key))).toBe(false)
  })

  it('rejects the canonical key of another point written above p', () => {
    // y = 3 is on the curve; y = 3 + p is the same point in the other encoding of 255 bits.
    expect(isUsablePublicKey(leBytes(3n + Point.Fp.ORDER))).toBe(false)
    expect(() => Point.fromBytes(leBytes(3n + Point.Fp.ORDER), true)).not.toThrow()
  })

  it('rejects bytes that are no point', () => {
    expect(isUsablePublicKey(hex(`02${'00'.repeat(31)}`))).toBe(false)
  })

  it('accepts an accelerator’s yes and decides by itself on its no', async () => {
    const { publicKey, message: signed, signature } = RFC_8032_7_1[2] ?? expect.unreachable()
    const wrong = signature.map((byte) => byte ^ 1)
    expect(await accepts(saysNo, publicKey, signed, signature)).toBe(true)
    expect(await accepts(saysNo, publicKey, signed, wrong)).toBe(false)
    expect(await accepts(saysYes, publicKey, signed, wrong)).toBe(true)
  })

  it('says the same of a key at first sight and later', () => {
    const key = signingKeyFromSeed(byteRange(7, 38)).publicKey
    const bad = hex(SMALL_ORDER[4] ?? '')
    for (let round = 0; round < 3; round++) {
      expect([isUsablePublicKey(key), isUsablePublicKey(bad)]).toEqual([true, false])
    }
  })
})

describe('checking signatures', () => {
  const { publicKey, message, signature } = RFC_8032_7_1[2] ?? expect.unreachable()
  const claim = { publicKey, message, signature }

  it('returns what was signed, by whom', async () => {
    expect(await checkSignatures(platform, [claim])).toEqual([{ publicKey, message }])
    expect(checkSignatureSync(publicKey, message, signature)).toEqual({ publicKey, message })
  })

  it('returns the reason where there is no valid signature', async () => {
    const other = { ...claim, message: utf8('another message') }
    const bad = { ...claim, publicKey: hex(SMALL_ORDER[2] ?? '') }
    expect(await checkSignatures(platform, [other])).toEqual(['bad_signature'])
    expect(checkSignatureSync(publicKey, other.message, signature)).toBe('bad_signature')
    expect(await checkSignatures(saysYes, [bad])).toEqual(['bad_public_key'])
    expect(checkSignatureSync(bad.publicKey, message, signature)).toBe('bad_public_key')
  })

  it('gives each of many claims its own answer, and asks the accelerator only what is possible', async () => {
    const wrong = { ...claim, signature: signature.map((byte) => byte ^ 1) }
    const cut = { ...claim, signature: signature.subarray(1) }
    const claims = [cut, claim, wrong, { ...claim, publicKey: hex(SMALL_ORDER[2] ?? '') }, claim, cut]
    const good = { publicKey, message }
    const answers = ['bad_signature', good, 'bad_signature', 'bad_public_key', good, 'bad_signature']
    expect(await checkSignatures(platform, claims)).toEqual(answers)
    const asked: unknown[] = []
    const noting: Verifier = {
      verify: async (given) => {
        asked.push(...given)
        return given.map(() => true)
      },
    }
    expect(await checkSignatures(noting, claims)).toEqual(answers.with(2, good))
    expect(asked).toEqual([claim, wrong, claim])
    expect(await checkSignatures(saysYes, [])).toEqual([])
  })
})
