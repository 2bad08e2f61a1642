/** The simulated carriers pass the suites that the real ones pass. */

import { describe, test } from 'vitest'
import { linkContract } from '../../testing/contracts/link.ts'
import { openLinkProbe } from '../../testing/contracts/link-probe.ts'
import { rendezvousContract } from '../../testing/contracts/rendezvous.ts'
import { createSimNetwork, SIM_SERVERS, type SimNetwork } from './network.ts'

const STEP_MS = 5

async function until(
  network: SimNetwork,
  what: string,
  holds: () => boolean | Promise<boolean>,
  limit_ms: number,
): Promise<void> {
  const end = network.now() + limit_ms
  while (!(await holds())) {
    if (network.now() > end) throw new Error(`never: ${what}`)
    network.advance(STEP_MS)
  }
}

describe('the simulated link', () => {
  for (const story of linkContract) {
    test(story.name, async () => {
      const network = createSimNetwork({ seed: story.name })
      let devices = 0
      await story.run({
        async open(role) {
          const name = `device-${++devices}`
          return openLinkProbe(network.device(name).links, name, role)
        },
        until: (what, holds, limit_ms) => until(network, what, holds, limit_ms),
        pause: async (ms) => network.advance(ms),
      })
    })
  }
})

describe('the simulated link over a bad network', () => {
  for (const story of linkContract) {
    test(story.name, async () => {
      const link = { latency: [1, 300], loss: 0.05, duplication: 0.2, reordering: 0.5 } as const
      const network = createSimNetwork({ seed: story.name, link })
      let devices = 0
      await story.run({
        async open(role) {
          const name = `device-${++devices}`
          return openLinkProbe(network.device(name).links, name, role)
        },
        until: (what, holds, limit_ms) => until(network, what, holds, limit_ms * 4),
        pause: async (ms) => network.advance(ms),
      })
    })
  }
})

describe('the simulated rendezvous', () => {
  for (const rendezvous of [{}, { loss: 0.2, duplication: 0.3, reordering: 0.3 }]) {
    for (const story of rendezvousContract) {
      test(`${story.name} (${JSON.stringify(rendezvous)})`, async () => {
        const network = createSimNetwork({ seed: story.name, rendezvous })
        let devices = 0
        await story.run({
          device: async () => network.device(`device-${++devices}`).rendezvous,
          servers: SIM_SERVERS,
          until: (what, holds, limit_ms) => until(network, what, holds, limit_ms),
          pause: async (ms) => network.advance(ms),
        })
      })
    }
  }
})
