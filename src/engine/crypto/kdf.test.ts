/** HKDF-SHA256 against RFC 5869, and keys derived under labels. */

import { hkdfSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { deriveKey, hkdf, hkdfExpand, hkdfExtract } from './kdf.ts'
import { byteRange, eachByteChanged, hex } from './vectors.testing.ts'

const RFC_5869 = [
  {
    section: 'A.1',
    ikm: new Uint8Array(22).fill(0x0b),
    salt: byteRange(0x00, 0x0c),
    info: byteRange(0xf0, 0xf9),
    prk: hex('077709362c2e32df0ddc3f0dc47bba6390b6c73bb50f9c3122ec844ad7c2b3e5'),
    okm: hex('3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865'),
  },
  {
    section: 'A.2',
    ikm: byteRange(0x00, 0x4f),
    salt: byteRange(0x60, 0xaf),
    info: byteRange(0xb0, 0xff),
    prk: hex('06a6b88c5853361a06104c9ceb35b45cef760014904671014a193f40c15fc244'),
    okm: hex(
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c',
      '59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71',
      'cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ),
  },
  {
    section: 'A.3',
    ikm: new Uint8Array(22).fill(0x0b),
    salt: new Uint8Array(0),
    info: new Uint8Array(0),
    prk: hex('19ef24a32c717b167f33a91d6f648bdf96596776afdb6377ac434c1c293ccb04'),
    okm: hex('8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8'),
  },
]

describe('hkdf', () => {
  it.each(RFC_5869)('agrees with RFC 5869 appendix $section', ({ ikm, salt, info, prk, okm }) => {
    expect(hkdfExtract(salt, ikm)).toEqual(prk)
    expect(hkdfExpand(prk, info, okm.length)).toEqual(okm)
    expect(hkdf(ikm, salt, info, okm.length)).toEqual(okm)
  })

  it.each(RFC_5869)(
    'of RFC 5869 appendix $section changes with every byte of its input',
    ({ ikm, salt, info, okm }) => {
      for (const changed of eachByteChanged(ikm)) expect(hkdf(changed, salt, info, okm.length)).not.toEqual(okm)
      for (const changed of eachByteChanged(salt)) expect(hkdf(ikm, changed, info, okm.length)).not.toEqual(okm)
      for (const changed of eachByteChanged(info)) expect(hkdf(ikm, salt, changed, okm.length)).not.toEqual(okm)
    },
  )
})

describe('deriveKey', () => {
  const secret = byteRange(1, 32)
  const network = byteRange(101, 132)

  it('is HKDF without salt, with label, zero byte, network and context as info', () => {
    const info = Buffer.concat([utf8('sotto/v1/transit-key\0'), network, utf8('initiator')])
    const expected = new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(0), info, 32))
    expect(deriveKey('transit-key', network, secret, utf8('initiator'))).toEqual(expected)
  })

  it('gives unrelated keys for other labels, networks, secrets and contexts', () => {
    const keys = [
      deriveKey('invite', undefined, secret),
      deriveKey('lobby', undefined, secret),
      deriveKey('link-wrap', undefined, secret),
      deriveKey('lobby', network, secret),
      deriveKey('lobby', network, network),
      deriveKey('lobby', network, secret, utf8('a')),
    ]
    expect(new Set(keys.map(String)).size).toBe(keys.length)
    for (const key of keys) expect(key.length).toBe(32)
  })
})
