/**
 * Bodies wanted over one link. A husk that nothing explains counts as had in every sum, so sync alone
 * would never bring its body: it is asked for by id, of every peer, and again after a while, since who
 * lacked it then may have it now. Answers are whole events, or nothing.
 *
 * Owns when to ask and how much to answer; knows no store and no frames.
 */

import type { EventId } from '../base/ids.ts'
import { isOver } from '../base/pauses.ts'
import { MAX_WANTED_IDS } from '../transit/messages.ts'

const ASK_MS = 5_000
/** Below the asker's pace, so that nobody who keeps to it is ignored. */
const ANSWER_MS = 4_000
/** After everything was asked for once. */
const AGAIN_MS = 10 * 60_000

export interface BodyAsker {
  /** What to ask for now; mostly nothing. */
  due(t_ms: number): readonly EventId[]
  /** There are new gaps. */
  restart(): void
}

/** @param gapsAfter gaps in the order of their ids */
export function createBodyAsker(gapsAfter: (after: string, limit: number) => readonly EventId[]): BodyAsker {
  let after = ''
  let asked_ms = 0
  let pause_ms = 0
  return {
    due(t_ms) {
      if (!isOver(asked_ms, pause_ms, t_ms)) return []
      const ids = gapsAfter(after, MAX_WANTED_IDS)
      const isAround = ids.length < MAX_WANTED_IDS && (after !== '' || ids.length > 0)
      after = ids.length < MAX_WANTED_IDS ? '' : (ids.at(-1) ?? '')
      asked_ms = t_ms
      pause_ms = isAround ? AGAIN_MS : ASK_MS
      return ids
    },
    restart() {
      after = ''
      pause_ms = Math.min(pause_ms, ASK_MS)
    },
  }
}

/** Whether a BODY_WANT that came now is answered: one in four seconds. */
export function createBodyPace(): (t_ms: number) => boolean {
  let answered_ms = Number.NEGATIVE_INFINITY
  return (t_ms) => {
    if (!isOver(answered_ms, ANSWER_MS, t_ms)) return false
    answered_ms = t_ms
    return true
  }
}
