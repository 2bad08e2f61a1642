/**
 * A modal sheet on the native `<dialog>`: focus is kept inside, Escape and a press beside it close,
 * focus returns to where it was. Mounted means open. A step that replaces another may take what had focus with
 * it: then the title takes focus, and is read out.
 */

import { createUniqueId, type JSX, onCleanup, onMount } from 'solid-js'
import { createFocusKeeper } from '../live/focus.ts'
import { strings } from '../strings/en.ts'
import { IconButton } from './button.tsx'
import styles from './sheet.module.css'

export function Sheet(props: { title: string; onClose: () => void; children: JSX.Element }): JSX.Element {
  const titleId = createUniqueId()
  let dialog: HTMLDialogElement | undefined
  let title: HTMLHeadingElement | undefined
  // Before it is shown, which gives something in it focus.
  createFocusKeeper(
    () => dialog,
    () => title,
  )
  onMount(() => dialog?.showModal())
  onCleanup(() => dialog?.close())
  return (
    <dialog
      ref={dialog}
      class={styles.sheet}
      aria-labelledby={titleId}
      onClose={() => props.onClose()}
      onPointerDown={(event) => event.target === dialog && dialog?.close()}
    >
      <div class={styles.inside}>
        <header class={styles.header}>
          <h2 ref={title} id={titleId} class={styles.title} tabindex="-1">
            {props.title}
          </h2>
          <IconButton icon="close" label={strings.close} onClick={() => dialog?.close()} />
        </header>
        {props.children}
      </div>
    </dialog>
  )
}
