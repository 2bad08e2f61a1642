/**
 * Authoring: draft → seal → sign → the same door as everything else. Extends this device's own chain;
 * nothing leaves before the transaction is durable (I7).
 */

import { assert, EngineError, must } from '../base/errors.ts'
import {
  type EpochId,
  type EventId,
  type GroupId,
  ID_BYTES,
  idBytes,
  type PeerId,
  type Timestamp,
} from '../base/ids.ts'
import type { EventState } from '../base/outcome.ts'
import { AEAD_NONCE_BYTES } from '../crypto/aead.ts'
import { encodeCanonical } from '../crypto/cbor.ts'
import {
  ENVELOPE_VERSION,
  encodeHeader,
  type Header,
  KIND_CONTENT,
  KIND_CONTROL,
  KIND_STATE,
} from '../crypto/envelope.ts'
import { signOwnEvent } from '../crypto/event-signature.ts'
import type { Tx } from '../db/database.ts'
import { bodyValue } from '../events/body.ts'
import type { CommandContext } from '../events/event-module.ts'
import type { Shape, ShapeBody } from '../events/fields.ts'
import { sealBody, sealedLength } from '../seal/content.ts'
import { wantDeclined } from '../store/declined.ts'
import { chainHead, type Plane } from '../store/log.ts'
import type { PipelineContext } from './context.ts'
import { conclude, ingest, LOCAL } from './ingest.ts'
import { createEffects, recordLocal } from './project.ts'
import { ownEvent, type Verified, verifyEventSync } from './verify.ts'
import type { WaitingRoom } from './waiting-room.ts'

/** Says which epoch to seal to, authoring one first when it must. @throws EngineError `no_key` */
export type ChooseEpoch = (context: CommandContext, group: GroupId) => EpochId

/** The origin of what another identity of this browser had stored. */
const TAKEN_OVER = 'taken over'

const KIND_OF = { control: KIND_CONTROL, content: KIND_CONTENT, state: KIND_STATE } as const

export interface Authoring extends CommandContext {
  /** What was authored, in order, to be pushed after the commit. */
  readonly authored: readonly Verified[]
  /** Records signed bytes of others or the root through the same transaction; they may wait for what they name. */
  record(bytes: Uint8Array): EventId
  /** All of this author is kept from now on, and what was declined is wanted back. */
  keepsAllOf(author: PeerId): void
  /** Takes in what another log of this browser holds, in its order, whatever comes of each event. */
  takeOver(events: readonly Uint8Array[]): void
}

/** The context of one command: everything it authors is recorded in the transaction given. */
export function createAuthoring(
  tx: Tx,
  context: PipelineContext,
  room: WaitingRoom,
  chooseEpoch: ChooseEpoch,
  t_ms: Timestamp,
): Authoring {
  const authored: Verified[] = []

  const verified = (bytes: Uint8Array): Verified => {
    const result = verifyEventSync(context.me.network_id, bytes)
    if (!result.ok) throw new EngineError('internal', result.reason)
    return result.event
  }

  const take = (event: Verified): { readonly id: EventId; readonly state: EventState } => {
    const { outcomes } = ingest(tx, context, room, [event], LOCAL, t_ms)
    const outcome = must(outcomes[0], 'an outcome').outcome
    if (outcome.kind !== 'known' && outcome.kind !== 'stored') {
      throw new EngineError('not_permitted', JSON.stringify(outcome))
    }
    authored.push(event)
    return { id: event.id, state: outcome.kind === 'stored' ? outcome.state : 'valid' }
  }

  const author = <S extends Shape>(shape: S, body: ShapeBody<S>, group?: GroupId): EventId<S['type']> => {
    assert(shape.kind !== 'local', 'local-only events are recorded, not authored')
    if (context.isForked(tx.unsafe)) throw new EngineError('device_forked')
    const plaintext = encodeCanonical(bodyValue(shape, body))
    const isSealed = shape.kind !== 'control'
    const epochId = isSealed ? chooseEpoch(authoring, must(group, 'the group to seal to')) : undefined
    const plane: Plane = shape.kind === 'content' ? 2 : 1
    const head = chainHead(tx.unsafe, tx.identity, context.me.peer_id, plane)
    const header: Header = {
      version: ENVELOPE_VERSION,
      kind: KIND_OF[shape.kind],
      author: idBytes(context.me.peer_id),
      seq: head === undefined ? 0 : head.seq + 1,
      prev: head === undefined ? new Uint8Array(ID_BYTES) : idBytes(head.event_id),
      created_at: head === undefined ? t_ms : Math.max(t_ms, head.created_at + 1),
      body_len: isSealed ? sealedLength(plaintext.length) : plaintext.length,
      ...(epochId === undefined ? {} : { epoch_id: idBytes(epochId), nonce: context.random.bytes(AEAD_NONCE_BYTES) }),
    }
    const sealed = epochId === undefined ? plaintext : seal(header, epochId, plaintext)
    const { network_id } = context.me
    const signed = signOwnEvent(context.signingKey(tx.safe), idBytes(network_id), header, sealed)
    const { id, state } = take(ownEvent(network_id, signed))
    if (state !== 'valid') throw new EngineError('not_permitted', state)
    return id as EventId<S['type']>
  }

  const seal = (header: Header, epochId: EpochId, plaintext: Uint8Array): Uint8Array => {
    const epoch = must(context.epoch(tx.safe, epochId), 'the key of the chosen epoch')
    return sealBody(epoch.contentKey, must(header.nonce, 'a nonce'), encodeHeader(header), plaintext)
  }

  const local = <S extends Shape>(shape: S, body: ShapeBody<S>): EventId<S['type']> => {
    const effects = createEffects()
    const id = recordLocal(tx, context, { shape, body: body as ShapeBody<Shape> }, t_ms, effects)
    conclude(tx, context, effects)
    return id as EventId<S['type']>
  }

  const authoring: Authoring = {
    me: context.me,
    db: tx.safe,
    random: context.random,
    t_ms,
    authored,
    author,
    local,
    record: (bytes) => take(verified(bytes)).id,
    keepsAllOf(peer) {
      context.volumes.lift(tx, peer)
      for (const id of wantDeclined(tx, peer)) context.bodies.opened.add(id)
    },
    takeOver(events) {
      ingest(tx, context, room, events.map(verified), TAKEN_OVER, t_ms)
    },
  }
  return authoring
}
