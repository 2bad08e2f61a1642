/**
 * What a device durably holds, as anybody could read it off the bytes: headers of everything, bodies of
 * control events. Judges nothing; what follows from them is for the model's own rules to say.
 */

import type { EventId, PeerId } from '../../engine/api.ts'
import { type EpochId, idFromBytes } from '../../engine/base/ids.ts'
import { FORM_WHOLE, KIND_CONTENT, KIND_CONTROL, parseEnvelope } from '../../engine/crypto/envelope.ts'
import { decodeBody, parseBody } from '../../engine/events/body.ts'
import type { Shape, ShapeBody } from '../../engine/events/fields.ts'

export interface Entry {
  readonly event_id: EventId
  readonly author: PeerId
  readonly plane: 1 | 2
  readonly seq: number
  /** The event before it in its chain. */
  readonly prev: EventId
  readonly created_at: number
  readonly epoch_id: EpochId | undefined
  readonly isWhole: boolean
  /** Of control events. */
  readonly type: string | undefined
  readonly bytes: Uint8Array
}

export interface StoredBytes {
  readonly event_id: EventId
  readonly bytes: Uint8Array
  readonly state: string
}

/** One event's bytes are read once, whoever holds them. */
export function createReader(): (stored: StoredBytes) => Entry {
  const read = new Map<string, Entry>()
  return ({ event_id, bytes }) => {
    const key = `${event_id} ${bytes[0]}`
    const entry = read.get(key) ?? entryOf(event_id, bytes)
    read.set(key, entry)
    return entry
  }
}

function entryOf(event_id: EventId, bytes: Uint8Array): Entry {
  const envelope = parseEnvelope(bytes)
  if (typeof envelope === 'string') throw new Error(`stored bytes that are no event: ${envelope}`)
  const { header, body, form } = envelope
  return {
    event_id,
    author: idFromBytes<PeerId>(header.author),
    plane: header.kind === KIND_CONTENT ? 2 : 1,
    seq: header.seq,
    prev: idFromBytes<EventId>(header.prev),
    created_at: header.created_at,
    epoch_id: header.epoch_id === undefined ? undefined : idFromBytes<EpochId>(header.epoch_id),
    isWhole: form === FORM_WHOLE,
    type: header.kind === KIND_CONTROL && body !== undefined ? decodeBody(body)?.type : undefined,
    bytes,
  }
}

const bodies = new WeakMap<Entry, unknown>()

/** The body of a control event of this type; `undefined` of any other. */
export function bodyOf<S extends Shape>(shape: S, entry: Entry): ShapeBody<S> | undefined {
  if (entry.type !== shape.type) return undefined
  const body = bodies.get(entry) ?? parseControl(shape, entry.bytes)
  bodies.set(entry, body)
  return body as ShapeBody<S>
}

function parseControl(shape: Shape, bytes: Uint8Array): unknown {
  const envelope = parseEnvelope(bytes)
  const typed = typeof envelope === 'string' || envelope.body === undefined ? undefined : decodeBody(envelope.body)
  const parsed = typed === undefined ? 'no body' : parseBody(shape, typed)
  if (typeof parsed === 'string') throw new Error(`a stored event that cannot be read: ${parsed}`)
  return parsed.body
}
