/** One tab stop for a list: the newest row first, then wherever the arrow keys went. */

import { type Accessor, createSignal } from 'solid-js'

export interface Roving {
  isTabStop(index: number): boolean
  onKeyDown(event: KeyboardEvent & { currentTarget: HTMLElement }): void
}

/**
 * Rows carry `data-row="<index>"` on what takes focus.
 * @param reveal brings a row that may not be mounted into view
 */
export function createRoving<Row>(rows: Accessor<readonly Row[]>, reveal: (index: number) => void): Roving {
  const [chosen, setChosen] = createSignal<number>()
  const last = () => rows().length - 1
  const stop = () => Math.min(chosen() ?? last(), last())

  const focus = (list: HTMLElement, index: number) => {
    setChosen(index)
    reveal(index)
    // Two frames: the list moves in the first and mounts the row in the second.
    requestAnimationFrame(() =>
      requestAnimationFrame(() =>
        list.querySelector<HTMLElement>(`[data-row="${index}"]`)?.focus({ preventScroll: true }),
      ),
    )
  }

  return {
    isTabStop: (index) => index === stop(),
    onKeyDown(event) {
      const target = event.target
      if (!(target instanceof HTMLElement) || target.dataset.row === undefined) return
      const from = Number(target.dataset.row)
      const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: last() }[event.key]
      if (to === undefined || to < 0 || to > last()) return
      event.preventDefault()
      focus(event.currentTarget, to)
    },
  }
}
