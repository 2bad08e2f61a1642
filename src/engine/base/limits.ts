/**
 * What one device keeps of others and gives to them at most. A host may set other figures, as tests do: they
 * are this device's own business and no part of what devices agree on.
 */

export interface Limits {
  /** Bytes kept of one author's content; what comes beyond that is declined. */
  readonly author_bytes: number
  /** Bytes of stored events sent to one device in a day, unless twice the set is more. */
  readonly out_bytes: number
}

const MEGABYTE = 1024 * 1024

export const LIMITS: Limits = { author_bytes: 100 * MEGABYTE, out_bytes: 64 * MEGABYTE }
