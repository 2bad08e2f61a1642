/**
 * `given(neighbourhood).when(event).gives(verdict, rows)`: one event before the real pipeline, in a
 * community whose other events are valid because the test says so. The event is real bytes, signed and
 * sealed, or a local draft; what is tested is its verdict and the rows it means. Everything is undone.
 * (`gives`, not `then`: what has a `then` is taken for a promise.)
 */

import { expect } from 'vitest'
import type { EventId, GroupId, NetworkId, PeerId } from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import { asIdentity, type EpochId, personOfFirst } from '../engine/base/ids.ts'
import { createLog } from '../engine/base/log.ts'
import type { RejectReason } from '../engine/base/outcome.ts'
import { encodeCanonical } from '../engine/crypto/cbor.ts'
import { createDatabase, type Database, type Tx } from '../engine/db/database.ts'
import { openSchema } from '../engine/db/schema.ts'
import { bodyValue, decodeBody } from '../engine/events/body.ts'
import type { LocalDraft } from '../engine/events/event-module.ts'
import type { Dependency, Shape, ShapeBody } from '../engine/events/fields.ts'
import { epochTable } from '../engine/events/group/group_epoch.ts'
import { keyIdOf } from '../engine/events/key-ids.ts'
import { groupKeyTable } from '../engine/events/local/group_key.ts'
import { registry } from '../engine/events/registry.ts'
import { createContext } from '../engine/pipeline/context.ts'
import { type Candidate, type Evaluation, evaluate } from '../engine/pipeline/project.ts'
import { verifyEventSync } from '../engine/pipeline/verify.ts'
import { device, membership, STORE_SQL, STORE_TABLES } from '../engine/store/tables.ts'
import { openNodeSql } from '../platform/node/sql.ts'
import { createPrng } from '../platform/sim/prng.ts'
import type { Forged } from './forge.ts'

/** A valid event, as far as others look at it. */
export interface Fact<Type extends string = string> {
  readonly id: EventId<Type>
  readonly dependency: Dependency
}

let facts = 0

/** @param author `undefined` for what only an accepted link vouches for */
export function fact<S extends Shape>(
  shape: S,
  author: PeerId | undefined,
  body: Partial<ShapeBody<S>>,
): Fact<S['type']> {
  const id = (++facts).toString(16).padStart(64, '0') as EventId<S['type']>
  return { id, dependency: { type: shape.type, id, author, body } }
}

export interface Neighbourhood {
  readonly network_id: NetworkId
  readonly facts?: readonly Fact[]
  readonly members?: readonly (readonly [peer: PeerId, group: GroupId | NetworkId])[]
  readonly keys?: readonly { readonly epoch_id: EpochId; readonly group_id: GroupId; readonly key: Uint8Array }[]
}

/** `valid`, why it is rejected, or what it waits for (`event:…`, `key:…`, `member:…`). */
export type Judgement = 'valid' | 'unsupported' | RejectReason | `${'event' | 'key' | 'member'}:${string}`

/** A row as its table and columns; without `recorded_by`. */
export type ProjectedRow = Readonly<Record<string, unknown>>

export interface Given {
  when(event: Forged | LocalDraft): { gives(verdict: Judgement, rows?: readonly ProjectedRow[]): Promise<void> }
}

const SILENT = createLog({ write: () => undefined })
const SELF = asIdentity(1)
const T_MS = 1_767_225_600_000

class Undone extends Error {}

let opened: Promise<Database> | undefined

async function open(): Promise<Database> {
  const driver = await openNodeSql()
  openSchema(driver, STORE_SQL, [...STORE_TABLES, ...[...registry.values()].flatMap((module) => module.tables)])
  return createDatabase(driver, () => undefined)
}

/** Runs this in a transaction and undoes it. */
async function tried<Result>(work: (tx: Tx) => Result): Promise<Result> {
  opened ??= open()
  const database = await opened
  const results: Result[] = []
  try {
    database.transaction(SELF, (tx) => {
      results.push(work(tx))
      throw new Undone()
    })
  } catch (error) {
    if (!(error instanceof Undone)) throw error
  }
  return must(results[0], 'a result')
}

function candidateOf(network_id: NetworkId, event: Forged | LocalDraft): Candidate {
  if ('shape' in event) {
    const typed = decodeBody(encodeCanonical(bodyValue(event.shape, event.body)))
    const id = 'ef'.repeat(32) as EventId
    return { id, author: '00'.repeat(32) as PeerId, seq: 0, created_at: T_MS, envelope: undefined, typed }
  }
  const verified = verifyEventSync(network_id, event.bytes)
  if (!verified.ok) throw new Error(`not an event: ${verified.reason}`)
  const { id, author, envelope, typed } = verified.event
  const { seq, created_at } = envelope.header
  return { id, author, seq, created_at, envelope, typed }
}

function judgementOf(evaluation: Evaluation): string {
  if (evaluation.state === 'rejected') return evaluation.reason
  return evaluation.state === 'blocked' ? evaluation.missing.join(' or ') : evaluation.state
}

function rowsOf(evaluation: Evaluation): readonly ProjectedRow[] {
  if (evaluation.state !== 'valid') return []
  return evaluation.module.project(evaluation.event, evaluation.deps as never).map(({ table, values }) => {
    const columns = Object.keys(table.columns).map((column, i) => [column, values[i]] as const)
    return { table: table.name, ...Object.fromEntries(columns) }
  })
}

export function given({ network_id, facts: valid = [], members = [], keys = [] }: Neighbourhood): Given {
  return {
    when: (event) => ({
      async gives(verdict, rows) {
        const evaluation = await tried((tx) => {
          const me = { identity: SELF, peer_id: '00'.repeat(32) as PeerId, network_id, siblings: [] }
          const context = createContext(me, registry, createPrng('given'), SILENT)
          for (const { id, dependency } of valid) context.dependencies.set(id, dependency)
          for (const [i, [peer_id, group_id]] of members.entries()) {
            const event_id = `aa${i}`.padEnd(64, '0') as EventId
            const person_id = personOfFirst(peer_id)
            tx.insert(device.row({ event_id, peer_id, person_id }))
            tx.insert(membership.row({ event_id, person_id, group_id }))
          }
          for (const [i, { epoch_id, group_id, key }] of keys.entries()) {
            const event_id = `bb${i}`.padEnd(64, '0') as EventId
            const key_id = keyIdOf(network_id, group_id, key)
            tx.insert(groupKeyTable.row({ event_id, epoch_id, group_id, key, key_id }))
            tx.insert(epochTable.row({ event_id: epoch_id, group_id, author: me.peer_id, created_at: T_MS, key_id }))
          }
          return evaluate(tx, context, candidateOf(network_id, event))
        })
        expect(judgementOf(evaluation)).toBe(verdict)
        if (rows !== undefined) expect(rowsOf(evaluation)).toEqual(rows)
      },
    }),
  }
}
