/** Checks events for the engine's worker. */

import { checkEvents } from '../../engine/crypto/event-check.ts'
import { consoleLog } from '../web/console-log.ts'
import { createVerifier } from '../web/verifier.ts'
import { type CheckMessage, packChecked, unpackEvents } from './check-messages.ts'

const verifier = createVerifier(consoleLog())

addEventListener('message', async ({ data: { call, network, packed } }: MessageEvent<CheckMessage>) => {
  const message = packChecked(call, packed, await checkEvents(verifier, network, unpackEvents(packed)))
  postMessage(message, [message.packed, message.hashes])
})
