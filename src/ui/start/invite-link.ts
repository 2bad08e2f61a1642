/**
 * Invite links (`#j=…`) and device codes (`#d=…`) at the edge of the window. The part that matters follows
 * `#` and is never sent to a host; here it is taken out of the address bar and found in what people
 * paste. Never logged.
 */

type PageAddress = Pick<Location, 'hash' | 'origin' | 'pathname' | 'search'>
type PageHistory = Pick<History, 'state' | 'replaceState'>

const FRAGMENT = /#?([jd]=[0-9]+\.[A-Za-z0-9_-]*)/
const DEVICE_CODE = '#d='

/**
 * The link in the page's address, which is gone from the address bar and the history entry when this
 * returns. Call it before anything else looks at the address.
 */
export function takeLinkFragment(location: PageAddress, history: PageHistory): string | undefined {
  if (!location.hash.startsWith('#j=') && !isDeviceCode(location.hash)) return undefined
  const fragment = location.hash
  history.replaceState(history.state, '', location.pathname + location.search)
  return fragment
}

/** The fragment in pasted text, or the trimmed text itself: the engine says what is wrong with it. */
export function fragmentInText(text: string): string {
  const found = FRAGMENT.exec(text.replace(/\s+/g, ''))
  return found?.[1] === undefined ? text.trim() : `#${found[1]}`
}

export function isDeviceCode(fragment: string): boolean {
  return fragment.startsWith(DEVICE_CODE)
}

/** The whole link: this application's address and the fragment. */
export function wholeLink(location: PageAddress, fragment: string): string {
  return `${location.origin}${location.pathname}${fragment.startsWith('#') ? fragment : `#${fragment}`}`
}
