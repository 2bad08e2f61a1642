/** A page that holds the ends of real links for `rtc-link.spec.ts`, which drives them by number. */

import { asTimestamp } from '../../src/engine/base/ids.ts'
import type { LinkRole } from '../../src/engine/base/ports.ts'
import { createRtcLinks } from '../../src/platform/browser/rtc-link.ts'
import { type LinkProbe, openLinkProbe } from '../../src/testing/contracts/link-probe.ts'

declare global {
  interface Window {
    /** Opens one end; its number in {@link Window.ends}. */
    openEnd(role: LinkRole, stunServers: readonly string[], open_timeout_ms?: number): number
    readonly ends: LinkProbe[]
  }
}

const ends: LinkProbe[] = []

Object.assign(window, {
  ends,
  openEnd(role: LinkRole, stunServers: readonly string[], open_timeout_ms?: number) {
    const driver = createRtcLinks({
      iceServers: () => (stunServers.length === 0 ? [] : [{ urls: stunServers }]),
      now: () => asTimestamp(Date.now()),
      ...(open_timeout_ms === undefined ? {} : { open_timeout_ms }),
    })
    return ends.push(openLinkProbe(driver, `end-${ends.length}`, role)) - 1
  },
})
