/**
 * The engine's worker with the smallest engine in it. A channel whose name begins with `slow` is stored
 * at once and answered late, so that its author's command is under way when the leader dies.
 */

import { openOpfsSql } from '../../../src/platform/browser/opfs-sql.ts'
import { hostEngine } from '../../../src/platform/browser/worker-host.ts'
import { consoleLog } from '../../../src/platform/web/console-log.ts'
import { parseValue } from '../../../src/rpc/messages.ts'
import type { HostedEngine } from '../../../src/rpc/serve.ts'
import { createTinyEngine } from '../../../src/rpc/tiny-engine.testing.ts'

const SLOW_MS = 3_000
const log = consoleLog()

function slowly(engine: HostedEngine): HostedEngine {
  return {
    ...engine,
    async command(name, args, id, t_ms) {
      const result = await engine.command(name, args, id, t_ms)
      const { name: channel } = parseValue<{ name: string }>(args)
      if (channel.startsWith('slow')) await new Promise((resolve) => setTimeout(resolve, SLOW_MS))
      return result
    },
  }
}

hostEngine(log, async () => slowly(createTinyEngine(await openOpfsSql('tabs', log))))
