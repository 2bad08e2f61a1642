/** What the sync benchmark says of one reconciliation, whatever the scheme; and the clock it is measured with. */

export interface Outcome {
  /** Both ways, the events themselves not included. */
  readonly bytes: number
  /** Turns until the last event has arrived, or until both know that nothing differs; two are a round trip. */
  readonly flights: number
  /** Of the end that computes more. */
  readonly cpu_ms: number
  /** Events that never arrive. */
  readonly undelivered: number
}

/** Adds up what each of two ends computes. */
export class Stopwatch {
  readonly #spent: [number, number] = [0, 0]

  measure<T>(end: 0 | 1, work: () => T): T {
    const start_ms = performance.now()
    const result = work()
    this.#spent[end] += performance.now() - start_ms
    return result
  }

  get cpu_ms(): number {
    return Math.max(...this.#spent)
  }
}

/** Both directions by turns: the end whose turn it is. */
export function other(end: 0 | 1): 0 | 1 {
  return end === 0 ? 1 : 0
}
