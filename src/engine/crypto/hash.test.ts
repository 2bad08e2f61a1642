/** SHA-256 against FIPS 180-4, and the layout of hashes under a label. */

import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { concatBytes, utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import { domain, NO_NETWORK } from './domains.ts'
import { domainHash, sha256 } from './hash.ts'
import { eachByteChanged, hex } from './vectors.testing.ts'

const FIPS_180_4 = [
  ['empty message', '', 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'],
  ['one block', 'abc', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  [
    'two blocks',
    'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
    '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
  ],
  ['a million a', 'a'.repeat(1_000_000), 'cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0'],
] as const

describe('sha256', () => {
  it.each(FIPS_180_4)('agrees with FIPS 180-4, NIST example: %s', (_name, message, digest) => {
    expect(sha256(utf8(message))).toEqual(hex(digest))
  })

  it('hashes its parts as one message', () => {
    expect(sha256(utf8('ab'), utf8(''), utf8('c'))).toEqual(sha256(utf8('abc')))
  })

  it('changes with every byte of the message', () => {
    const message = utf8('abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq')
    for (const changed of eachByteChanged(message)) expect(sha256(changed)).not.toEqual(sha256(message))
  })
})

describe('domainHash', () => {
  const network = new Uint8Array(32).fill(9)

  it('is SHA-256 of label, zero byte, network and parts', () => {
    const expected = createHash('sha256').update(`sotto/v1/key-id\0`).update(network).update('K').digest()
    expect(domainHash('key-id', network, utf8('K'))).toEqual(new Uint8Array(expected))
    expect(domainHash('key-id', network, utf8('K'))).toEqual(sha256(concatBytes(domain('key-id', network), utf8('K'))))
  })

  it('is SHA-256 of label, zero byte and parts where no network exists', () => {
    expect(domainHash('safety', undefined, utf8('K'))).toEqual(sha256(concatBytes(domain('safety'), utf8('K'))))
  })

  it('separates labels and networks', () => {
    const hashes = [
      domainHash('id', network, utf8('x')),
      domainHash('event', network, utf8('x')),
      domainHash('id', NO_NETWORK, utf8('x')),
    ]
    expect(new Set(hashes.map(String)).size).toBe(3)
  })

  it('takes a network id of 32 bytes and nothing else', () => {
    expect(() => domainHash('id', new Uint8Array(33))).toThrow(InvariantError)
  })
})
