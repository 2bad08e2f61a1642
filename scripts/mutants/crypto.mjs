/** Mutants of what signatures, labels and seals must refuse. */

import { edit, HOSTILE, of } from './mutant.mjs'

const signature = of('signature', ['src/engine/crypto', ...HOSTILE])
const agreement = of('usable keys', ['src/engine/crypto/agree.test.ts'])
const checked = of('checked events', ['src/platform/browser/parallel-verifier.test.ts'])
const label = of('label', ['src/engine/crypto', 'src/testing/golden', 'src/engine/sync/have.test.ts'])
const encoding = of('one encoding', ['src/engine/crypto/cbor.test.ts'])
const associated = of('associated data', ['src/engine/seal', 'src/engine/transit', 'src/engine/connect'])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const cryptoMutants = [
  signature(
    'a bad signature is taken as good',
    edit(
      'crypto/event-signature.ts',
      "return typeof result === 'string' ? result : (envelope as SignedEnvelope)",
      'return envelope as SignedEnvelope',
    ),
  ),
  signature(
    'a device signs in the name of another',
    edit(
      'crypto/event-signature.ts',
      "  assert(equalBytes(header.author, key.publicKey), 'a device signs as itself')\n",
      '',
    ),
  ),
  signature(
    "the platform's no is final",
    edit('crypto/sign.ts', 'answers[next++] === true || nobleAccepts(claim)', 'answers[next++] === true'),
  ),
  signature(
    "a signature has another one's answer",
    edit(
      'crypto/sign.ts',
      'answers[next++] === true || nobleAccepts(claim)',
      'answers[0] === true || nobleAccepts(claim)',
    ),
  ),
  signature(
    'a torsioned key is usable',
    edit(
      'crypto/sign.ts',
      'if (point.isSmallOrder() || !point.isTorsionFree()) return false',
      'if (point.isSmallOrder()) return false',
    ),
  ),
  signature(
    'a small-order key is usable',
    edit('crypto/sign.ts', 'if (point.isSmallOrder() || !point.isTorsionFree()) return false', ''),
  ),
  signature(
    'the signature does not cover the body',
    edit(
      'crypto/envelope.ts',
      "return concatBytes(domain('event', network), part.headerBytes, part.bodyHash)",
      "return concatBytes(domain('event', network), part.headerBytes)",
    ),
  ),

  checked(
    "an event has another one's answer",
    edit('crypto/event-check.ts', 'must(checked[next++]', 'must(checked[0]'),
  ),
  checked('what a worker refuses is taken', {
    file: 'src/platform/browser/check-messages.ts',
    find: "    if (reason !== '') return reason\n",
    replace: '',
  }),
  checked(
    'an event is taken for any network',
    edit('crypto/event-check.ts', '? NO_NETWORK : network', '? NO_NETWORK : envelope.header.prev'),
  ),

  encoding('a longer head will do', edit('crypto/cbor.ts', 'argument >= least && ', '')),
  encoding('whatever follows a value', edit('crypto/cbor.ts', ' || reader.at < bytes.length', '')),

  label(
    'events are signed under the label of ids',
    edit('crypto/envelope.ts', "domain('event', network)", "domain('id', network)"),
  ),
  label(
    'ids do not name the network',
    edit('crypto/envelope.ts', "domainHash('id', network,", "domainHash('id', undefined,"),
  ),
  label(
    'proofs are signed under the label of invites',
    edit('events/identity/user.ts', "domain('invite-proof',", "domain('invite',"),
  ),

  associated(
    'a sealed body may be moved under another header',
    edit(
      'seal/content.ts',
      'return sealAead(key, nonce, pad(plaintext), header)',
      'return sealAead(key, nonce, pad(plaintext), new Uint8Array(0))',
    ),
    edit(
      'seal/content.ts',
      'const padded = openAead(key, nonce, body, header)',
      'const padded = openAead(key, nonce, body, new Uint8Array(0))',
    ),
  ),
  associated(
    'a payload may be moved to another topic',
    edit(
      'connect/signalling.ts',
      'pad(plaintext, size - OVERHEAD_BYTES), topic)',
      'pad(plaintext, size - OVERHEAD_BYTES), new Uint8Array(0))',
    ),
    edit(
      'connect/signalling.ts',
      'payload.subarray(AEAD_NONCE_BYTES), topic)',
      'payload.subarray(AEAD_NONCE_BYTES), new Uint8Array(0))',
    ),
  ),
  associated(
    'a wrap does not name its author',
    edit('seal/wrap.ts', '    idBytes(recipient),\n    idBytes(context.author),\n', '    idBytes(recipient),\n'),
  ),
  agreement(
    'a key of order eight is usable',
    edit('crypto/agree.ts', 'doubling < 3; doubling++', 'doubling < 2; doubling++'),
  ),
  agreement(
    'a key is looked at with its highest bit',
    edit('crypto/agree.ts', 'bytesToNumberLE(publicKey) & U_MASK', 'bytesToNumberLE(publicKey)'),
  ),
]
