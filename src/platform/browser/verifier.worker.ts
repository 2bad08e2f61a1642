/** Verifies signatures for the engine's worker. */

import { consoleLog } from '../web/console-log.ts'
import { createVerifier } from '../web/verifier.ts'
import { type AnswersMessage, type ClaimsMessage, unpackClaims } from './claims-message.ts'

const verifier = createVerifier(consoleLog())

addEventListener('message', async ({ data }: MessageEvent<ClaimsMessage>) => {
  const answers = await verifier.verify(unpackClaims(data.packed))
  postMessage({ call: data.call, answers } satisfies AnswersMessage)
})
