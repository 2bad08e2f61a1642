/**
 * Whole-engine ingest of events that are wrong in one place, signed and sealed by a real member: nothing
 * throws, what is dropped leaves the database as it was, what is stored is one row of the log each, and
 * every reason there is comes up. Prints the histogram.
 */

import { expect, test } from 'vitest'
import type { DropReason, RejectReason } from '../../engine/base/outcome.ts'
import { createPrng } from '../../platform/sim/prng.ts'
import { type EventRecipe, eventRecipes } from './event-recipes.ts'
import { openFuzzedEngine } from './fuzzed-engine.ts'
import { below } from './mutate.ts'
import { FUZZ_LIMIT_MS, type Histogram, histogramLines, inputsOf, REACHED_AT_LEAST, reasonsOf, SEED } from './target.ts'

const DROPPED = reasonsOf<DropReason>({
  too_short: true,
  too_large: true,
  unknown_version: true,
  length_mismatch: true,
  bad_public_key: true,
  bad_signature: true,
  body_not_canonical: true,
  body_wrong_shape: true,
  kind_mismatch: true,
  not_a_member: true,
  waiting_room_full: true,
  unknown_epochs_full: true,
})
const REJECTED = reasonsOf<RejectReason>({
  dependency_wrong_type: true,
  dependency_rejected: true,
  author_not_bound: true,
  not_authorized: true,
  proof_invalid: true,
  decrypt_failed: true,
  plaintext_malformed: true,
  wrong_plane: true,
  wrong_scope: true,
  value_invalid: true,
})
const REASONS = [
  ...DROPPED.map((reason) => `dropped.${reason}`),
  ...REJECTED.map((reason) => `rejected.${reason}`),
  'stored.valid',
  'stored.blocked',
  'stored.unsupported',
  'stored.husk',
  'known',
  'waiting',
]
const BATCH = 40
/** Then a fresh one: state grows with what is stored. */
const INPUTS_OF_ONE_ENGINE = 4_000

test('what a member can sign is stored, parked or dropped by one of the reasons, and each is reached', {
  timeout: FUZZ_LIMIT_MS,
}, async () => {
  const count = inputsOf({ name: 'ingest', reasons: REASONS, recipes: [], inputs: 4_000 })
  const prng = createPrng(SEED).fork('ingest')
  const histogram: Histogram = new Map(REASONS.map((reason) => [reason, 0]))
  for (let done = 0; done < count; done += INPUTS_OF_ONE_ENGINE) {
    const engine = await openFuzzedEngine(prng.fork(`engine ${done}`))
    for (const outcome of engine.begun) histogram.set(outcome, (histogram.get(outcome) ?? 0) + 1)
    const recipes = eventRecipes(engine.forger)
    const end = Math.min(count, done + INPUTS_OF_ONE_ENGINE)
    for (let at = done; at < end; at += BATCH) {
      // A batch of one kind of outcome, so that a dropped one can be told from what was stored beside it.
      const ofDrops = (at / BATCH) % 2 === 0
      const those = recipes.filter((recipe: EventRecipe) => recipe.isDropped === ofDrops)
      const first = below(prng, those.length)
      const chosen = Array.from({ length: BATCH }, (_, i) => those[(first + i) % those.length] as EventRecipe)
      const events = chosen.flatMap((recipe, i) => recipe.make(prng.fork(`${at + i}`)))
      const before = ofDrops ? engine.fingerprint() : ''
      const stored = engine.stored()
      const outcomes = await engine.receives(events)
      for (const outcome of outcomes) histogram.set(outcome, (histogram.get(outcome) ?? 0) + 1)
      const kept = outcomes.filter((outcome) => /^(stored|rejected)\./.test(outcome)).length
      expect(engine.stored() - stored, `batch at ${at}`).toBe(kept)
      if (ofDrops) {
        expect(kept, `batch at ${at}: ${outcomes.join(' ')}`).toBe(0)
        expect(engine.fingerprint(), `batch at ${at}`).toBe(before)
      }
    }
    await engine.proves()
    engine.ends()
  }
  console.log(histogramLines('ingest', histogram))
  expect([...histogram.keys()].sort()).toEqual([...REASONS].sort())
  for (const [reason, times] of histogram) expect(times, reason).toBeGreaterThanOrEqual(REACHED_AT_LEAST)
})
