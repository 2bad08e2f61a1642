/**
 * The assertions of contract suites. Suites run under vitest, and inside workers and windows of a real
 * browser, where no test runner exists: a failed expectation is a thrown error in both.
 */

function show(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (inner instanceof Uint8Array ? `bytes:${inner}` : inner)) ?? String(value)
}

export function same(actual: unknown, expected: unknown, what: string): void {
  if (show(actual) !== show(expected)) throw new Error(`${what}: ${show(actual)}, expected ${show(expected)}`)
}

/** What `act` throws. @throws Error when it does not throw */
export function thrown(act: () => unknown, what: string): Error {
  try {
    act()
  } catch (error) {
    if (error instanceof Error) return error
    throw new Error(`${what}: threw something that is no Error`)
  }
  throw new Error(`${what}: did not throw`)
}
