/** One tab stop for a list: the newest row first, then wherever the arrow keys went. */

import { type Accessor, createMemo, createSelector, createSignal } from 'solid-js'

export interface Roving {
  isTabStop(id: string): boolean
  /** Focuses a row by its id, wherever the list is. */
  go(list: HTMLElement, id: string): void
  onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void
}

/**
 * Rows carry `data-row="<id>"` on what takes focus.
 * @param reveal brings a row that may not be mounted into view
 */
export function createRoving(ids: Accessor<readonly string[]>, reveal: (index: number) => void): Roving {
  const [chosen, setChosen] = createSignal<string>()
  const stop = createMemo(() => {
    const id = chosen()
    return id !== undefined && ids().includes(id) ? id : ids().at(-1)
  })

  const focus = (list: HTMLElement, index: number) => {
    const id = ids()[index]
    if (id === undefined) return
    setChosen(id)
    reveal(index)
    // Two frames: the list moves in the first and mounts the row in the second.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        list.querySelector<HTMLElement>(`[data-row="${id}"]`)?.focus({ preventScroll: true }),
      ),
    )
  }

  return {
    isTabStop: createSelector(stop),
    go: (list, id) => focus(list, ids().indexOf(id)),
    onKeyDown(event) {
      const target = event.target
      if (!(target instanceof HTMLElement) || target.dataset.row === undefined) return
      const from = ids().indexOf(target.dataset.row)
      const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: ids().length - 1 }[event.key]
      if (to === undefined) return
      event.preventDefault()
      focus(event.currentTarget, to)
    },
  }
}
