import { describe, expect, test } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import type { NetworkId } from '../base/ids.ts'
import { contentKey, openBody, sealBody, sealedLength } from './content.ts'

const NETWORK = 'a'.repeat(64) as NetworkId
const nonce = new Uint8Array(24).fill(3)
const key = contentKey(NETWORK, new Uint8Array(32).fill(7))
const plaintext = utf8('hello')
const header = utf8('the header of Alice')

describe('a sealed body', () => {
  test('opens under the key, nonce and header it was sealed with, and has the length foretold', () => {
    const body = sealBody(key, nonce, header, plaintext)
    expect(body.length).toBe(sealedLength(plaintext.length))
    expect(openBody(key, nonce, header, body)).toEqual(plaintext)
  })

  test('does not open under the header of another event', () => {
    const body = sealBody(key, nonce, header, plaintext)
    expect(openBody(key, nonce, utf8('the header of Mallory'), body)).toBeUndefined()
  })

  test('does not open with a key of another network, another nonce, or a changed byte', () => {
    const body = sealBody(key, nonce, header, plaintext)
    const elsewhere = contentKey('b'.repeat(64) as NetworkId, new Uint8Array(32).fill(7))
    expect(openBody(elsewhere, nonce, header, body)).toBeUndefined()
    expect(openBody(key, new Uint8Array(24), header, body)).toBeUndefined()
    const changed = body.slice()
    changed[0] = (changed[0] ?? 0) ^ 1
    expect(openBody(key, nonce, header, changed)).toBeUndefined()
  })

  test('tells only the padded length of what is inside', () => {
    expect(sealedLength(1)).toBe(sealedLength(60))
  })
})
