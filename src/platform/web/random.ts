/** The `Random` port over Web Crypto, which browsers, workers and Node share. */

import type { Random } from '../../engine/base/ports.ts'

/** What one call of getRandomValues gives at most (Web Crypto, section 10.1.1). */
const QUOTA_BYTES = 65536

export const systemRandom: Random = {
  bytes(length) {
    const bytes = new Uint8Array(length)
    for (let at = 0; at < length; at += QUOTA_BYTES) crypto.getRandomValues(bytes.subarray(at, at + QUOTA_BYTES))
    return bytes
  },
}
