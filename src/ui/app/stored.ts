/**
 * Small things this browser remembers for the window: selection, read marks, appearance. A convenience,
 * never the truth: browsers may forbid `localStorage` or fill it up, and nothing may depend on it, so
 * a refusal reads as "nothing stored". Text, begun or posted, and keys live in the engine, whose files forget
 * what is erased; these do not.
 */

export function readStored(key: string): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined
  } catch {
    return undefined // Storage is forbidden here: the same as empty.
  }
}

/** @param value `undefined` forgets. @returns whether the browser kept it */
export function writeStored(key: string, value: string | undefined): boolean {
  try {
    if (value === undefined) localStorage.removeItem(key)
    else localStorage.setItem(key, value)
    return true
  } catch {
    return false // Forbidden or full.
  }
}

/** The parsed JSON under a key, `undefined` where there is none or it is not JSON. */
export function readStoredJson(key: string): unknown {
  const text = readStored(key)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // Written by another version, or by hand.
  }
}
