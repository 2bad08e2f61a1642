/**
 * A later task of the event loop, without the four milliseconds that browsers add to nested timers: a
 * message to oneself, queued behind the messages that have come before.
 */

export function createNextTask(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel()
  const waiting: (() => void)[] = []
  port1.addEventListener('message', () => waiting.shift()?.())
  port1.start()
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve)
      port2.postMessage(undefined)
    })
}
