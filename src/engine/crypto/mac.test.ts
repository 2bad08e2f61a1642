/** HMAC-SHA256 against RFC 4231, and MACs under labels. */

import { describe, expect, it } from 'vitest'
import { concatBytes, utf8 } from '../base/bytes.ts'
import { domain } from './domains.ts'
import { domainMac, hmacSha256 } from './mac.ts'
import { byteRange, eachByteChanged, hex } from './vectors.testing.ts'

const RFC_4231 = [
  {
    section: '4.2',
    key: new Uint8Array(20).fill(0x0b),
    data: utf8('Hi There'),
    mac: hex('b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7'),
  },
  {
    section: '4.3',
    key: utf8('Jefe'),
    data: utf8('what do ya want for nothing?'),
    mac: hex('5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843'),
  },
  {
    section: '4.4',
    key: new Uint8Array(20).fill(0xaa),
    data: new Uint8Array(50).fill(0xdd),
    mac: hex('773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe'),
  },
  {
    section: '4.5',
    key: byteRange(0x01, 0x19),
    data: new Uint8Array(50).fill(0xcd),
    mac: hex('82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b'),
  },
  {
    section: '4.7',
    key: new Uint8Array(131).fill(0xaa),
    data: utf8('Test Using Larger Than Block-Size Key - Hash Key First'),
    mac: hex('60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54'),
  },
]

describe('hmacSha256', () => {
  it.each(RFC_4231)('agrees with RFC 4231 section $section', ({ key, data, mac }) => {
    expect(hmacSha256(key, data)).toEqual(mac)
  })

  it.each(RFC_4231)('of RFC 4231 section $section changes with every byte of key and data', ({ key, data, mac }) => {
    for (const changed of eachByteChanged(key)) expect(hmacSha256(changed, data)).not.toEqual(mac)
    for (const changed of eachByteChanged(data)) expect(hmacSha256(key, changed)).not.toEqual(mac)
  })
})

describe('domainMac', () => {
  it('is HMAC over label, zero byte, network and parts', () => {
    const [key, network] = [byteRange(1, 32), byteRange(33, 64)]
    expect(domainMac('topic', network, key, utf8('a'), utf8('b'))).toEqual(
      hmacSha256(key, concatBytes(domain('topic', network), utf8('ab'))),
    )
    expect(domainMac('topic', network, key)).not.toEqual(domainMac('sdp', network, key))
  })
})
