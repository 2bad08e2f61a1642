/**
 * The hand-driven clock: a queue of actions in time order, ties in the order they were scheduled.
 * Nothing here waits for real time; nothing happens until somebody drives it.
 */

import { assert, must } from '../../engine/base/errors.ts'

export type Cancel = () => void

export interface SimClock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Runs the action at `now + delay_ms`, rounded up to whole milliseconds; 0 still waits for a drive. */
  after(delay_ms: number, action: () => void): Cancel
  /** When the earliest waiting action is due. */
  nextAt(): number | undefined
  /** Runs everything due up to and including `t_ms`, in order, and leaves the clock there. */
  runUntil(t_ms: number): void
}

interface Entry {
  readonly at: number
  readonly order: number
  readonly action: () => void
  cancelled: boolean
}

function isBefore(a: Entry, b: Entry): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order)
}

export function createSimClock(startAt: number): SimClock {
  let now = startAt
  let order = 0
  let running = false
  const heap: Entry[] = [] // binary heap, earliest first

  function push(entry: Entry): void {
    let at = heap.push(entry) - 1
    while (at > 0) {
      const parent = (at - 1) >> 1
      const above = must(heap[parent], 'heap parent')
      if (!isBefore(entry, above)) break
      heap[at] = above
      at = parent
    }
    heap[at] = entry
  }

  function removeFirst(): void {
    const moved = must(heap.pop(), 'heap end')
    if (heap.length === 0) return
    let at = 0
    for (;;) {
      const left = heap[2 * at + 1]
      if (left === undefined) break
      const right = heap[2 * at + 2]
      const useRight = right !== undefined && isBefore(right, left)
      const child = useRight ? right : left
      if (!isBefore(child, moved)) break
      heap[at] = child
      at = 2 * at + (useRight ? 2 : 1)
    }
    heap[at] = moved
  }

  function first(): Entry | undefined {
    while (heap[0]?.cancelled) removeFirst()
    return heap[0]
  }

  return {
    now: () => now,
    after(delay_ms, action) {
      const entry: Entry = { at: now + Math.max(0, Math.ceil(delay_ms)), order: order++, action, cancelled: false }
      push(entry)
      return () => {
        entry.cancelled = true
      }
    },
    nextAt: () => first()?.at,
    runUntil(t_ms) {
      assert(!running, 'the clock is driven from one place, never from inside an action')
      running = true
      try {
        for (let entry = first(); entry !== undefined && entry.at <= t_ms; entry = first()) {
          removeFirst()
          now = entry.at
          entry.action()
        }
      } finally {
        running = false
      }
      now = Math.max(now, t_ms)
    },
  }
}
