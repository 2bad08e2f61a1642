/**
 * The carrier between two identities of this browser in one community: in memory, but everything above
 * it is the same handshake, admission and sync as between strangers.
 */

import { asLinkId, type LinkId, type Timestamp } from '../base/ids.ts'
import type { Link, LinkEvents } from '../base/ports.ts'

const PREFIX = 'loopback-'

export const isLoopback = (link: LinkId): boolean => link.startsWith(PREFIX)

/** Names of the two ends. @param number unlike that of every other loopback of this engine */
export const loopbackIds = (number: number): readonly [LinkId, LinkId] => [
  asLinkId(`${PREFIX}${number}-a`),
  asLinkId(`${PREFIX}${number}-b`),
]

export interface LoopbackEnd {
  readonly id: LinkId
  /** Called once both ends exist. */
  attach(events: LinkEvents): Link
}

/** Nothing sits between the two ends, so both see the same all-zero certificates. */
const NO_CERTIFICATE = new Uint8Array(32)

/**
 * @param later runs a callback in a later task, never re-entrantly
 * @param closed once, after both ends have heard
 */
export function createLoopback(
  ids: readonly [LinkId, LinkId],
  later: (run: () => void) => void,
  now: () => Timestamp,
  closed: () => void,
): readonly [LoopbackEnd, LoopbackEnd] {
  const attached: (LinkEvents | undefined)[] = [undefined, undefined]
  let isClosing = false

  /** What was sent before arrives: it may say why. */
  const close = (reason: string): void => {
    if (isClosing) return
    isClosing = true
    later(() => {
      for (const events of attached) events?.onClose(reason, now())
      closed()
    })
  }

  const end = (mine: 0 | 1): LoopbackEnd => {
    const other = mine === 0 ? 1 : 0
    return {
      id: ids[mine],
      attach(events) {
        attached[mine] = events
        if (attached[other] !== undefined) {
          later(() => {
            const fingerprints = { local: NO_CERTIFICATE, remote: NO_CERTIFICATE }
            for (const both of attached) both?.onOpen(fingerprints, now())
          })
        }
        return {
          id: ids[mine],
          signal: () => undefined,
          bufferedBytes: 0,
          send(frame) {
            if (!isClosing) later(() => attached[other]?.onFrame(frame, now()))
          },
          close,
        }
      },
    }
  }
  return [end(0), end(1)]
}
