/**
 * What is being done with messages of a channel beyond reading: the menu of one, several chosen, a
 * deletion being confirmed. Holds ids and what to return to; the engine decides what is allowed.
 */

import { type Accessor, createSignal } from 'solid-js'
import type { MessageRow } from '../../engine/api.ts'
import { nextAfter } from './next-after.ts'

type MessageId = MessageRow['message_id']

export interface MenuAsked {
  readonly row: MessageRow
  /** Where its button is, in the viewport. */
  readonly at: DOMRect
}

export interface MessageActions {
  readonly menu: Accessor<MenuAsked | undefined>
  /** `undefined` while nothing is being chosen. */
  readonly chosen: Accessor<ReadonlySet<MessageId> | undefined>
  readonly deleting: Accessor<readonly MessageRow[]>
  /** Which row to go to when these are gone. */
  readonly focusAfter: Accessor<MessageId | undefined>
  askMenu(asked: MenuAsked | undefined): void
  choose(id: MessageId): void
  endChoosing(): void
  askDeletion(rows: readonly MessageRow[]): void
  endDeletion(): void
}

/** @param ids of all rows, in display order */
export function createMessageActions(ids: Accessor<readonly MessageId[]>): MessageActions {
  const [menu, askMenu] = createSignal<MenuAsked>()
  const [chosen, setChosen] = createSignal<ReadonlySet<MessageId>>()
  const [deleting, setDeleting] = createSignal<readonly MessageRow[]>([])
  const [focusAfter, setFocusAfter] = createSignal<MessageId>()
  return {
    menu,
    chosen,
    deleting,
    focusAfter,
    askMenu,
    choose(id) {
      const next = new Set(chosen())
      if (!next.delete(id)) next.add(id)
      setChosen(next)
    },
    endChoosing: () => setChosen(undefined),
    askDeletion(rows) {
      setFocusAfter(nextAfter(ids(), new Set(rows.map((row) => row.message_id))))
      setDeleting(rows)
    },
    endDeletion: () => setDeleting([]),
  }
}
