/**
 * The `LinkDriver` inside the engine's worker, where WebRTC does not exist: every link is kept by the
 * window's driver on the other end of a port (see `serve-links.ts`). Counts what was sent and has not
 * left the carrier, so that backpressure means the same on this side of the boundary.
 */

import type { LinkId, Timestamp } from '../../engine/base/ids.ts'
import {
  LINK_HIGH_WATER_BYTES,
  LINK_LOW_WATER_BYTES,
  type LinkDriver,
  type LinkEvents,
} from '../../engine/base/ports.ts'
import type { Port } from '../../rpc/port.ts'
import { parseLinkMessage, type ToWindow, type ToWorker } from './link-messages.ts'

/** How often the window is asked while something is buffered. */
const POLL_MS = 10

interface RemoteLink {
  readonly events: LinkEvents
  sent: number
  left: number
  isAboveHigh: boolean
  /** The engine has closed it: only the close itself is still reported. */
  isClosing: boolean
  poll: ReturnType<typeof setTimeout> | undefined
}

export function createRemoteLinks(port: Port, now: () => Timestamp): LinkDriver {
  const links = new Map<LinkId, RemoteLink>()
  const post = (message: ToWindow, transfer: ArrayBuffer[] = []) => port.postMessage(message, { transfer })

  const pollWhileBuffered = (id: LinkId, link: RemoteLink) => {
    if (link.poll !== undefined || link.sent === link.left) return
    link.poll = setTimeout(() => {
      link.poll = undefined
      post({ kind: 'poll', id })
    }, POLL_MS)
  }

  const onLeft = (id: LinkId, link: RemoteLink, bytes: number) => {
    link.left = bytes
    pollWhileBuffered(id, link)
    if (!link.isAboveHigh || link.sent - link.left >= LINK_LOW_WATER_BYTES) return
    link.isAboveHigh = false
    link.events.onDrain(now())
  }

  const forget = (id: LinkId, link: RemoteLink) => {
    clearTimeout(link.poll)
    links.delete(id)
  }

  const receive = (message: ToWorker) => {
    const link = links.get(message.id)
    if (link === undefined) return
    if (message.kind === 'closed') {
      forget(message.id, link)
      link.events.onClose(message.reason, now())
    } else if (!link.isClosing) {
      deliver(link, message)
    }
  }

  const deliver = (link: RemoteLink, message: Exclude<ToWorker, { kind: 'closed' }>) => {
    switch (message.kind) {
      case 'signal':
        return link.events.onSignal(message.description, now())
      case 'open':
        return link.events.onOpen(message.fingerprints, now())
      case 'frame':
        return link.events.onFrame(message.frame, now())
      case 'left':
        return onLeft(message.id, link, message.bytes)
    }
  }

  port.addEventListener('message', ({ data }) => receive(parseLinkMessage(data)))
  port.start()

  return {
    open(id, role, events) {
      const link: RemoteLink = { events, sent: 0, left: 0, isAboveHigh: false, isClosing: false, poll: undefined }
      links.set(id, link)
      post({ kind: 'open', id, role })
      const isUsable = () => links.get(id) === link && !link.isClosing
      return {
        id,
        signal(description) {
          if (isUsable()) post({ kind: 'signal', id, description })
        },
        send(frame) {
          if (!isUsable()) return
          const own = new Uint8Array(frame) // the caller may send the same bytes to others
          link.sent += own.length
          if (link.sent - link.left > LINK_HIGH_WATER_BYTES) link.isAboveHigh = true
          post({ kind: 'send', id, frame: own }, [own.buffer])
          pollWhileBuffered(id, link)
        },
        get bufferedBytes() {
          return links.get(id) === link ? link.sent - link.left : 0
        },
        close(reason) {
          if (!isUsable()) return
          link.isClosing = true
          post({ kind: 'close', id, reason })
        },
      }
    },
  }
}
