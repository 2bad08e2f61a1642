/** An engine in the same thread as its user: `Sotto` without a boundary, time taken from a clock. */

import type { Sotto } from '../engine/api.ts'
import type { Timestamp } from '../engine/base/ids.ts'
import { newCommandId } from './client.ts'
import type { ServedEngine } from './serve.ts'

export function bindClock(engine: ServedEngine, now: () => Timestamp): Sotto {
  return {
    command: (name, args, id = newCommandId()) => engine.command(name, args, id, now()),
    query: (name, args) => engine.query(name, args, now()),
    watch: (name, args, onResult, onError = () => undefined) => engine.watch(name, args, onResult, onError),
  }
}
