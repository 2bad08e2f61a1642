/**
 * Asking the browser not to clear what is stored here when space runs short. Asked once something is worth
 * keeping, as browsers look at how a site is used; a refusal changes nothing and is not shown.
 */

let isAsked = false

/** After the first message of this window; without effect where it has been granted or cannot be. */
export function askToKeepStorage(): void {
  if (isAsked || navigator.storage?.persist === undefined) return
  isAsked = true
  navigator.storage.persist().then(
    (isKept) => console.info(`[STORAGE_PERSIST] result=${isKept ? 'granted' : 'refused'}`),
    (thrown: unknown) => console.warn('[STORAGE_PERSIST] result=failed', thrown),
  )
}
