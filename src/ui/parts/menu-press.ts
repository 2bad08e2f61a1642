/**
 * What a menu's own button does: opens it, or, while it is open, closes it. The browser closes a menu at any
 * press outside, hence at this one too, before the click is told: only what was at the beginning of the
 * press says what was meant.
 */

export interface MenuPress {
  onPointerDown(): void
  onClick(): void
}

export function createMenuPress(isOpen: () => boolean, open: () => void): MenuPress {
  let wasOpen = false
  return {
    onPointerDown() {
      wasOpen = isOpen()
    },
    onClick() {
      if (!wasOpen) open()
      wasOpen = false
    },
  }
}
