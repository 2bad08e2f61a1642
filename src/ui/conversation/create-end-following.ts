/**
 * A scrolled list that stays at its end while it grows, until the person moves up. Owns whether it is
 * followed; the list tells it what happened.
 */

import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js'

/** Closer to the end than this counts as being there. */
const AT_END_PX = 48

export interface EndFollowing {
  readonly isAtEnd: Accessor<boolean>
  /** The content or the frame changed its size: goes to the end again where that is followed. */
  follow(): void
  /** The same with the next frame: what changed the content need not lay it out as well. */
  followSoon(): void
  /** To the end, and follows it from now on. */
  toEnd(): void
  /**
   * @param isEnd nothing newer exists than the end of the list
   * @returns how much of the list is out of sight, before and after
   */
  onScroll(isEnd: boolean): { readonly above_px: number; readonly below_px: number }
}

/** @param scroller the scrolling element, once it is on the page */
export function createEndFollowing(scroller: () => HTMLElement | undefined): EndFollowing {
  const [isAtEnd, setAtEnd] = createSignal(true)
  let lastTop_px = 0

  const follow = () => {
    const element = scroller()
    if (element !== undefined && isAtEnd()) element.scrollTop = element.scrollHeight
  }

  let frame: number | undefined
  const followSoon = () => {
    frame ??= requestAnimationFrame(() => {
      frame = undefined
      follow()
    })
  }
  onCleanup(() => {
    if (frame !== undefined) cancelAnimationFrame(frame)
  })

  onMount(() => {
    const observer = new ResizeObserver(follow)
    const element = scroller()
    if (element !== undefined) observer.observe(element)
    onCleanup(() => observer.disconnect())
  })

  return {
    isAtEnd,
    follow,
    followSoon,
    toEnd() {
      setAtEnd(true)
      follow()
    },
    onScroll(isEnd) {
      const { scrollTop, scrollHeight, clientHeight } = scroller() ?? { scrollTop: 0, scrollHeight: 0, clientHeight: 0 }
      const below_px = scrollHeight - scrollTop - clientHeight
      // Only a movement upwards leaves the end: a list that grows below, or whose frame shrinks, is followed. So is
      // one whose content has just become another: that the end moves is nobody's movement.
      if (below_px < AT_END_PX) setAtEnd(isEnd)
      else if (scrollTop < lastTop_px && frame === undefined) setAtEnd(false)
      lastTop_px = scrollTop
      return { above_px: scrollTop, below_px }
    },
  }
}
