import { describe, expect, it } from 'vitest'
import { toHex } from '../base/bytes.ts'
import { deriveSyncKey } from './key.ts'

describe('a sync key', () => {
  it('has a known value for known link material', () => {
    expect(toHex(deriveSyncKey(Uint8Array.from({ length: 32 }, (_, i) => i)))).toBe('1e3f74562b373db4c83abda9d48dcd9e')
  })

  it('differs for every link', () => {
    expect(toHex(deriveSyncKey(new Uint8Array(32)))).not.toBe(toHex(deriveSyncKey(new Uint8Array(32).fill(1))))
  })
})
