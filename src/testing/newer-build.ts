/**
 * The same identity under a build that knows one more event type: a copy of its disk, the new type's
 * tables, and a replay. What the older build parked must come alive (I18).
 */

import { createLog } from '../engine/base/log.ts'
import { VALID } from '../engine/base/outcome.ts'
import { createDatabase } from '../engine/db/database.ts'
import { sql } from '../engine/db/sql.ts'
import { createTableSql, table } from '../engine/db/table.ts'
import { defineEvent, type EventModule } from '../engine/events/event-module.ts'
import { defineShape, mention, text } from '../engine/events/fields.ts'
import { registry } from '../engine/events/registry.ts'
import { createContext } from '../engine/pipeline/context.ts'
import { replay } from '../engine/pipeline/replay.ts'
import { listIdentities } from '../engine/store/identities.ts'
import { openNodeSql } from '../platform/node/sql.ts'
import { createPrng } from '../platform/sim/prng.ts'
import { createLogTail } from './log-tail.ts'
import type { Member } from './member.ts'

/** A type of some later build: a poll in a channel. */
export const pollShape = defineShape('poll', 'content', 1, { channel_id: mention(), question: text(200) })

const pollTable = table('poll', { event_id: 'id', question: 'text' })

const poll = defineEvent({
  shape: pollShape,
  tables: [pollTable],
  validate: () => VALID,
  project: ({ id, body }) => [pollTable.row({ event_id: id, question: body.question })],
  commands: {},
  queries: {},
})

/** The questions that build shows. */
export async function pollsInNewerBuild(member: Member): Promise<readonly string[]> {
  const driver = await openNodeSql(member.device.copyDisk())
  const db = createDatabase(driver, () => undefined)
  driver.exec(createTableSql(pollTable))
  const local = listIdentities(db.wide).find(({ identity }) => identity === member.identity())
  if (local === undefined) throw new Error('the identity is on its disk')
  const modules = new Map(registry).set(poll.shape.type, poll as unknown as EventModule)
  const me = { ...local, siblings: [] }
  const context = createContext(me, modules, createPrng('newer build'), createLog(createLogTail()))
  db.transaction(local.identity, (tx) => replay(tx, context))
  const rows = db
    .read(local.identity)
    .all<{ question: string }>(sql`SELECT question FROM ${pollTable} ORDER BY question`)
  db.close()
  return rows.map(({ question }) => question)
}
