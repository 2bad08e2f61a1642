/** Sealed frames: each is processed at most once, by the end it was meant for. */

import { describe, expect, it } from 'vitest'
import { utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import { MAX_FRAME_BYTES } from '../base/ports.ts'
import { sha256 } from '../crypto/hash.ts'
import { createTransit, MAX_PLAINTEXT_BYTES } from './frames.ts'
import type { FrameKeys } from './keys.ts'
import { NETWORK, OTHER_NETWORK } from './two-ends.testing.ts'

const forth = sha256(utf8('forth'))
const back = sha256(utf8('back'))
const initiator: FrameKeys = { network_id: NETWORK, role: 'initiator', send: forth, receive: back }
const responder: FrameKeys = { network_id: NETWORK, role: 'responder', send: back, receive: forth }

function ends() {
  return { alice: createTransit(initiator), bob: createTransit(responder) }
}

describe('a sealed frame', () => {
  it('opens at the other end, in both directions', () => {
    const { alice, bob } = ends()
    expect(bob.open(alice.seal(utf8('one')))).toEqual({ ok: true, plaintext: utf8('one'), skipped: 0 })
    expect(alice.open(bob.seal(utf8('two')))).toEqual({ ok: true, plaintext: utf8('two'), skipped: 0 })
  })

  it('opens once: a repeated frame is refused, also after later ones', () => {
    const { alice, bob } = ends()
    const first = alice.seal(utf8('one'))
    const second = alice.seal(utf8('two'))
    expect(bob.open(first).ok).toBe(true)
    expect(bob.open(first)).toEqual({ ok: false, reason: 'frame_not_newer' })
    expect(bob.open(second).ok).toBe(true)
    expect(bob.open(first)).toEqual({ ok: false, reason: 'frame_not_newer' })
  })

  it('that comes late is refused, and the gap it left is reported', () => {
    const { alice, bob } = ends()
    const [late, , , last] = ['1', '2', '3', '4'].map((text) => alice.seal(utf8(text)))
    if (late === undefined || last === undefined) throw new Error('four frames')
    expect(bob.open(last)).toEqual({ ok: true, plaintext: utf8('4'), skipped: 3 })
    expect(bob.open(late)).toEqual({ ok: false, reason: 'frame_not_newer' })
  })

  it('does not open when reflected to its sender', () => {
    const { alice } = ends()
    expect(alice.open(alice.seal(utf8('one')))).toEqual({ ok: false, reason: 'frame_not_sealed' })
  })

  it('does not open at its sender even if both directions had one key', () => {
    const one = createTransit({ ...initiator, receive: forth })
    expect(one.open(one.seal(utf8('one')))).toEqual({ ok: false, reason: 'frame_not_sealed' })
  })

  it('does not open under another counter, another network, or with a bit changed', () => {
    const { alice, bob } = ends()
    const frame = alice.seal(utf8('one'))
    for (const at of [5, 6, frame.length - 1]) {
      const changed = frame.slice()
      changed[at] = (changed[at] ?? 0) ^ 2
      expect(bob.open(changed)).toEqual({ ok: false, reason: 'frame_not_sealed' })
    }
    const elsewhere = createTransit({ ...responder, network_id: OTHER_NETWORK })
    expect(elsewhere.open(frame)).toEqual({ ok: false, reason: 'frame_not_sealed' })
    expect(bob.open(frame).ok).toBe(true)
  })

  it('that does not open cannot push the counter ahead', () => {
    const { alice, bob } = ends()
    const forged = alice.seal(utf8('one'))
    forged.fill(0xff, 0, 6)
    expect(bob.open(forged).ok).toBe(false)
    expect(bob.open(alice.seal(utf8('two')))).toMatchObject({ ok: true, skipped: 1 })
  })

  it('is at most 64 KiB: the largest plaintext fits exactly', () => {
    const { alice, bob } = ends()
    const frame = alice.seal(new Uint8Array(MAX_PLAINTEXT_BYTES))
    expect(frame.length).toBe(MAX_FRAME_BYTES)
    expect(bob.open(frame).ok).toBe(true)
    expect(() => alice.seal(new Uint8Array(MAX_PLAINTEXT_BYTES + 1))).toThrow(InvariantError)
    expect(bob.open(new Uint8Array(MAX_FRAME_BYTES + 1))).toEqual({ ok: false, reason: 'frame_too_large' })
    expect(bob.open(new Uint8Array(21))).toEqual({ ok: false, reason: 'frame_too_short' })
  })
})
