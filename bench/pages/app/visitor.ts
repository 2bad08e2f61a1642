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

/** The form to enter by, as soon as it is there. */
const entry = () =>
  when(() => {
    const field = document.querySelector<HTMLInputElement>('form input[autocomplete="nickname"]')
    const button = field?.form?.querySelector<HTMLButtonElement>('button[type="submit"]:not([aria-disabled="true"])')
    return field && button ? { field, button } : undefined
  })

export async function visit(name: string, message: string): Promise<Visit> {
  const form = await entry()
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

export interface Bootstrap {
  /** The form was sent off, in page time. */
  readonly entered: number
  /** The people panel says that both have the same. */
  readonly complete: number
  /** Of the window, since it was entered; 0 if no task took 50 ms. */
  readonly longest_task_ms: number
}

/** Enters, and watches the people panel until everything has come. @param said by the panel then */
export async function bootstrap(name: string, said: string): Promise<Bootstrap> {
  const form = await entry()
  let longest_task_ms = 0
  const note = (tasks: PerformanceEntryList) => {
    for (const { duration } of tasks) longest_task_ms = Math.max(longest_task_ms, duration)
  }
  const observer = new PerformanceObserver((list) => note(list.getEntries()))
  observer.observe({ type: 'longtask' })
  type(form.field, name)
  form.button.click()
  const entered = pageTime()
  await when(() => document.querySelector('#composer'))
  const opener = await when(() => document.querySelector<HTMLButtonElement>('button[aria-label="People & sync"]'))
  await new Promise((resolve) => setTimeout(resolve)) // a task of its own, as a person's click is
  opener.click()
  await when(() =>
    [...document.querySelectorAll('[data-testid="member"]')].find((row) => row.textContent.includes(said)),
  )
  const complete = pageTime()
  note(observer.takeRecords())
  observer.disconnect()
  return { entered, complete, longest_task_ms }
}
