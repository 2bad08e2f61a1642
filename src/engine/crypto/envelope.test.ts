/** The envelope: its exact bytes, its limits, and that husk and event are one event. */

import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { concatBytes, toHex, utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import { NO_NETWORK } from './domains.ts'
import {
  type Envelope,
  encodeEvent,
  encodeHeader,
  eventIdOf,
  type Header,
  huskOf,
  MAX_CONTENT_BODY_BYTES,
  MAX_EVENT_BYTES,
  parseEnvelope,
  signingInput,
} from './envelope.ts'
import { sha256 } from './hash.ts'
import { byteRange, eachByteChanged, hex } from './vectors.testing.ts'

const NETWORK = byteRange(200, 231)
const BODY = utf8('body')
const SIGNATURE = byteRange(100, 163)

const CONTROL: Header = {
  version: 1,
  kind: 1,
  author: byteRange(1, 32),
  seq: 0x01020304,
  prev: byteRange(33, 64),
  created_at: 0x0a0b0c0d0e0f,
  body_len: BODY.length,
}
const CONTENT: Header = { ...CONTROL, kind: 2, epoch_id: byteRange(65, 96), nonce: byteRange(97, 120) }

function parsed(bytes: Uint8Array): Envelope {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') throw new Error(`dropped: ${envelope}`)
  return envelope
}

function event(header: Header, body: Uint8Array): Uint8Array {
  return encodeEvent(encodeHeader({ ...header, body_len: body.length }), SIGNATURE, body)
}

/** The bytes of an event whose header says what the encoder would refuse to. */
function eventStating(header: Header, statedLength: number, body: Uint8Array, form = 1): Uint8Array {
  return concatBytes(Uint8Array.of(form), encodeHeader({ ...header, body_len: statedLength }), SIGNATURE, body)
}

function sha(...parts: readonly (string | Uint8Array)[]): Uint8Array {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return new Uint8Array(hash.digest())
}

describe('a header', () => {
  it('of kind 1 is version, kind, author, seq, prev, created_at and body length', () => {
    expect(toHex(encodeHeader(CONTROL))).toBe(
      `01${'01'}${toHex(byteRange(1, 32))}${'01020304'}${toHex(byteRange(33, 64))}${'0a0b0c0d0e0f'}${'000004'}`,
    )
  })

  it('of kinds 2 and 3 names epoch and nonce before the body length', () => {
    for (const kind of [2, 3]) {
      expect(toHex(encodeHeader({ ...CONTENT, kind }))).toBe(
        [
          `010${kind}${toHex(byteRange(1, 32))}01020304${toHex(byteRange(33, 64))}0a0b0c0d0e0f`,
          `${toHex(byteRange(65, 96))}${toHex(byteRange(97, 120))}000004`,
        ].join(''),
      )
    }
  })

  it('of a kind above 3 is that of kind 1 (I18)', () => {
    expect(encodeHeader({ ...CONTROL, kind: 4 }).length).toBe(encodeHeader(CONTROL).length)
    expect(parsed(event({ ...CONTROL, kind: 200 }, BODY)).header).toEqual({ ...CONTROL, kind: 200 })
  })

  it('is not written with a field out of range, or with sealing fields that do not match its kind', () => {
    const wrong: readonly Partial<Header>[] = [
      { version: 2 },
      { kind: 0 },
      { kind: 256 },
      { kind: 2 },
      { author: byteRange(1, 31) },
      { prev: byteRange(1, 33) },
      { seq: -1 },
      { seq: 2 ** 32 },
      { created_at: 2 ** 48 },
      { created_at: 1.5 },
      { body_len: 2 ** 24 },
      { epoch_id: byteRange(1, 32), nonce: byteRange(1, 24) },
    ]
    for (const change of wrong) expect(() => encodeHeader({ ...CONTROL, ...change })).toThrow(InvariantError)
    expect(() => encodeHeader({ ...CONTENT, nonce: byteRange(1, 23) })).toThrow(InvariantError)
    expect(() => encodeHeader({ ...CONTENT, epoch_id: byteRange(1, 33) })).toThrow(InvariantError)
  })

  it('reads back as it was written, at the borders of every field', () => {
    const u = (bits: number) => fc.oneof(fc.constantFrom(0, 2 ** bits - 1), fc.nat(2 ** Math.min(bits, 31) - 1))
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length })
    const common = { version: fc.constant(1), author: bytes(32), prev: bytes(32), seq: u(32), created_at: u(48) }
    const anyHeader: fc.Arbitrary<Omit<Header, 'body_len'>> = fc.oneof(
      fc.record({ ...common, kind: fc.constantFrom(1, 4, 255) }),
      fc.record({ ...common, kind: fc.constantFrom(2, 3), epoch_id: bytes(32), nonce: bytes(24) }),
    )
    fc.assert(
      fc.property(anyHeader, fc.uint8Array({ maxLength: 300 }), (fields, body) => {
        const header = { ...fields, body_len: body.length }
        const envelope = parsed(encodeEvent(encodeHeader(header), SIGNATURE, body))
        expect(envelope.header).toEqual(header)
        expect(envelope.body).toEqual(body)
      }),
    )
  })
})

