/** The interface on the page: renders the App and hands it what the window hears later. */

import { createSignal } from 'solid-js'
import { render } from 'solid-js/web'
import type { Sotto } from '../engine/api.ts'
import { App } from './app/app.tsx'
import type { UpdateReady } from './app/update-notice.tsx'
import { takeLinkFragment } from './start/invite-link.ts'
import { startScheme } from './theme/scheme.ts'

export interface WindowInterface {
  onUpdateReady(update: UpdateReady): void
}

/** @param opened the link this window was opened with, already out of the address bar */
export function startWindow(root: HTMLElement, sotto: Sotto, opened: string | undefined): WindowInterface {
  const [link, setLink] = createSignal(opened)
  const [update, setUpdate] = createSignal<UpdateReady>()
  startScheme()
  // A link pasted into the address bar of an open tab changes the fragment without loading the page.
  addEventListener('hashchange', () => {
    const taken = takeLinkFragment(location, history)
    if (taken !== undefined) setLink(taken)
  })
  render(() => <App sotto={sotto} link={link()} onLink={setLink} update={update()} />, root)
  return { onUpdateReady: setUpdate }
}
