import { describe, expect, test } from 'vitest'
import { createPrng } from '../../platform/sim/prng.ts'
import { toHex } from '../base/bytes.ts'
import { InvariantError, must } from '../base/errors.ts'
import { type EpochId, idBytes, type NetworkId, type PeerId } from '../base/ids.ts'
import { type CborValue, decodeCanonical, encodeCanonical } from '../crypto/cbor.ts'
import { signingKeyFromSeed } from '../crypto/sign.ts'
import { MAX_REQUESTED_KEYS, makeKeyRequest, readKeyRequest } from './key-request.ts'

const NETWORK = 'a'.repeat(64) as NetworkId
const random = createPrng('key request')
const key = signingKeyFromSeed(random.bytes(32))
const device = toHex(key.publicKey) as PeerId
const epochs = ['3', '1', '2'].map((digit) => digit.repeat(64) as EpochId)
const request = makeKeyRequest(NETWORK, key.seed, device, epochs, random)

/** The request with its fields changed, under the old signature. */
function withFields(change: (fields: CborValue[]) => void): Uint8Array {
  const fields = [...(must(decodeCanonical(request), 'canonical').value as CborValue[])]
  change(fields)
  return encodeCanonical(fields)
}

describe('a request for keys', () => {
  test('names epochs, each once, under the signature of its device', () => {
    expect(readKeyRequest(NETWORK, request)).toEqual({ device, epochs: [...epochs].sort() })
  })

  test('is another one each time, though it asks for the same', () => {
    expect(makeKeyRequest(NETWORK, key.seed, device, epochs, random)).not.toEqual(request)
  })

  test('is nothing in another network, or with a byte changed', () => {
    expect(readKeyRequest('c'.repeat(64) as NetworkId, request)).toBe('key_request_signature')
    for (let at = 0; at < request.length; at++) {
      const changed = request.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(typeof readKeyRequest(NETWORK, changed)).toBe('string')
    }
  })

  test('speaks for nobody but its signer', () => {
    const forged = makeKeyRequest(NETWORK, random.bytes(32), device, epochs, random)
    expect(readKeyRequest(NETWORK, forged)).toBe('key_request_signature')
  })

  test('is malformed with no epoch, too many, out of order or twice the same', () => {
    const of = (...digits: readonly string[]) => digits.map((digit) => idBytes(digit.repeat(64)))
    const tooMany = Array.from({ length: MAX_REQUESTED_KEYS + 1 }, (_, i) => idBytes(i.toString(16).padStart(64, '0')))
    for (const list of [[], of('2', '1'), of('1', '1'), tooMany, [new Uint8Array(31)], ['x']] as CborValue[]) {
      expect(
        readKeyRequest(
          NETWORK,
          withFields((fields) => fields.splice(2, 1, list)),
        ),
      ).toBe('key_request_malformed')
    }
    expect(
      readKeyRequest(
        NETWORK,
        withFields((fields) => fields.push(1)),
      ),
    ).toBe('key_request_malformed')
    expect(readKeyRequest(NETWORK, new Uint8Array(0))).toBe('key_request_malformed')
  })

  test('is not made for nothing, nor for more than it may name', () => {
    expect(() => makeKeyRequest(NETWORK, key.seed, device, [], random)).toThrow(InvariantError)
    const many = Array.from({ length: MAX_REQUESTED_KEYS + 1 }, () => epochs[0] as EpochId)
    expect(() => makeKeyRequest(NETWORK, key.seed, device, many, random)).toThrow(InvariantError)
  })
})
