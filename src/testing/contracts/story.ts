/**
 * What a contract suite is made of: named stories over a world, and two assertions that need no test
 * runner, so that the same story runs in vitest, in a page and in a worker.
 */

export interface ContractStory<World> {
  /** A fact in the present tense. */
  readonly name: string
  /** @throws Error when the implementation breaks the contract */
  run(world: World): Promise<void>
}

export function check(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`contract: ${what}`)
}

/** Structural equality of JSON data. */
export function equal(actual: unknown, expected: unknown, what: string): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)]
  if (a !== b) throw new Error(`contract: ${what}: got ${a?.slice(0, 400)}, expected ${b?.slice(0, 400)}`)
}
