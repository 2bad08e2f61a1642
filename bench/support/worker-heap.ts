/** The JavaScript heap of a page's dedicated workers, by the browser's own debugger. */

import type { Page } from 'playwright'

export interface HeapUse {
  /** Live objects after a collection. */
  readonly used_bytes: number
  /** Array buffers, SQLite's memory among them. */
  readonly backing_bytes: number
}

export interface WorkerHeap {
  /** Collects garbage in the worker attached last, and says what is left. */
  measure(): Promise<HeapUse>
}

interface DebuggerMessage {
  readonly id?: number
  readonly result?: Readonly<Record<string, unknown>>
  readonly error?: { readonly message: string }
}

/** Follows the workers that the page starts from now on. */
export async function watchWorkers(page: Page): Promise<WorkerHeap> {
  const session = await page.context().newCDPSession(page)
  const waiting = new Map<number, (message: DebuggerMessage) => void>()
  let worker = ''
  let calls = 0

  // Playwright hands out sessions of pages only: what is for a worker travels in an envelope.
  session.on('Target.attachedToTarget', ({ sessionId }) => {
    worker = sessionId
  })
  session.on('Target.receivedMessageFromTarget', ({ message }) => {
    const parsed = JSON.parse(message) as DebuggerMessage
    if (parsed.id !== undefined) waiting.get(parsed.id)?.(parsed)
  })
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false })

  const ask = async (method: string): Promise<Readonly<Record<string, unknown>>> => {
    const id = ++calls
    const answered = new Promise<DebuggerMessage>((resolve) => waiting.set(id, resolve))
    await session.send('Target.sendMessageToTarget', { sessionId: worker, message: JSON.stringify({ id, method }) })
    const { result, error } = await answered
    waiting.delete(id)
    if (result === undefined) throw new Error(`${method}: ${error?.message ?? 'no result'}`)
    return result
  }

  return {
    async measure() {
      await ask('HeapProfiler.collectGarbage')
      const { usedSize, backingStorageSize } = await ask('Runtime.getHeapUsage')
      return { used_bytes: Number(usedSize), backing_bytes: Number(backingStorageSize ?? 0) }
    },
  }
}
