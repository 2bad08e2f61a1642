/**
 * The messages of one channel on screen: one watched window of bounded size over a history of any
 * length. It rests on the newest message and slides up and down with the person's scrolling, so that
 * every mark shown is live and memory stays flat. Its end comes first, the rest of it in steps a moment apart.
 */

import { type Accessor, createEffect, createSignal, onCleanup, untrack } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { EventId, IdentityId, MessagePage, MessageRow, QueryArgs, Sotto } from '../../engine/api.ts'
import { stageRows } from './stage-rows.ts'

/** Rows in the window: several screens, and less than the engine gives at once. */
const WINDOW = 240
/** Rows shown first, and next: half a screen, then all of it. The list makes what is in view in one task. */
const STEPS: readonly number[] = [12, 30]
/** Until more is shown: the former ones have been painted. */
const STEP_MS = 50
/** Rows by which it slides; what is on screen is always in both windows. */
const SLIDE = 120

type Cursor = NonNullable<QueryArgs<'message.list'>['before']>

export interface Timeline {
  /** In display order. `undefined` until the first answer. */
  readonly rows: Accessor<readonly MessageRow[] | undefined>
  readonly moreBefore: Accessor<boolean>
  /** Whether the window rests on the newest message. */
  readonly hasNewest: Accessor<boolean>
  readonly waiting: Accessor<number>
  /** True while rows change before the first: the list then keeps its place from the end. */
  readonly isShift: Accessor<boolean>
  older(): void
  newer(): void
  newest(): void
}

const cursorOf = ({ created_at, message_id }: MessageRow): Cursor => ({ created_at, message_id })

/** @param isFollowing the person is at the end of the list, so the window may move on by itself */
export function createTimeline(
  sotto: Sotto,
  as: IdentityId,
  channel_id: EventId<'channel'>,
  isFollowing: Accessor<boolean>,
): Timeline {
  const [shown, setShown] = createStore<{ readonly rows: readonly MessageRow[] }>({ rows: [] })
  const [isLoaded, setLoaded] = createSignal(false)
  const [moreBefore, setMoreBefore] = createSignal(false)
  const [waiting, setWaiting] = createSignal(0)
  const [isShift, setShift] = createSignal(false)
  /** Ends of the windows slid up through, newest first; the last one is where the present one ends. */
  const [ends, setEnds] = createSignal<readonly Cursor[]>([])
  let held: readonly MessageRow[] = []
  let isMoving = false
  /** Set while steps are left of a first page. */
  let rest: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(rest))

  const take = (page: MessagePage) => {
    const isFilling = held.length === 0 || rest !== undefined
    clearTimeout(rest)
    rest = undefined
    const rows = isFilling ? STEPS.find((step) => step > held.length) : undefined
    if (rows === undefined || page.messages.length <= rows) return show(page)
    rest = setTimeout(() => take(page), STEP_MS)
    show({ ...page, messages: page.messages.slice(-rows), more_before: true })
  }

  const show = (page: MessagePage) => {
    const isAsked = isMoving
    isMoving = false
    if (!isAsked && !untrack(isFollowing) && untrack(ends).length === 0 && wouldLose(page)) return
    for (const stage of stageRows(held, page.messages, (row) => row.message_id)) {
      setShift(stage.isShift)
      setShown(reconcile({ rows: stage.rows }, { key: 'message_id' }))
    }
    setShift(false)
    held = page.messages
    setMoreBefore(page.more_before)
    setWaiting(page.waiting)
    setLoaded(true)
  }

  /**
   * New messages would push out of the window what somebody is reading: it stays, ending where it did.
   * @returns whether the page was put aside for that
   */
  const wouldLose = (page: MessagePage): boolean => {
    const [firstHeld, lastHeld] = [held[0], held.at(-1)]
    if (firstHeld === undefined || page.messages.some((row) => row.message_id === firstHeld.message_id)) return false
    const at = page.messages.findIndex((row) => row.message_id === lastHeld?.message_id)
    const next = page.messages[at + 1]
    if (next === undefined) return false
    setEnds([cursorOf(next)])
    return true
  }

  createEffect(() => {
    const before = ends().at(-1)
    const args = { as, channel_id, limit: WINDOW }
    const stop = sotto.watch('message.list', before === undefined ? args : { ...args, before }, take)
    onCleanup(stop)
  })

  return {
    rows: () => (isLoaded() ? shown.rows : undefined),
    moreBefore,
    hasNewest: () => ends().length === 0,
    waiting,
    isShift,
    older() {
      const end = held[held.length - SLIDE]
      if (isMoving || !moreBefore() || end === undefined) return
      isMoving = true
      setEnds([...ends(), cursorOf(end)])
    },
    newer() {
      if (isMoving || ends().length === 0) return
      isMoving = true
      setEnds(ends().slice(0, -1))
    },
    newest() {
      if (ends().length === 0) return
      isMoving = true
      setEnds([])
    },
  }
}
