/** Focus for what slides over the page: into it when it opens, back to where it was when it closes. */

import { type Accessor, createEffect, onCleanup } from 'solid-js'

/** @param container what opened, once it is on the page; its present or first control takes focus */
export function createFocusReturn(isOpen: Accessor<boolean>, container: () => HTMLElement | undefined): void {
  createEffect(() => {
    if (!isOpen()) return
    const before = document.activeElement
    const opened = container()
    const target = opened?.querySelector<HTMLElement>('[aria-current="page"]') ?? opened?.querySelector('button')
    target?.focus()
    onCleanup(() => {
      // After the effects of closing, which make what was covered reachable again.
      if (before instanceof HTMLElement) queueMicrotask(() => before.focus({ preventScroll: true }))
    })
  })
}
