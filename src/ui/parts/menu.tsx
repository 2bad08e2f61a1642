/**
 * A menu beside what opened it, on the native popover: a press elsewhere and Escape close it, focus goes
 * back to where it was. Mounted means open. Arrow keys, Home and End move, Tab leaves.
 */

import { For, type JSX, onCleanup, onMount } from 'solid-js'
import { Icon, type IconName } from './icon.tsx'
import styles from './menu.module.css'

export interface MenuItem {
  readonly label: string
  readonly icon: IconName
  /** Destroys something, once confirmed. */
  readonly isDanger?: boolean
  readonly onChoose: () => void
}

const GAP_PX = 4
const WIDTH_PX = 216
const MARGIN_PX = 8

/** @param props.at what opened it, in the viewport */
export function Menu(props: {
  label: string
  at: DOMRect
  items: readonly MenuItem[]
  onClose: () => void
}): JSX.Element {
  let menu: HTMLDivElement | undefined
  const close = () => menu?.hidePopover()
  const buttons = () => [...(menu?.querySelectorAll<HTMLButtonElement>('button') ?? [])]
  const isBelow = () => props.at.bottom < innerHeight / 2
  const place = () => ({
    left: `${Math.max(MARGIN_PX, Math.min(props.at.right - WIDTH_PX, innerWidth - WIDTH_PX - MARGIN_PX))}px`,
    top: isBelow() ? `${props.at.bottom + GAP_PX}px` : 'auto',
    bottom: isBelow() ? 'auto' : `${innerHeight - props.at.top + GAP_PX}px`,
  })
  const onKey = (event: KeyboardEvent) => {
    const all = buttons()
    const from = all.findIndex((button) => button.matches(':focus'))
    const to = { ArrowUp: from - 1, ArrowDown: from + 1, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === 'Tab') close()
    if (to === undefined) return
    event.preventDefault()
    all.at(to % all.length)?.focus()
  }

  onMount(() => {
    menu?.showPopover()
    buttons()[0]?.focus()
    addEventListener('resize', close)
  })
  onCleanup(() => {
    removeEventListener('resize', close)
    close()
  })

  return (
    <div
      ref={menu}
      popover="auto"
      role="menu"
      tabindex="-1"
      class={styles.menu}
      style={place()}
      aria-label={props.label}
      onKeyDown={onKey}
      onToggle={(event) => event.newState === 'closed' && props.onClose()}
    >
      <For each={props.items}>
        {(item) => (
          <button
            type="button"
            role="menuitem"
            tabindex="-1"
            class={styles.item}
            data-danger={item.isDanger === true}
            onClick={() => {
              close()
              item.onChoose()
            }}
          >
            <Icon name={item.icon} size={18} />
            <span>{item.label}</span>
          </button>
        )}
      </For>
    </div>
  )
}
