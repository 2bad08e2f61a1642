/**
 * What a browser complains about while a story runs: errors on the console of pages and workers,
 * uncaught exceptions, and breaches of the page's policy. A story with a complaint has failed.
 */

import type { BrowserContext } from 'playwright/test'

export interface Complaints {
  readonly all: readonly string[]
  /** Forgets what there is, for a story that made the page complain on purpose. */
  clear(): void
  watch(who: string, context: BrowserContext): Promise<void>
}

/** What the browser itself says when a server is really away; nothing of ours. */
const SERVER_AWAY = /net::ERR_CONNECTION_(REFUSED|RESET)|net::ERR_EMPTY_RESPONSE|WebSocket connection to '\S+' failed/

/** A picture opened as a page has no icon of its own, and the browser asks for the site's. */
const NO_FAVICON = /\/favicon\.ico\)$/

/** Warnings by which the application reports a fault of its own. */
const OWN_FAULT = /^\[(WORKER_ERROR|WORKER_FAILED|TAB_FAILED|STORAGE_FAILED|STORE_FAILED|UI_COMMAND)\]/

/** @param isServerAway whether the story has stopped the server at some point: its absence is then no news */
export function createComplaints(isServerAway: () => boolean): Complaints {
  const all: string[] = []
  const add = (who: string, what: string) => {
    if (NO_FAVICON.test(what) || (isServerAway() && SERVER_AWAY.test(what))) return
    all.push(`${who}: ${what}`)
  }
  return {
    all,
    clear: () => all.splice(0),
    async watch(who, context) {
      context.on('console', (message) => {
        const text = message.text()
        if (message.type() === 'error' || OWN_FAULT.test(text)) add(who, `${text} (${message.location().url})`)
      })
      context.on('weberror', (error) => add(who, String(error.error())))
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`breaks its policy: ${event.effectiveDirective} ${event.blockedURI}`)
        })
      })
    },
  }
}
