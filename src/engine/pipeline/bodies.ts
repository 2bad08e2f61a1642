/**
 * Bodies follow authority. At the end of a transaction the content that something new speaks of is judged:
 * what an effective claim or a cut erases loses its body and every row made of it; a husk that neither explains is a
 * gap, whose body is wanted. Either may change again with authority; what was erased meanwhile is gone
 * here, and only another holder can bring it back.
 */

import {
  allCutOff,
  claimedAmong,
  claimedBy,
  claimedByPeople,
  claimedOfDevices,
  concernedByCuts,
  createErasureJudge,
  cutOffAmong,
  type ErasureJudge,
} from '../authority/erasure.ts'
import type { StandingChanges } from '../authority/standing.ts'
import { must } from '../base/errors.ts'
import { type EpochId, type EventId, idFromBytes, type PeerId, type PersonId } from '../base/ids.ts'
import { FORM_HUSK, KIND_CONTENT, parseEnvelope } from '../crypto/envelope.ts'
import type { Tx } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { deleteSql } from '../db/table.ts'
import type { Registry } from '../events/event-module.ts'
import { forgetDeclined, isDeclined } from '../store/declined.ts'
import { closeGap, dropBody, isGap, openGap } from '../store/husks.ts'
import { type LogEntry, logEntry } from '../store/log.ts'
import { device, erasureClaim, log } from '../store/tables.ts'
import type { PipelineContext } from './context.ts'
import type { Effects } from './project.ts'

/** Judges what this transaction's events speak of. @param changes what the fold has changed, which has run */
export function settleBodies(tx: Tx, context: PipelineContext, effects: Effects, changes: StandingChanges): void {
  const db = tx.safe
  const { people, cutDevices, strays, erasures } = changes
  const joined = [...effects.members]
  const devices = people.length === 0 ? [] : devicesOf(tx, people)
  settleEach(
    tx,
    context,
    new Set([
      ...effects.husks,
      ...effects.targets,
      ...claimedAmong(db, effects.bodies),
      ...cutOffAmong(db, effects.bodies),
      ...concernedByCuts(db, { cutDevices, others: devices }),
      ...strays,
      ...claimedBy(db, [...strays, ...erasures]),
      ...claimedByPeople(db, [...people, ...(joined as string[] as PersonId[])]),
      ...claimedOfDevices(db, [...devices, ...(joined as string[] as PeerId[])]),
    ]),
  )
}

/** Judges everything: the end of a replay. */
export function settleAllBodies(tx: Tx, context: PipelineContext): void {
  const rows = tx.safe.all<{ event_id: EventId }>(
    sql`SELECT event_id FROM ${log} WHERE form = ${FORM_HUSK} UNION SELECT target_id FROM ${erasureClaim}`,
  )
  settleEach(tx, context, new Set([...rows.map((row) => row.event_id), ...allCutOff(tx.safe)]))
}

function devicesOf(tx: Tx, people: readonly PersonId[]): readonly PeerId[] {
  return tx.safe
    .all<{ peer_id: PeerId }>(
      sql`SELECT DISTINCT peer_id FROM ${device} WHERE person_id IN (SELECT value FROM json_each(${JSON.stringify(people)}))`,
    )
    .map((row) => row.peer_id)
}

function settleEach(tx: Tx, context: PipelineContext, ids: ReadonlySet<EventId>): void {
  if (ids.size === 0) return
  const judge = createErasureJudge(tx.safe, context.me.peer_id)
  for (const id of ids) {
    const entry = logEntry(tx.unsafe, tx.identity, id)
    // Control events never become husks: a deletion of a deletion is nothing.
    if (entry !== undefined && entry.kind === KIND_CONTENT) settleOne(tx, context, judge, entry)
  }
}

function settleOne(tx: Tx, context: PipelineContext, judge: ErasureJudge, entry: LogEntry): void {
  const { event_id, author, seq } = entry
  const { bodies } = context
  const isErased = judge.isErased({ event_id, author, epoch_id: epochOf(entry) })
  if (entry.form !== FORM_HUSK) {
    if (isErased) erase(tx, context, entry)
    return
  }
  const wasDeclined = isDeclined(tx, event_id)
  const isUnheld = wasDeclined || isGap(tx.unsafe, tx.identity, event_id)
  if (isErased === !isUnheld) return
  if (isErased) {
    if (wasDeclined) forgetDeclined(tx, event_id)
    else closeGap(tx, event_id)
    bodies.closed.push({ author, seq })
  } else {
    openGap(tx, event_id)
    bodies.opened.add(event_id)
  }
}

/** The body, and the rows that were made of it: content has rows of its own tables only. */
function erase(tx: Tx, context: PipelineContext, entry: LogEntry): void {
  dropBody(tx, entry)
  context.waitingBodies.take(entry.event_id)
  context.volumes.add(entry.author, -entry.bytes.length)
  for (const table of contentTables(context.registry)) {
    tx.unsafe.run(table.name, deleteSql(table), [tx.identity, entry.event_id])
  }
  context.bodies.erased.add(entry.event_id)
}

function contentTables(registry: Registry) {
  return [...registry.values()].flatMap((module) => (module.shape.kind === 'content' ? module.tables : []))
}

function epochOf(entry: LogEntry): EpochId {
  const envelope = parseEnvelope(entry.bytes)
  const header = typeof envelope === 'string' ? undefined : envelope.header
  return idFromBytes<EpochId>(must(header?.epoch_id, 'the epoch of stored content'))
}
