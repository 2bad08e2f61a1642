/** A media query as a signal. */

import { type Accessor, createSignal, onCleanup } from 'solid-js'

export function createMedia(query: string): Accessor<boolean> {
  const list = matchMedia(query)
  const [matches, setMatches] = createSignal(list.matches)
  const update = () => setMatches(list.matches)
  list.addEventListener('change', update)
  onCleanup(() => list.removeEventListener('change', update))
  return matches
}

/** The two breaks of the layout: three columns from 1100, one pane under 720. */
export const WIDE = '(min-width: 1100px)'
export const NARROW = '(max-width: 719.98px)'
