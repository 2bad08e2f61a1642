/** What the benchmark calls in the page: make the events, then measure ways of taking them in, each in a fresh worker. */

import { decodeFrames } from '../../../e2e/pages/opfs-engine/frames.ts'
import type { Sotto } from '../../../src/engine/api.ts'
import { asIdentity } from '../../../src/engine/base/ids.ts'
import { connect } from '../../../src/rpc/client.ts'
import type { FloorEvent, FloorResult } from '../../floor/ingest.ts'
import {
  type Answer,
  type Corpus,
  type CorpusRequest,
  type IngestResult,
  type IngestTask,
  type Pause,
  PRAGMAS,
} from './protocol.ts'
import { type Opening, takenApart } from './taken-apart.ts'

export interface IngestPage {
  make(request: CorpusRequest): Promise<{ readonly events: number; readonly messages: number; readonly bytes: number }>
  /** @param given instead of the events made here: a file of frames at this address, and what opens them */
  floor(given?: GivenEvents): Promise<FloorResult>
  ingest(
    kind: CorpusRequest['kind'],
    order: string,
    options?: IngestOptions,
  ): Promise<IngestResult & { readonly answered_ms: readonly number[] }>
}

export interface GivenEvents {
  readonly path: string
  readonly opening: Opening
}

export interface IngestOptions {
  /** The channel's newest messages are asked for all the while. */
  readonly askEvery_ms?: number | undefined
  /** {@link measureHeap} is called before the first event and after the last. */
  readonly measuresHeap?: boolean
}

/** Provided by the benchmark. */
declare function measureHeap(when: string): Promise<void>

const corpora = new Map<CorpusRequest['kind'], Corpus>()
let directories = 0
const MESSAGES_ON_SCREEN = 50

async function fetched({ path, opening }: GivenEvents): Promise<readonly FloorEvent[]> {
  const response = await fetch(path)
  const file = new Uint8Array(await response.arrayBuffer())
  return takenApart(opening, decodeFrames(file).flat())
}

function corpusOf(kind: CorpusRequest['kind']): Corpus {
  const corpus = corpora.get(kind)
  if (corpus === undefined) throw new Error(`no corpus: ${kind}`)
  return corpus
}

/**
 * Runs one task in a worker that lives as long as the task.
 * @param onPause what is done before the first event and after the last, while the worker waits
 */
function run<Value>(
  worker: Worker,
  task: unknown,
  transfer: Transferable[] = [],
  onPause: (pause: Pause['pause']) => Promise<unknown> = async () => undefined,
): Promise<Value> {
  return new Promise((resolve, reject) => {
    worker.addEventListener('message', ({ data }: MessageEvent<Answer<Value> | Pause>) => {
      if ('pause' in data) {
        onPause(data.pause).then(() => worker.postMessage('go on'), reject)
        return
      }
      worker.terminate()
      if (data.ok) resolve(data.value)
      else reject(new Error(data.error))
    })
    worker.addEventListener('error', (event) => reject(new Error(event.message)))
    worker.postMessage(task, transfer)
  })
}

async function inDirectory<Value>(use: (directory: string) => Promise<Value>): Promise<Value> {
  const directory = `bench-${++directories}`
  try {
    return await use(directory)
  } finally {
    const root = await navigator.storage.getDirectory()
    await root.removeEntry(directory, { recursive: true })
  }
}

/** Asks again and again, each time a little after the answer, until stopped; how long each answer took. */
function keepAsking(sotto: Sotto, channel_id: string, every_ms: number): { stop(): Promise<readonly number[]> } {
  const args = { as: asIdentity(1), channel_id: channel_id as never, limit: MESSAGES_ON_SCREEN }
  let isOver = false
  const ask = async () => {
    const took: number[] = []
    while (!isOver) {
      const asked = performance.now()
      await sotto.query('message.list', args)
      if (!isOver) took.push(performance.now() - asked)
      await new Promise((resolve) => setTimeout(resolve, every_ms))
    }
    return took
  }
  const answers = ask()
  return {
    stop() {
      isOver = true
      return answers
    },
  }
}

const page: IngestPage = {
  async make(request) {
    const worker = new Worker(new URL('./corpus.worker.ts', import.meta.url), { type: 'module' })
    const corpus = await run<Corpus>(worker, request)
    corpora.set(request.kind, corpus)
    return { events: corpus.events, messages: corpus.messages, bytes: corpus.bytes }
  },
  floor: (given) =>
    inDirectory(async (directory) => {
      const events = given === undefined ? corpusOf('plain').floor : await fetched(given)
      const worker = new Worker(new URL('../../floor/ingest.worker.ts', import.meta.url), { type: 'module' })
      return run<FloorResult>(worker, { directory, events, pragmas: PRAGMAS })
    }),
  ingest: (kind, order, { askEvery_ms, measuresHeap = false } = {}) =>
    inDirectory(async (directory) => {
      const { floor: _floor, orders, ...corpus } = corpusOf(kind)
      const frames = orders[order]
      if (frames === undefined) throw new Error(`no order: ${order}`)
      const worker = new Worker(new URL('./ingest.worker.ts', import.meta.url), { type: 'module' })
      const task: IngestTask = { corpus, frames, directory }
      if (measuresHeap) {
        return { ...(await run<IngestResult>(worker, { ...task, pauses: true }, [], measureHeap)), answered_ms: [] }
      }
      if (askEvery_ms === undefined) return { ...(await run<IngestResult>(worker, task)), answered_ms: [] }
      const { port1, port2 } = new MessageChannel()
      const asking = keepAsking(connect(port1), corpus.channel_id, askEvery_ms)
      const untilOver = async (pause: Pause['pause']) => (pause === 'after' ? asking.stop() : undefined)
      const result = await run<IngestResult>(worker, { ...task, pauses: true, client: port2 }, [port2], untilOver)
      return { ...result, answered_ms: await asking.stop() }
    }),
}

Object.assign(globalThis, { page })
