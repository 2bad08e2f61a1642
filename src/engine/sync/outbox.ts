/**
 * What waits to leave on one link. Bulk (the answers of a session) is made lazily and only while the
 * link has room; each scope has its own queue and they take turns, so that the newest messages need not
 * wait for old control events. Live frames never come through here.
 */

import type { MemberMessage } from '../transit/messages.ts'

export interface Outbox {
  /** Frames of one output in order; a queue keeps the order of its outputs. */
  add(scope: 0 | 1, frames: Iterable<MemberMessage>): void
  /** What waits in this queue is not wanted any more. */
  drop(scope: 0 | 1): void
  /** Sends while there is room. */
  pump(): void
  readonly isEmpty: boolean
}

export function createOutbox(send: (message: MemberMessage) => void, hasRoom: () => boolean): Outbox {
  const queues: [Iterator<MemberMessage>[], Iterator<MemberMessage>[]] = [[], []]
  let turn: 0 | 1 = 0

  const next = (): MemberMessage | undefined => {
    for (let tried = 0; tried < 2; tried++) {
      turn = turn === 0 ? 1 : 0
      const queue = queues[turn]
      for (let first = queue[0]; first !== undefined; first = queue[0]) {
        const step = first.next()
        if (step.done !== true) return step.value
        queue.shift()
      }
    }
    return undefined
  }

  return {
    add(scope, frames) {
      queues[scope].push(frames[Symbol.iterator]())
      this.pump()
    },
    drop(scope) {
      queues[scope] = []
    },
    pump() {
      while (hasRoom()) {
        const message = next()
        if (message === undefined) return
        send(message)
      }
    },
    get isEmpty() {
      return queues[0].length === 0 && queues[1].length === 0
    },
  }
}
