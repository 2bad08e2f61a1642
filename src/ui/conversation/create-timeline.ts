/**
 * The messages of one channel on screen: the newest page, live, and as much before it as was asked for.
 * Everything shown is watched, so every delivery mark stays true; the watched stretch grows in steps.
 */

import { type Accessor, createEffect, createSignal, onCleanup, untrack } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { EventId, IdentityId, MessagePage, MessageRow, Sotto } from '../../engine/api.ts'
import { countPrepended, mergePage } from './merge-page.ts'

const STEP = 80

export interface Timeline {
  /** In display order. `undefined` until the first answer. */
  readonly rows: Accessor<readonly MessageRow[] | undefined>
  readonly moreBefore: Accessor<boolean>
  readonly waiting: Accessor<number>
  /** True while rows are being put before the first: the list then keeps its place from the end. */
  readonly isPrepending: Accessor<boolean>
  /** Asks for older messages; nothing while an earlier request is under way or there are none. */
  older(): void
}

interface Held {
  readonly rows: readonly MessageRow[]
}

export function createTimeline(sotto: Sotto, as: IdentityId, channel_id: EventId<'channel'>): Timeline {
  const [held, setHeld] = createStore<Held>({ rows: [] })
  const [isLoaded, setLoaded] = createSignal(false)
  const [limit, setLimit] = createSignal(STEP)
  const [moreBefore, setMoreBefore] = createSignal(false)
  const [waiting, setWaiting] = createSignal(0)
  const [isPrepending, setPrepending] = createSignal(false)
  let merged: readonly MessageRow[] = []
  let isGrowing = false

  const show = (rows: readonly MessageRow[]) => setHeld(reconcile({ rows }, { key: 'message_id' }))

  const take = (page: MessagePage) => {
    const next = mergePage(merged, page)
    const prepended = countPrepended(merged, next)
    if (prepended > 0) {
      setPrepending(true)
      show([...next.slice(0, prepended), ...merged])
      setPrepending(false)
    }
    merged = next
    show(next)
    setMoreBefore(page.more_before)
    setWaiting(page.waiting)
    setLoaded(true)
    isGrowing = false
    if (merged.length > untrack(limit)) setLimit(Math.ceil(merged.length / STEP) * STEP)
  }

  createEffect(() => {
    const stop = sotto.watch('message.list', { as, channel_id, limit: limit() }, take)
    onCleanup(stop)
  })

  return {
    rows: () => (isLoaded() ? held.rows : undefined),
    moreBefore,
    waiting,
    isPrepending,
    older() {
      if (isGrowing || !moreBefore()) return
      isGrowing = true
      setLimit(limit() + STEP)
    },
  }
}
