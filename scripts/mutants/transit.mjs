/** Mutants of who may carry: handshakes, signalling, frames. */

import { edit, of } from './mutant.mjs'

const link = of('link authentication', ['src/engine/transit', 'src/engine/connect'])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const transitMutants = [
  link(
    'the other end need not be who signalling named',
    edit(
      'transit/handshake.ts',
      "  if (expected.peer_id !== undefined && message.peer_id !== expected.peer_id) return 'wrong_peer'\n",
      '',
    ),
  ),
  link(
    'somebody may sit in the middle',
    edit(
      'transit/handshake.ts',
      "  if (!equalBytes(message.local, fingerprints.remote)) return 'fingerprint_mismatch'\n  if (!equalBytes(message.remote, fingerprints.local)) return 'fingerprint_mismatch'\n",
      '',
    ),
  ),
  link(
    'a CONNECT need not be signed',
    edit(
      'transit/connect-message.ts',
      "  if (!verifySync(idBytes(message.peer_id), signed, signature)) return { ok: false, reason: 'bad_signature' }\n",
      '',
    ),
  ),
  link(
    'signalling need not be signed',
    edit(
      'connect/signal-message.ts',
      'const isSigned = verifySync(idBytes(signal.from), signedBytes(network_id, topic, body), signature)',
      'const isSigned = signature.length > 0',
    ),
  ),
  link(
    'a frame may come twice',
    edit('transit/frames.ts', "      if (counter <= received) return { ok: false, reason: 'frame_not_newer' }\n", ''),
  ),
]
