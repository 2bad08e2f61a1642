/** Both AEADs against their specifications; nothing opens that was changed anywhere. */

import { describe, expect, it } from 'vitest'
import { concatBytes, utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import { openAead, openHpkeAead, sealAead, sealHpkeAead } from './aead.ts'
import { byteRange, eachByteChanged, hex } from './vectors.testing.ts'

const SUNSCREEN = utf8(
  "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the future, sunscreen would be it.",
)
const KEY = byteRange(0x80, 0x9f)
const AD = hex('50515253c0c1c2c3c4c5c6c7')

const CASES = [
  {
    name: 'draft-irtf-cfrg-xchacha-03 appendix A.3.1 (XChaCha20-Poly1305)',
    seal: sealAead,
    open: openAead,
    nonce: byteRange(0x40, 0x57),
    ciphertext: hex(
      'bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb',
      '731c7f1b0b4aa6440bf3a82f4eda7e39ae64c6708c54c216cb96b72e1213b452',
      '2f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9',
      '21f9664c97637da9768812f615c68b13b52e',
    ),
    tag: hex('c0875924c1c7987947deafd8780acf49'),
  },
  {
    name: 'RFC 8439 section 2.8.2 (ChaCha20-Poly1305)',
    seal: sealHpkeAead,
    open: openHpkeAead,
    nonce: hex('070000004041424344454647'),
    ciphertext: hex(
      'd31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d6',
      '3dbea45e8ca9671282fafb69da92728b1a71de0a9e060b2905d6a5b67ecd3b36',
      '92ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc',
      '3ff4def08e4b7a9de576d26586cec64b6116',
    ),
    tag: hex('1ae10b594f09e26a7e902ecbd0600691'),
  },
]

describe.each(CASES)('$name', ({ seal, open, nonce, ciphertext, tag }) => {
  const sealed = concatBytes(ciphertext, tag)

  it('seals and opens as published', () => {
    expect(seal(KEY, nonce, SUNSCREEN, AD)).toEqual(sealed)
    expect(open(KEY, nonce, sealed, AD)).toEqual(SUNSCREEN)
  })

  it('does not open with any byte changed, of ciphertext, tag, associated data, nonce or key', () => {
    for (const changed of eachByteChanged(sealed)) expect(open(KEY, nonce, changed, AD)).toBeUndefined()
    for (const changed of eachByteChanged(AD)) expect(open(KEY, nonce, sealed, changed)).toBeUndefined()
    for (const changed of eachByteChanged(nonce)) expect(open(KEY, changed, sealed, AD)).toBeUndefined()
    for (const changed of eachByteChanged(KEY)) expect(open(changed, nonce, sealed, AD)).toBeUndefined()
  })

  it('does not open when cut short at any length', () => {
    for (let length = 0; length < sealed.length; length++) {
      expect(open(KEY, nonce, sealed.subarray(0, length), AD)).toBeUndefined()
    }
  })

  it('seals the empty plaintext', () => {
    const empty = seal(KEY, nonce, new Uint8Array(0), AD)
    expect(empty.length).toBe(16)
    expect(open(KEY, nonce, empty, AD)).toEqual(new Uint8Array(0))
  })

  it('takes no key or nonce of another length', () => {
    expect(() => seal(KEY.subarray(1), nonce, SUNSCREEN, AD)).toThrow(InvariantError)
    expect(() => seal(KEY, nonce.subarray(1), SUNSCREEN, AD)).toThrow(InvariantError)
    expect(() => open(KEY.subarray(1), nonce, sealed, AD)).toThrow(InvariantError)
    expect(() => open(KEY, nonce.subarray(1), sealed, AD)).toThrow(InvariantError)
  })
})
