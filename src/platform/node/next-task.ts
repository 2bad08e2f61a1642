/** A later task of Node's event loop; does not keep the process alive by itself. */

export function nextTask(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}
