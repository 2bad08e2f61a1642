/**
 * What `story.ts` has no need of: equality that tells bytes from objects and infinity from null, and the
 * error that was thrown.
 */

function show(value: unknown): string {
  return (
    JSON.stringify(value, (_, inner) => {
      if (inner instanceof Uint8Array) return `bytes:${inner}`
      return typeof inner === 'number' && !Number.isFinite(inner) ? `number:${inner}` : inner
    }) ?? String(value)
  )
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
