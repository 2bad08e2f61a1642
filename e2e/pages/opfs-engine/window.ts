/** One engine in a worker that can be killed: calls go in, answers and notices come out. */

import {
  type Ask,
  type FromWorker,
  type Method,
  NOTICE_BINDING,
  type Notice,
  type OpfsEngine,
  type Outcome,
} from './protocol.ts'

export interface OpfsEnginePage {
  /** The first call starts the worker. @throws Error whose message is the code of the failure */
  call<M extends Method>(method: M, ...args: Parameters<OpfsEngine[M]>): ReturnType<OpfsEngine[M]>
  /** Kills the worker; what was asked of it is never answered. The next call starts another one. */
  kill(): void
}

let worker: Worker | undefined
let calls = 0
const asked = new Map<number, (outcome: Outcome) => void>()

function tell(notice: Notice): void {
  const binding: unknown = Reflect.get(globalThis, NOTICE_BINDING)
  if (typeof binding === 'function') Reflect.apply(binding, undefined, [notice])
}

function start(): Worker {
  const started = new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module' })
  started.addEventListener('message', ({ data }: MessageEvent<FromWorker>) => {
    if ('notice' in data) tell(data.notice)
    else asked.get(data.call)?.(data.outcome)
  })
  return started
}

const page: OpfsEnginePage = {
  call(method, ...args) {
    worker ??= start()
    const call = ++calls
    const answered = new Promise<Outcome>((resolve) => asked.set(call, resolve))
    worker.postMessage({ call, method, args } satisfies Ask)
    return answered.then((outcome) => {
      asked.delete(call)
      if (!outcome.ok) throw new Error(outcome.code)
      return outcome.value
    }) as ReturnType<OpfsEngine[typeof method]>
  },
  kill() {
    worker?.terminate()
    worker = undefined
    asked.clear()
  },
}

Object.assign(globalThis, { page })
