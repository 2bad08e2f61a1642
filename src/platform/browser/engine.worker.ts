/** Worker composition root: the engine on SQLite in OPFS, with the window's links and the Nostr relays. */

import { createEngine } from '../../engine/engine.ts'
import { createLateConnections } from '../../engine/late-network.ts'
import { consoleLog } from '../web/console-log.ts'
import { systemRandom } from '../web/random.ts'
import { createListedRendezvous } from './listed-rendezvous.ts'
import { createNextTask } from './next-task.ts'
import { openOpfsSql } from './opfs-sql.ts'
import { createParallelVerifier } from './parallel-verifier.ts'
import { loadRendezvousList } from './rendezvous-list.ts'
import { hostEngine } from './worker-host.ts'

/** In the origin private file system. */
const DIRECTORY = 'sotto'
const log = consoleLog()
const random = systemRandom

hostEngine(log, async ({ links, base, now }) => {
  const rendezvous = createListedRendezvous({
    listAddress: new URL('rendezvous.json', base).href,
    // What speaks to the relays comes once the engine is open: nobody waits for it who reads or writes.
    load: async () => {
      const { openNostrRendezvous } = await import('./rendezvous.ts')
      return openNostrRendezvous({ relays: (await loadRendezvousList(fetch, base)).relays, random, now })
    },
    now,
  })
  const verifier = createParallelVerifier(log)
  const sql = await openOpfsSql(DIRECTORY, log)
  const nextTask = createNextTask()
  const connections = createLateConnections(async () => (await import('../../engine/network.ts')).createConnections)
  const build = __BUILD_ID__
  return createEngine({ sql, random, verifier, links, rendezvous, log, nextTask, build }, connections, now())
})
