/**
 * The window's end of the links of an engine in a worker: opens them with the real driver and tells the
 * worker everything that happens to them. Holds no state of its own beyond the links that are open.
 */

import { EngineError } from '../../engine/base/errors.ts'
import type { LinkId } from '../../engine/base/ids.ts'
import type { Link, LinkDriver, LinkRole } from '../../engine/base/ports.ts'
import type { Port } from '../../rpc/port.ts'
import { parseLinkMessage, type ToWindow, type ToWorker, transferable } from './link-messages.ts'

interface ServedLink {
  readonly link: Link
  handedOver: number
}

/** Serves one worker for as long as it lives. @returns closes what is open; for when the worker has died */
export function serveLinks(port: Port, driver: LinkDriver): () => void {
  const links = new Map<LinkId, ServedLink>()
  const post = (message: ToWorker, transfer: ArrayBuffer[] = []) => port.postMessage(message, { transfer })

  const open = (id: LinkId, role: LinkRole) => {
    try {
      const link = driver.open(id, role, {
        onSignal: (description) => post({ kind: 'signal', id, description }),
        onOpen: (fingerprints) => post({ kind: 'open', id, fingerprints }),
        onFrame(bytes) {
          const frame = transferable(bytes) // ours by the port's contract
          post({ kind: 'frame', id, frame }, [frame.buffer])
        },
        onDrain: () => reportLeft(id),
        onClose(reason) {
          links.delete(id)
          post({ kind: 'closed', id, reason })
        },
      })
      links.set(id, { link, handedOver: 0 })
    } catch (error) {
      const reason = error instanceof EngineError ? error.code : error instanceof Error ? error.name : 'unknown'
      post({ kind: 'closed', id, reason: `cannot open: ${reason}` })
    }
  }

  const reportLeft = (id: LinkId) => {
    const served = links.get(id)
    if (served !== undefined) post({ kind: 'left', id, bytes: served.handedOver - served.link.bufferedBytes })
  }

  const receive = (message: ToWindow) => {
    if (message.kind === 'open') return open(message.id, message.role)
    const served = links.get(message.id)
    if (served === undefined) return // closed meanwhile, and the worker is being told
    switch (message.kind) {
      case 'signal':
        return served.link.signal(message.description)
      case 'send':
        served.handedOver += message.frame.length
        served.link.send(message.frame)
        return reportLeft(message.id)
      case 'poll':
        return reportLeft(message.id)
      case 'close':
        return served.link.close(message.reason)
    }
  }

  port.addEventListener('message', ({ data }) => receive(parseLinkMessage(data)))
  port.start()
  return () => {
    for (const { link } of [...links.values()]) link.close('worker gone')
    port.close()
  }
}
