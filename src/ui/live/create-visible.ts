/** Whether this window is in front of somebody, as a signal. */

import { type Accessor, createSignal, onCleanup } from 'solid-js'

export function createVisible(): Accessor<boolean> {
  const isVisible = () => document.visibilityState === 'visible'
  const [visible, setVisible] = createSignal(isVisible())
  const update = () => setVisible(isVisible())
  document.addEventListener('visibilitychange', update)
  onCleanup(() => document.removeEventListener('visibilitychange', update))
  return visible
}
