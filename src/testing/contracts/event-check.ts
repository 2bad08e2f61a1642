/** What a `Verifier` that checks events does: what the engine's own check would have, with the bytes it was given. */

import { toHex } from '../../engine/base/bytes.ts'
import { must } from '../../engine/base/errors.ts'
import type { DropReason } from '../../engine/base/outcome.ts'
import type { CheckedEvent, Verifier } from '../../engine/base/ports.ts'
import {
  ENVELOPE_VERSION,
  eventIdOf,
  huskOf,
  KIND_CONTENT,
  KIND_STATE,
  parseEnvelope,
} from '../../engine/crypto/envelope.ts'
import { signEvent } from '../../engine/crypto/event-signature.ts'
import { sha256 } from '../../engine/crypto/hash.ts'
import { signingKeyFromSeed } from '../../engine/crypto/sign.ts'
import { same } from './expect.ts'
import type { ContractStory } from './story.ts'

const NETWORK = new Uint8Array(32).fill(0xaa)
const AUTHOR = signingKeyFromSeed(new Uint8Array(32).fill(1))
const SIGNATURE_AT = 136

function eventAt(seq: number, kind = KIND_CONTENT, author = AUTHOR.publicKey): Uint8Array {
  const body = new Uint8Array(80 + seq).fill(seq)
  const header = { version: ENVELOPE_VERSION, kind, author, seq, prev: new Uint8Array(32), created_at: 1_000 + seq }
  const sealing = { epoch_id: new Uint8Array(32), nonce: new Uint8Array(24), body_len: body.length }
  return signEvent(AUTHOR.seed, NETWORK, { ...header, ...sealing }, body)
}

function husk(bytes: Uint8Array): Uint8Array {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') throw new Error(envelope)
  return huskOf(envelope)
}

const flipped = (bytes: Uint8Array, at: number) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte))

/** Good ones, and each way of being bad that a check can meet, mixed. */
const MIXED: readonly (readonly [bytes: Uint8Array, expected: DropReason | ''])[] = [
  [eventAt(1), ''],
  [flipped(eventAt(2), eventAt(2).length - 1), 'bad_signature'],
  [husk(eventAt(3)), ''],
  [husk(eventAt(4, KIND_STATE)), 'kind_mismatch'],
  [eventAt(5, KIND_STATE), ''],
  [new Uint8Array(0), 'too_short'],
  [eventAt(6, KIND_CONTENT, new Uint8Array(32)), 'bad_public_key'],
  [eventAt(7).subarray(0, -1), 'length_mismatch'],
  [flipped(eventAt(8), SIGNATURE_AT + 5), 'bad_signature'],
  [flipped(eventAt(9), 1), 'unknown_version'],
  [eventAt(10), ''],
  [new Uint8Array(70_000), 'too_large'],
  [eventAt(11), ''],
]

const check = (verifier: Verifier, network: Uint8Array, events: readonly Uint8Array[]) =>
  must(verifier.checkEvents, 'a verifier that checks events')(network, events)

const reasonsOf = (answers: readonly (CheckedEvent | DropReason)[]) =>
  answers.map((one) => (typeof one === 'string' ? one : '')).join()

export const eventCheckContract: readonly ContractStory<Verifier>[] = [
  {
    name: 'of events good and bad each gets its own answer, few and many',
    async run(verifier) {
      for (const some of [MIXED, MIXED.slice(0, 5), MIXED.slice(6), []]) {
        const answers = await check(
          verifier,
          NETWORK,
          some.map(([bytes]) => bytes),
        )
        same(reasonsOf(answers), some.map(([, expected]) => expected).join(), 'answers')
      }
    },
  },
  {
    name: 'what is good comes with its bytes, their hash and id',
    async run(verifier) {
      const answers = await check(
        verifier,
        NETWORK,
        MIXED.map(([bytes]) => bytes),
      )
      let good = 0
      for (const [i, one] of answers.entries()) {
        if (typeof one === 'string') continue
        good++
        const bytes = must(MIXED[i], 'its event')[0]
        const envelope = parseEnvelope(bytes)
        if (typeof envelope === 'string') throw new Error(envelope)
        same(toHex(one.bytes), toHex(bytes), 'bytes')
        same(
          toHex(one.bodyHash),
          toHex(envelope.body === undefined ? envelope.bodyHash : sha256(envelope.body)),
          'hash',
        )
        same(toHex(one.id), toHex(eventIdOf(NETWORK, envelope)), 'id')
      }
      same(good, 5, 'good events')
    },
  },
  {
    name: 'what was signed for another network is good in none but that',
    async run(verifier) {
      const events = Array.from({ length: 20 }, (_, seq) => eventAt(seq + 1))
      const answers = await check(verifier, new Uint8Array(32).fill(0xbb), events)
      same(reasonsOf(answers), events.map(() => 'bad_signature').join(), 'answers')
    },
  },
]
