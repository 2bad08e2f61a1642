/**
 * Somebody who follows an invite link and types at once: a name, then the first message. Acts inside the
 * page as soon as each thing is there, so that nothing of the driver's own way to the page is measured.
 */

import { pageTime } from './clock.ts'
import { afterTwoFrames, newestMessages } from './recorder.ts'

export interface Visit {
  /** All in page time. */
  readonly started: number
  /** The form to enter by is there and the link has been read. */
  readonly card: number
  /** The channel is open and can be written to. */
  readonly composer: number
  /** The first message is in the list, which shows what is committed. */
  readonly text: number
  /** Two animation frames later. */
  readonly painted: number
}

function type(field: HTMLInputElement | HTMLTextAreaElement, value: string): void {
  field.value = value
  field.dispatchEvent(new InputEvent('input', { bubbles: true }))
}

/** Resolves with what `find` returns as soon as it returns anything, looking again after each change of the page. */
function when<Found>(find: () => Found | undefined | null): Promise<Found> {
  return new Promise((resolve) => {
    const look = () => {
      const found = find()
      if (found === undefined || found === null) return
      observer.disconnect()
      resolve(found)
    }
    const observer = new MutationObserver(look)
    observer.observe(document, { childList: true, subtree: true, attributes: true })
    look()
  })
}

export async function visit(name: string, message: string): Promise<Visit> {
  const form = await when(() => {
    const field = document.querySelector<HTMLInputElement>('form input[autocomplete="nickname"]')
    const button = field?.form?.querySelector<HTMLButtonElement>('button[type="submit"]:not([aria-disabled="true"])')
    return field && button ? { field, button } : undefined
  })
  const card = pageTime()
  type(form.field, name)
  form.button.click()

  const box = await when(() => document.querySelector<HTMLTextAreaElement>('#composer'))
  const composer = pageTime()
  type(box, message)
  box.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }))

  await when(() => newestMessages().find((shown) => shown.textContent.includes(message)))
  const text = pageTime()
  return new Promise((resolve) => {
    afterTwoFrames(() => resolve({ started: performance.timeOrigin, card, composer, text, painted: pageTime() }))
  })
}