describe('an event', () => {
  it.each([CONTROL, CONTENT])('is form, header, signature and body', (header) => {
    const bytes = event(header, BODY)
    expect(bytes).toEqual(concatBytes(Uint8Array.of(1), encodeHeader(header), SIGNATURE, BODY))
    expect(parsed(bytes)).toEqual({
      form: 1,
      header,
      headerBytes: encodeHeader(header),
      signature: SIGNATURE,
      body: BODY,
      bodyHash: sha256(BODY),
      bytes,
    })
  })

  it('is signed over label, network, header and body hash', () => {
    const envelope = parsed(event(CONTENT, BODY))
    expect(signingInput(NETWORK, envelope)).toEqual(
      concatBytes(utf8('sotto/v1/event\0'), NETWORK, encodeHeader(CONTENT), sha(BODY)),
    )
  })

  it('has the hash of label, network, header, body hash and signature as its id', () => {
    const envelope = parsed(event(CONTENT, BODY))
    const expected = sha('sotto/v1/id\0', NETWORK, encodeHeader(CONTENT), sha(BODY), SIGNATURE)
    expect(eventIdOf(NETWORK, envelope)).toEqual(expected)
  })

  it('that is a network’s root is signed and hashed with 32 zero bytes for the network', () => {
    const root = parsed(event(CONTROL, BODY))
    const zeros = new Uint8Array(32)
    expect(signingInput(NO_NETWORK, root).subarray(15, 47)).toEqual(zeros)
    expect(eventIdOf(NO_NETWORK, root)).toEqual(
      sha('sotto/v1/id\0', zeros, encodeHeader(CONTROL), sha(BODY), SIGNATURE),
    )
  })

  it('has another id with any byte changed, and another signing input unless only the signature changed', () => {
    for (const header of [CONTROL, CONTENT]) {
      const bytes = event(header, BODY)
      const [id, input] = [toHex(eventIdOf(NETWORK, parsed(bytes))), toHex(signingInput(NETWORK, parsed(bytes)))]
      const signatureAt = 1 + encodeHeader(header).length
      eachByteChanged(bytes).forEach((changed, at) => {
        const envelope = parseEnvelope(changed)
        if (typeof envelope === 'string') return
        expect(toHex(eventIdOf(NETWORK, envelope)), `byte ${at}`).not.toBe(id)
        const isSignature = at >= signatureAt && at < signatureAt + 64
        expect(toHex(signingInput(NETWORK, envelope)) === input, `byte ${at}`).toBe(isSignature)
      })
      expect(toHex(eventIdOf(NO_NETWORK, parsed(bytes)))).not.toBe(id)
    }
  })

  it('is not written with a signature or body other than its header announces', () => {
    const headerBytes = encodeHeader(CONTROL)
    expect(() => encodeEvent(headerBytes, SIGNATURE, utf8('longer body'))).toThrow(InvariantError)
    expect(() => encodeEvent(headerBytes, SIGNATURE.subarray(1), BODY)).toThrow(InvariantError)
    expect(() => encodeEvent(headerBytes.subarray(1), SIGNATURE, BODY)).toThrow(InvariantError)
  })
})

