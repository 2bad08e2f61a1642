/** Links kept by another thread pass the suite of all links: simulated carriers behind a real MessageChannel. */

import { afterEach, expect, test } from 'vitest'
import { asLinkId, asTimestamp } from '../../engine/base/ids.ts'
import type { LinkDriver, LinkEvents } from '../../engine/base/ports.ts'
import { linkContract } from '../../testing/contracts/link.ts'
import { openLinkProbe } from '../../testing/contracts/link-probe.ts'
import { createSimNetwork } from '../sim/network.ts'
import { createRemoteLinks } from './remote-links.ts'
import { serveLinks } from './serve-links.ts'

const STEP_MS = 5
const ends: (() => void)[] = []
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

const ignore = () => undefined
const unheard: LinkEvents = { onSignal: ignore, onOpen: ignore, onFrame: ignore, onDrain: ignore, onClose: ignore }

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

/** The driver as the other thread sees it. */
function remote(driver: LinkDriver): LinkDriver {
  const { port1, port2 } = new MessageChannel()
  ends.push(() => port1.close())
  serveLinks(port1, driver)
  return createRemoteLinks(port2, () => asTimestamp(0))
}

for (const story of linkContract) {
  test(story.name, async () => {
    const network = createSimNetwork({ seed: story.name })
    let devices = 0
    await story.run({
      async open(role) {
        const name = `device-${++devices}`
        return openLinkProbe(remote(network.device(name).links), name, role)
      },
      // simulated time for the carriers, real time for the channel between the threads
      async until(what, holds, limit_ms) {
        const end = network.now() + limit_ms
        while (!(await holds())) {
          if (network.now() > end) throw new Error(`never: ${what}`)
          network.advance(STEP_MS)
          await sleep(1)
        }
      },
      async pause(ms) {
        network.advance(ms)
        await sleep(ms)
      },
    })
  })
}

test('a frame stays usable for its sender, who may send it on another link', async () => {
  const network = createSimNetwork({ seed: 'shared frame' })
  const links = remote(network.device('alice').links)
  const frame = Uint8Array.of(1, 2, 3)
  for (const name of ['a', 'b']) links.open(asLinkId(name), 'initiator', unheard).send(frame)
  expect(frame).toEqual(Uint8Array.of(1, 2, 3))
})

test('a window without WebRTC closes the link with a reason instead of leaving it to wait', async () => {
  const links = remote({
    open() {
      throw new ReferenceError('RTCPeerConnection is not defined')
    },
  })
  const reason = await new Promise((resolve) => {
    links.open(asLinkId('a'), 'initiator', { ...unheard, onClose: resolve })
  })
  expect(reason).toBe('cannot open: ReferenceError')
})
