/**
 * One clock for two pages. Each page has its own monotonic clock, finer than a millisecond, whose origin
 * it has read from the system's clock at some moment of its own; the system's clock itself is common to
 * all processes and tells milliseconds only. So stamps are monotonic time, set right by how far the page
 * is ahead of the system at the very moments when the system's clock turns over.
 */

/** Milliseconds since the epoch by this page's monotonic clock. */
export const pageTime = (): number => performance.timeOrigin + performance.now()

const TICKS = 40

/** How far {@link pageTime} is ahead of the system's clock, in ms. Busy for 40 ms. */
export function clockAhead(): number {
  let least = Number.POSITIVE_INFINITY
  for (let tick = 0; tick < TICKS; tick++) {
    const before = Date.now()
    let now = before
    while (now === before) now = Date.now()
    least = Math.min(least, pageTime() - now) // never too small: a late look only makes it larger
  }
  return least
}
