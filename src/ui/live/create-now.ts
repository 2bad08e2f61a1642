/** The present, to the minute, as a signal: one timer for the whole window. */

import { type Accessor, createSignal } from 'solid-js'

const TICK_MS = 30_000
const [now, setNow] = createSignal(Date.now())
let isTicking = false

/** Milliseconds since the epoch, renewed every half minute. */
export function createNow(): Accessor<number> {
  if (!isTicking) {
    isTicking = true
    setInterval(() => setNow(Date.now()), TICK_MS)
  }
  return now
}
