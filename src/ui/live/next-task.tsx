/** Parts of a screen that are made in a task of their own, so that a whole screen holds up nothing for long. */

import { createSignal, type JSX, onCleanup, onMount, Show } from 'solid-js'

/** @param props.before keeps the place of the children, which come a task after what is around them */
export function NextTask(props: { before?: JSX.Element; children: JSX.Element }): JSX.Element {
  const [isDue, setDue] = createSignal(false)
  onMount(() => {
    const timer = setTimeout(() => setDue(true))
    onCleanup(() => clearTimeout(timer))
  })
  return (
    <Show when={isDue()} fallback={props.before}>
      {props.children}
    </Show>
  )
}
