/**
 * Every door that takes bytes from outside, below the engine: an answer from a closed union, never an
 * exception, and every answer the union has is given at least a hundred times. Prints the histogram.
 */

import { expect, test } from 'vitest'
import { createPrng } from '../../platform/sim/prng.ts'
import { handshakeTarget } from './handshake-target.ts'
import { linkTarget } from './link-target.ts'
import { signalTarget } from './signal-target.ts'
import { FUZZ_LIMIT_MS, fuzz, histogramLines, inputsOf, REACHED_AT_LEAST, SEED } from './target.ts'
import { cborTarget, frameTarget, haveTarget, keyRequestTarget, syncTarget } from './wire-targets.ts'

for (const target of [
  cborTarget,
  frameTarget,
  syncTarget,
  haveTarget,
  keyRequestTarget,
  linkTarget,
  signalTarget,
  handshakeTarget,
]) {
  test(`${target.name}: whatever comes is answered by one of its reasons, and each is reached`, {
    timeout: FUZZ_LIMIT_MS,
  }, async () => {
    const histogram = await fuzz(target, inputsOf(target), createPrng(SEED).fork(target.name))
    console.log(histogramLines(target.name, histogram))
    expect([...histogram.keys()].sort()).toEqual([...target.reasons].sort())
    for (const [reason, times] of histogram) expect(times, reason).toBeGreaterThanOrEqual(REACHED_AT_LEAST)
  })
}
