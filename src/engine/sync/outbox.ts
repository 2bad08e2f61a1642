/**
 * What waits to leave on one link. Bulk (the answers of a session) is made lazily and only while the
 * link has room; each scope has its own queue and they take turns, so that the newest messages need not
 * wait for old control events. Live frames never come through here.
 */

import type { MemberMessage } from '../transit/messages.ts'

export interface Outbox {
  /** Frames of one output in order; a queue keeps the order of its outputs. */
  add(scope: 0 | 1, frames: Iterable<MemberMessage>): void
  /** The same of a run, as long as no other begins. */
  addOfRun(scope: 0 | 1, frames: Iterable<MemberMessage>): void
  /** The peer has begun another run: nobody waits for what is left to say in the one before. */
  dropRun(scope: 0 | 1): void
  /** Sends while there is room. */
  pump(): void
  readonly isEmpty: boolean
}

interface Queued {
  readonly frames: Iterator<MemberMessage>
  readonly isOfRun: boolean
}

export function createOutbox(send: (message: MemberMessage) => void, hasRoom: () => boolean): Outbox {
  const queues: [Queued[], Queued[]] = [[], []]
  let turn: 0 | 1 = 0

  const next = (): MemberMessage | undefined => {
    for (let tried = 0; tried < 2; tried++) {
      turn = turn === 0 ? 1 : 0
      const queue = queues[turn]
      for (let first = queue[0]; first !== undefined; first = queue[0]) {
        const step = first.frames.next()
        if (step.done !== true) return step.value
        queue.shift()
      }
    }
    return undefined
  }

  const pump = (): void => {
    while (hasRoom()) {
      const message = next()
      if (message === undefined) return
      send(message)
    }
  }

  const add = (scope: 0 | 1, queued: Queued): void => {
    queues[scope].push(queued)
    pump()
  }

  return {
    add: (scope, frames) => add(scope, { frames: frames[Symbol.iterator](), isOfRun: false }),
    addOfRun: (scope, frames) => add(scope, { frames: frames[Symbol.iterator](), isOfRun: true }),
    dropRun(scope) {
      queues[scope] = queues[scope].filter(({ isOfRun }) => !isOfRun)
    },
    pump,
    get isEmpty() {
      return queues[0].length === 0 && queues[1].length === 0
    },
  }
}
