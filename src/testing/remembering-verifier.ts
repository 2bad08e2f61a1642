/**
 * The platform's verifier with a memory: a world shows the same bytes to many devices and to each of
 * them many times, and what was found true once stays true. Only a `true` is remembered, under key,
 * message and signature together, so a changed byte is always asked anew.
 */

import type { SignatureClaim, Verifier } from '../engine/base/ports.ts'
import { createVerifier } from '../platform/web/verifier.ts'

const MAX_REMEMBERED = 60_000

const quiet = { write: () => undefined }

const nameOf = ({ publicKey, message, signature }: SignatureClaim): string =>
  Buffer.concat([publicKey, signature, message]).toString('latin1')

function createRememberingVerifier(verifier: Verifier): Verifier {
  const valid = new Set<string>()
  return {
    async verify(claims) {
      const names = claims.map(nameOf)
      const asked = claims.filter((_, i) => !valid.has(names[i] as string))
      const answers = asked.length === 0 ? [] : await verifier.verify(asked)
      asked.forEach((claim, i) => {
        if (answers[i] === true && valid.size < MAX_REMEMBERED) valid.add(nameOf(claim))
      })
      const isAnswered = new Map(asked.map((claim, i) => [claim, answers[i] === true]))
      return claims.map((claim) => isAnswered.get(claim) ?? true)
    },
  }
}

/** One for all worlds of a test file. */
export const rememberingVerifier: Verifier = createRememberingVerifier(createVerifier(quiet))
