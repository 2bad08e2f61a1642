/**
 * What the platform alone did when it was measured in calm: the design's table of measurements (two
 * shared cores, Debian 12, Chromium 156). A floor at less than half of it says more about the hour than
 * about the platform.
 */

import type { Known } from '../report.ts'

export const KNOWN = {
  /** Ed25519 by the platform, 500 bytes, many under way. */
  verify_per_s: { value: 21_500, better: 'higher' },
  /** XChaCha20-Poly1305 of 500 bytes. */
  open_per_s: { value: 76_000, better: 'higher' },
  /** Rows of an id and 500 bytes, in one transaction. */
  insert_per_s: { value: 45_000, better: 'higher' },
  /** 500 bytes there and back over a data channel. */
  channel_rtt_ms: { value: 0.6, better: 'lower' },
} as const satisfies Readonly<Record<string, Known>>
