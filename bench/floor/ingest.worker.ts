/** The floor of ingest in a worker of its own, as the engine has one. */

import { type FloorEvent, measureFloor } from './ingest.ts'

export interface FloorTask {
  readonly directory: string
  readonly events: readonly FloorEvent[]
  readonly pragmas: readonly string[]
}

addEventListener('message', ({ data }: MessageEvent<FloorTask>) => {
  measureFloor(data.directory, data.events, data.pragmas).then(
    (value) => postMessage({ ok: true, value }),
    (error: unknown) => postMessage({ ok: false, error: String(error) }),
  )
})
