import { expect, test } from 'vitest'
import type { NetworkId } from '../base/ids.ts'
import { encodeCanonical } from '../crypto/cbor.ts'
import { ENVELOPE_VERSION, huskOf, KIND_CONTENT, KIND_CONTROL, KIND_STATE, parseEnvelope } from '../crypto/envelope.ts'
import { signEvent } from '../crypto/event-signature.ts'
import { signingKeyFromSeed } from '../crypto/sign.ts'
import { verifyEventSync } from './verify.ts'

const NETWORK = 'aa'.repeat(32) as NetworkId
const author = signingKeyFromSeed(new Uint8Array(32).fill(1))

function signed(kind: number, body: Uint8Array): Uint8Array {
  const sealing = kind === KIND_CONTROL ? {} : { epoch_id: new Uint8Array(32), nonce: new Uint8Array(24) }
  const chain = { author: author.publicKey, seq: 1, prev: new Uint8Array(32), created_at: 1_767_225_600_000 }
  const header = { version: ENVELOPE_VERSION, kind, ...chain, body_len: body.length, ...sealing }
  return signEvent(author.seed, new Uint8Array(32).fill(0xaa), header, body)
}

function husk(bytes: Uint8Array): Uint8Array {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') throw new Error(envelope)
  return huskOf(envelope)
}

test('content without its body is still its author’s; of nothing else is a body ever taken', () => {
  const control = signed(KIND_CONTROL, encodeCanonical(['of a newer build', 1]))
  const [state, content] = [KIND_STATE, KIND_CONTENT].map((kind) => signed(kind, new Uint8Array(80)))
  if (state === undefined || content === undefined) throw new Error('two sealed events')
  for (const whole of [control, state, content]) expect(verifyEventSync(NETWORK, whole)).toMatchObject({ ok: true })
  expect(verifyEventSync(NETWORK, husk(content))).toMatchObject({ ok: true })
  expect(verifyEventSync(NETWORK, husk(state))).toEqual({ ok: false, reason: 'kind_mismatch' })
  expect(verifyEventSync(NETWORK, husk(control))).toEqual({ ok: false, reason: 'kind_mismatch' })
})