describe('a husk', () => {
  it('is form, header, signature and body hash, 232 bytes for content', () => {
    const husk = huskOf(parsed(event(CONTENT, BODY)))
    expect(husk).toEqual(concatBytes(Uint8Array.of(2), encodeHeader(CONTENT), SIGNATURE, sha(BODY)))
    expect(husk.length).toBe(232)
  })

  it('has the id and the signing input of its event, and no body', () => {
    for (const header of [CONTROL, CONTENT]) {
      const whole = parsed(event(header, BODY))
      const husk = parsed(huskOf(whole))
      expect(husk.form).toBe(2)
      expect('body' in husk).toBe(false)
      expect(eventIdOf(NETWORK, husk)).toEqual(eventIdOf(NETWORK, whole))
      expect(signingInput(NETWORK, husk)).toEqual(signingInput(NETWORK, whole))
      expect(huskOf(husk)).toEqual(husk.bytes)
    }
  })

  it('has the id of no event with another body', () => {
    const husk = parsed(huskOf(parsed(event(CONTENT, BODY))))
    for (const changed of eachByteChanged(BODY)) {
      expect(eventIdOf(NETWORK, parsed(event(CONTENT, changed)))).not.toEqual(eventIdOf(NETWORK, husk))
    }
  })
})

describe('parsing drops', () => {
  const largestControl = MAX_EVENT_BYTES - 1 - 79 - 64

  it('what is larger than 60 KiB, before reading any of it', () => {
    expect(parseEnvelope(new Uint8Array(MAX_EVENT_BYTES + 1))).toBe('too_large')
    expect(parsed(event(CONTROL, new Uint8Array(largestControl))).bytes.length).toBe(MAX_EVENT_BYTES)
    expect(parseEnvelope(event(CONTROL, new Uint8Array(largestControl + 1)))).toBe('too_large')
  })

  it('content with a body above 32 KiB and its padding', () => {
    expect(MAX_CONTENT_BODY_BYTES).toBe(34 * 1024 + 16)
    expect(parsed(event(CONTENT, new Uint8Array(MAX_CONTENT_BODY_BYTES))).header.kind).toBe(2)
    expect(parseEnvelope(event(CONTENT, new Uint8Array(MAX_CONTENT_BODY_BYTES + 1)))).toBe('too_large')
    expect(parsed(event({ ...CONTENT, kind: 3 }, new Uint8Array(MAX_CONTENT_BODY_BYTES + 1))).header.kind).toBe(3)
  })

  it('a husk of an event that would have been too large', () => {
    const hash = sha(BODY)
    expect(parsed(eventStating(CONTROL, largestControl, hash, 2)).form).toBe(2)
    expect(parseEnvelope(eventStating(CONTROL, largestControl + 1, hash, 2))).toBe('too_large')
    expect(parseEnvelope(eventStating(CONTENT, MAX_CONTENT_BODY_BYTES + 1, hash, 2))).toBe('too_large')
  })

  it('a body shorter or longer than announced', () => {
    expect(parseEnvelope(eventStating(CONTROL, 4, utf8('bod')))).toBe('length_mismatch')
    expect(parseEnvelope(eventStating(CONTROL, 4, utf8('bodyy')))).toBe('length_mismatch')
    expect(parseEnvelope(eventStating(CONTROL, 4, new Uint8Array(31), 2))).toBe('length_mismatch')
    expect(parseEnvelope(eventStating(CONTROL, 4, new Uint8Array(33), 2))).toBe('length_mismatch')
  })

  it('what ends before its signature does', () => {
    const bytes = event(CONTENT, new Uint8Array(0))
    for (let length = 0; length < bytes.length; length++) {
      expect(parseEnvelope(bytes.subarray(0, length))).toBe('too_short')
    }
    expect(typeof parseEnvelope(bytes)).toBe('object')
  })

  it('forms, versions and kinds that do not exist', () => {
    const bytes = event(CONTROL, BODY)
    const withByte = (at: number, value: number) => bytes.map((byte, i) => (i === at ? value : byte))
    expect(parseEnvelope(withByte(0, 0))).toBe('unknown_version')
    expect(parseEnvelope(withByte(0, 3))).toBe('unknown_version')
    expect(parseEnvelope(withByte(1, 2))).toBe('unknown_version')
    expect(parseEnvelope(withByte(2, 0))).toBe('kind_mismatch')
  })

  it('or returns for any bytes, and never throws', () => {
    const start = fc.constantFrom(hex('010101'), hex('010102'), hex('020103'), hex('0101ff'), hex('020101'))
    fc.assert(
      fc.property(start, fc.uint8Array({ maxLength: 400 }), (head, tail) => {
        const envelope = parseEnvelope(concatBytes(head, tail))
        if (typeof envelope === 'string') return
        expect(encodeHeader(envelope.header)).toEqual(envelope.headerBytes)
      }),
      { numRuns: 2000 },
    )
  })
})
