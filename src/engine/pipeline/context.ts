/**
 * What the pipeline knows of one identity while it runs: who it is, and caches of immutable facts
 * (opened epochs, memberships, decoded dependencies). Every entry can be read again from the database;
 * a rollback forgets them all.
 */

import { fromHex } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import type { EpochId, GroupId, PeerId, PersonId } from '../base/ids.ts'
import { LIMITS, type Limits } from '../base/limits.ts'
import type { Log } from '../base/log.ts'
import type { Missing } from '../base/outcome.ts'
import type { Random } from '../base/ports.ts'
import { type SigningKey, signingKeyFromSeed } from '../crypto/sign.ts'
import type { SafeDb, UnsafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import type { Me, Registry, Secrets } from '../events/event-module.ts'
import type { Dependency } from '../events/fields.ts'
import { contentKey } from '../seal/content.ts'
import { epochKey, groupPrekeySecret, isDisproved, signingSeed } from '../seal/keys.ts'
import { unwrapKey } from '../seal/wrap.ts'
import { hasForked } from '../store/log.ts'
import { device, membership } from '../store/tables.ts'
import { type BodyChanges, createBodyChanges } from './body-changes.ts'
import { type ControlActs, createControlActs } from './control-acts.ts'
import { createUnknownEpochs, type UnknownEpochs } from './unknown-epochs.ts'
import { createVolumes, type Volumes } from './volumes.ts'
import { createWaitingBodies, type WaitingBodies } from './waiting-bodies.ts'

export interface OpenEpoch {
  readonly group_id: GroupId
  /** Seals and opens bodies. */
  readonly contentKey: Uint8Array
  /** Told by a link, its epoch not having come: what it does not open waits for another key. */
  readonly isVouched: boolean
}

export interface PipelineContext {
  readonly me: Me
  readonly registry: Registry
  readonly random: Random
  readonly log: Log
  /** Valid events others depend on, decoded. */
  readonly dependencies: Map<string, Dependency>
  /** What links have brought under epochs nobody here has heard of. */
  readonly unknownEpochs: UnknownEpochs
  /** What became of bodies since it was last taken: in the transaction that runs. */
  readonly bodies: BodyChanges
  takeBodies(): BodyChanges
  readonly acts: ControlActs
  readonly volumes: Volumes
  readonly waitingBodies: WaitingBodies
  epoch(db: SafeDb, id: EpochId): OpenEpoch | undefined
  /** Whether the event of this epoch, being here, belies what a link said of its key (I9). */
  isDisproved(db: SafeDb, id: EpochId): boolean
  isMemberOf(db: SafeDb, peer: PeerId, group: string): boolean
  /** What may make the device a member of the group: a person it is of joins it, or it becomes another's. */
  awaitedFor(db: SafeDb, peer: PeerId, group: string): readonly Missing[]
  secrets(db: SafeDb): Secrets
  signingSeed(db: SafeDb): Uint8Array
  /** The seed is read each time, so that it is nowhere else. */
  signingKey(db: SafeDb): SigningKey
  /** Whether this device's own chain has forked: then it writes nothing more. */
  isForked(db: Pick<UnsafeDb, 'first'>): boolean
  /** An event of this device has come from elsewhere: a lost commit, or a fork. */
  metItself(): void
  /** Before a replay: everything is read anew. What the transaction has noted of bodies stays. */
  refresh(): void
  /** After a rollback. */
  forget(): void
}

export function createContext(
  me: Me,
  registry: Registry,
  random: Random,
  log: Log,
  limits: Limits = LIMITS,
): PipelineContext {
  const dependencies = new Map<string, Dependency>()
  const epochs = new Map<EpochId, OpenEpoch>()
  const members = new Map<string, Set<PeerId>>()
  let isForked: boolean | undefined
  let publicKey: Uint8Array | undefined
  let bodies = createBodyChanges()
  const acts = createControlActs()
  const volumes = createVolumes(limits.author_bytes)
  const waitingBodies = createWaitingBodies()

  const refresh = (): void => {
    isForked = undefined
    dependencies.clear()
    epochs.clear()
    members.clear()
    acts.forget()
    volumes.forget()
    waitingBodies.forget()
  }

  return {
    me,
    registry,
    random,
    log,
    dependencies,
    unknownEpochs: createUnknownEpochs(),
    get bodies() {
      return bodies
    },
    takeBodies() {
      const taken = bodies
      bodies = createBodyChanges()
      return taken
    },
    acts,
    volumes,
    waitingBodies,
    epoch(db, id) {
      const known = epochs.get(id)
      if (known !== undefined) return known
      const row = epochKey(db, id)
      if (row === undefined) return undefined
      const { group_id, isVouched } = row
      const epoch = { group_id, contentKey: contentKey(me.network_id, row.key), isVouched }
      if (!isVouched) epochs.set(id, epoch) // the other kind is no fact yet
      return epoch
    },
    isDisproved,
    isMemberOf(db, peer, group) {
      const known = members.get(group)
      if (known?.has(peer) === true) return true
      const row = db.first(
        sql`SELECT 1 AS yes FROM ${device} d JOIN ${membership} m ON m.person_id = d.person_id
          WHERE d.peer_id = ${peer} AND m.group_id = ${group} LIMIT 1`,
      )
      if (row === undefined) return false
      if (known === undefined) members.set(group, new Set([peer]))
      else known.add(peer)
      return true
    },
    awaitedFor: (db, peer, group) => {
      const people = db.all<{ person_id: PersonId }>(
        sql`SELECT DISTINCT person_id FROM ${device} WHERE peer_id = ${peer}`,
      )
      const joins = people.map(({ person_id }): Missing => `member:${person_id}:${group}`)
      return [`member:${peer}:${me.network_id}`, ...joins]
    },
    secrets: (db) => ({
      me: me.peer_id,
      unwrap(wrap, group, author, keyId) {
        const prekey = must(fromHex(wrap.prekey_id), 'a parsed prekey id')
        const secret = groupPrekeySecret(db, prekey)
        if (secret === undefined) return undefined
        return unwrapKey({ network: me.network_id, group, author }, wrap, secret, keyId)
      },
    }),
    signingSeed,
    signingKey(db) {
      const seed = signingSeed(db)
      publicKey ??= signingKeyFromSeed(seed).publicKey
      return { seed, publicKey }
    },
    isForked(db) {
      isForked ??= hasForked(db, me.identity, me.peer_id)
      return isForked
    },
    metItself() {
      isForked = undefined
    },
    refresh,
    forget() {
      refresh()
      bodies = createBodyChanges()
    },
  }
}
