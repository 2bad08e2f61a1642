/** Notes, inside a page of the application, when Enter was pressed over a marked text and when such a text is shown. */

import { pageTime } from './clock.ts'

/** In a message's text. */
const MARK = /\bbench-[a-z]+-\d+\b/
/** A mark is looked for in this many messages from the end. */
const NEWEST = 6

export interface Shown {
  /** The text is in the document. */
  readonly text: number
  /** Two animation frames later: it has been painted. */
  readonly painted: number
}

export interface Recorder {
  /** When the key went down, by mark, in page time. */
  readonly pressed: ReadonlyMap<string, number>
  readonly shown: ReadonlyMap<string, Shown>
}

export function newestMessages(): Element[] {
  return [...document.querySelectorAll('[data-testid="message"]')].slice(-NEWEST)
}

/** Calls back after the second animation frame from now. */
export function afterTwoFrames(act: () => void): void {
  requestAnimationFrame(() => requestAnimationFrame(act))
}

export function startRecorder(): Recorder {
  const pressed = new Map<string, number>()
  const shown = new Map<string, Shown>()
  const noticed = new Set<string>()

  document.addEventListener(
    'keydown',
    (event) => {
      if (event.key !== 'Enter' || !(event.target instanceof HTMLTextAreaElement)) return
      const mark = MARK.exec(event.target.value)?.[0]
      if (mark !== undefined) pressed.set(mark, performance.timeOrigin + event.timeStamp)
    },
    { capture: true },
  )

  const look = () => {
    for (const message of newestMessages()) {
      const mark = MARK.exec(message.textContent)?.[0]
      if (mark === undefined || noticed.has(mark)) continue
      noticed.add(mark)
      const text = pageTime()
      afterTwoFrames(() => shown.set(mark, { text, painted: pageTime() }))
    }
  }
  new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
  return { pressed, shown }
}
