/** Where focus goes when what had it goes away: nobody has to begin again at the top of the page. */

import { type Accessor, createEffect, onCleanup, onMount } from 'solid-js'

/** Once the page has changed: to this, if nothing else has focus by then. */
export function focusIfLost(target: () => HTMLElement | null | undefined): void {
  queueMicrotask(() => {
    if (document.activeElement === document.body) target()?.focus({ preventScroll: true })
  })
}

/**
 * For what slides over the page: into it when it opens, back to where it was when it closes.
 *
 * @param container what opened, once it is on the page; its present or first control takes focus
 */
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

/** For a part of the page whose own parts come and go: when the one that had focus goes, the title takes it, and is read out. */
export function createFocusKeeper(
  container: () => HTMLElement | undefined,
  title: () => HTMLElement | undefined,
): void {
  onMount(() => {
    const kept = container()
    if (kept === undefined) return
    let focused: EventTarget | null = null
    const onFocus = ({ target }: FocusEvent) => {
      focused = target
    }
    const changes = new MutationObserver(() => {
      const isLost = focused instanceof HTMLElement && !focused.isConnected
      if (isLost && document.activeElement === document.body) title()?.focus()
    })
    kept.addEventListener('focusin', onFocus)
    changes.observe(kept, { childList: true, subtree: true })
    onCleanup(() => changes.disconnect())
  })
}
