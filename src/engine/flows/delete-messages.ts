/**
 * Deleting messages for everyone: one's own, or as an admin those of people below. As many events as the
 * targets need; they commit together.
 */

import { EngineError, must } from '../base/errors.ts'
import { chunksOf } from '../base/groups.ts'
import { type EpochId, type EventId, idFromBytes } from '../base/ids.ts'
import { FORM_HUSK, KIND_CONTENT, parseEnvelope } from '../crypto/envelope.ts'
import type { UnsafeDb } from '../db/database.ts'
import { MAX_TARGETS, messageDeletionShape } from '../events/content/message_deletion.ts'
import type { CommandContext } from '../events/event-module.ts'
import { requireAuthority } from '../events/own-authority.ts'
import { ownMembership } from '../events/own-membership.ts'
import { type LogEntry, logEntry } from '../store/log.ts'
import { createPeople } from '../store/people.ts'

type MessageId = EventId<'message'>

/**
 * What is deleted already is passed over.
 * @throws EngineError `unknown_message`, `not_permitted`; then nothing is deleted
 */
export function deleteMessages(
  context: CommandContext,
  unsafe: Pick<UnsafeDb, 'first'>,
  message_ids: readonly MessageId[],
): void {
  const { db, me } = context
  const people = createPeople(db)
  const mine = people.of(me.peer_id)
  const own: LogEntry[] = []
  const others: LogEntry[] = []
  for (const id of new Set(message_ids)) {
    const entry = logEntry(unsafe, me.identity, id)
    if (entry === undefined || entry.kind !== KIND_CONTENT) throw new EngineError('unknown_message')
    if (entry.form === FORM_HUSK) continue
    if (people.of(entry.author).some((person) => mine.includes(person))) own.push(entry)
    else if (mine.some((person) => people.outranks(person, entry.author))) others.push(entry)
    else throw new EngineError('not_permitted')
  }
  const auth = ownMembership(db, me)
  for (const part of chunksOf(own, MAX_TARGETS)) {
    context.author(messageDeletionShape, { auth, right: undefined, epochs: [], targets: part.map(idOf) })
  }
  for (const part of chunksOf(others, MAX_TARGETS)) {
    const epochs = [...new Set(part.map(epochOf))]
    const authority = requireAuthority(db, me)
    context.author(messageDeletionShape, {
      auth: authority.auth,
      right: authority.right,
      epochs,
      targets: part.map(idOf),
    })
  }
}

const idOf = (entry: LogEntry): EventId => entry.event_id

function epochOf(entry: LogEntry): EpochId {
  const envelope = parseEnvelope(entry.bytes)
  const epoch = typeof envelope === 'string' ? undefined : envelope.header.epoch_id
  return idFromBytes<EpochId>(must(epoch, 'the epoch of stored content'))
}
