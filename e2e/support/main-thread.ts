/**
 * What a page's own thread is busy with, by the browser's trace. A task is measured by the time its thread ran: how
 * long it took by the clock says as much about what else runs on the machine.
 */

import type { Page } from 'playwright/test'

export interface Task {
  readonly cpu_ms: number
  readonly wall_ms: number
}

export interface MainThread {
  /** Ends the trace. @returns the tasks since its start that took this long by the clock */
  longTasks(least_ms: number): Promise<readonly Task[]>
}

interface TraceEvent {
  readonly name: string
  readonly ph: string
  readonly pid: number
  readonly tid: number
  /** Microseconds, by the clock and of the thread. */
  readonly dur?: number
  readonly tdur?: number
  readonly args?: { readonly name?: string }
}

const TASK = 'ThreadControllerImpl::RunTask'
const MAIN_THREAD = 'CrRendererMain'
const threadOf = ({ pid, tid }: TraceEvent) => `${pid} ${tid}`

export async function watchMainThread(page: Page): Promise<MainThread> {
  const session = await page.context().newCDPSession(page)
  const events: TraceEvent[] = []
  session.on('Tracing.dataCollected', ({ value }) => events.push(...(value as unknown as TraceEvent[])))
  await session.send('Tracing.start', { traceConfig: { includedCategories: ['toplevel'] } })
  return {
    async longTasks(least_ms) {
      const complete = new Promise((resolve) => session.once('Tracing.tracingComplete', resolve))
      await session.send('Tracing.end')
      await complete
      const threads = new Set(
        events.filter(({ name, args }) => name === 'thread_name' && args?.name === MAIN_THREAD).map(threadOf),
      )
      if (threads.size === 0) throw new Error('the trace knows the main thread')
      return events
        .filter((event) => event.name === TASK && threads.has(threadOf(event)))
        .map(({ dur = 0, tdur = 0 }) => ({ cpu_ms: Math.round(tdur / 1_000), wall_ms: Math.round(dur / 1_000) }))
        .filter(({ wall_ms }) => wall_ms >= least_ms)
    },
  }
}
