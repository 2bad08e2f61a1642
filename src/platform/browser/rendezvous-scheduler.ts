/** Time for the rendezvous code: monotonic milliseconds and timers, so that tests drive both by hand. */

export interface Scheduler {
  now(): number
  /** Runs the action later, never from inside the call; the returned function cancels it. */
  after(delay_ms: number, action: () => void): () => void
}

export const hostScheduler: Scheduler = {
  now: () => performance.now(),
  after(delay_ms, action) {
    const timer = setTimeout(action, delay_ms)
    return () => clearTimeout(timer)
  },
}
