/**
 * Window composition root: takes the link out of the address before anything else, starts the engine,
 * and puts the interface on the page. Owns the wiring, nothing of what it wires.
 */

import './ui/theme/tokens.css'
import './ui/theme/base.css'
import { registerServiceWorker } from './platform/browser/service-worker.ts'
import { createSotto } from './platform/browser/tabs.ts'
import { takeLinkFragment } from './ui/start/invite-link.ts'
import { startWindow } from './ui/start-window.tsx'

// Before the engine, the first paint and any logging: the link's secret leaves the address bar.
const link = takeLinkFragment(location, history)

const ui = startWindow(document.getElementById('app') ?? document.body, createSotto(), link)
registerServiceWorker({ onUpdateReady: ui.onUpdateReady })
