/**
 * The engine: the story of one event.
 *
 * A command authors events, or a link brings bytes; both become verified events, enter one transaction
 * (`pipeline/`), and after its commit the queries that read the tables written run again, and what is
 * new goes to the connected members. Owns the transactions, the identities of this device and the order
 * of things; has no clock and no randomness of its own.
 */

import type { CommandArgs, CommandName, CommandResult, QueryArgs, QueryName, QueryResult } from './api.ts'
import { EngineError, type EngineErrorCode } from './base/errors.ts'
import type { CommandId, IdentityId, PeerId, Timestamp } from './base/ids.ts'
import { createLog } from './base/log.ts'
import type { EnginePorts } from './base/ports.ts'
import { createDatabase, type Tx } from './db/database.ts'
import { openSchema } from './db/schema.ts'
import { identityCommand } from './device/commands.ts'
import type { Committed, Connections, MakeConnections } from './device/connections-host.ts'
import { createIdentityRuntime, type IdentityRuntime, outcomeName } from './device/identity-runtime.ts'
import { createIngestQueue } from './device/ingest-queue.ts'
import { createLiveQueries, type RunQuery } from './device/live-queries.ts'
import type { NewIdentityHost } from './device/make-identity.ts'
import { createDeviceCommands } from './device/new-identity.ts'
import { type DeviceQueries, identityIn, identityQuery } from './device/queries.ts'
import { createRenewals } from './device/renewal.ts'
import { hasJoined } from './events/local/network_joined.ts'
import { registry } from './events/registry.ts'
import { chooseEpoch } from './flows/epochs.ts'
import { closeUsedInvites } from './flows/invite.ts'
import { type Authoring, createAuthoring } from './pipeline/author.ts'
import { drain, type Ingested, ingest, LOCAL } from './pipeline/ingest.ts'
import { fingerprint, replay } from './pipeline/replay.ts'
import type { Verified } from './pipeline/verify.ts'
import { CONNECTION_TABLE, waitingOut } from './read/connection.ts'
import { identityRow } from './read/identities.ts'
import { previewInvite } from './read/invites.ts'
import { hasReady } from './store/blocked.ts'
import { commandResult, keepCommandResult, type LocalIdentity, listIdentities } from './store/identities.ts'
import { STORE_SQL, STORE_TABLES } from './store/tables.ts'

/** `Sotto` with time as an argument; `rpc/` binds it to a clock. */
export interface Engine {
  /** @throws EngineError (as a rejection) */
  command<N extends CommandName>(
    name: N,
    args: CommandArgs<N>,
    id: CommandId,
    t_ms: Timestamp,
  ): Promise<CommandResult<N>>
  /** @throws EngineError (as a rejection) */
  query<N extends QueryName>(name: N, args: QueryArgs<N>, t_ms: Timestamp): Promise<QueryResult<N>>
  watch<N extends QueryName>(
    name: N,
    args: QueryArgs<N>,
    onResult: (result: QueryResult<N>) => void,
    onError: (error: EngineErrorCode) => void,
  ): () => void
  /** The host's heartbeat, about once a second: everything timed happens here. */
  tick(t_ms: Timestamp): void
  /** The device's network came back or went. */
  online(isOnline: boolean, t_ms: Timestamp): void
  /** Closes links, rendezvous and the database. */
  close(): void
  /** For tests and tools: what no user asks for. */
  readonly inspect: EngineInspection
}

export interface EngineInspection {
  /** Resolves when no received byte is on its way through the engine. */
  idle(): Promise<void>
  /** Fingerprint of all projected state of one identity. */
  fingerprint(identity: IdentityId): string
  /** Rebuilds every projected row of one identity from its log. */
  replay(identity: IdentityId): void
  /** The stored wire events of one identity, in the order of recording. */
  log(identity: IdentityId): readonly Uint8Array[]
  /** Hands over events as a link would; `origin` names the link they are charged to. */
  receive(
    identity: IdentityId,
    events: readonly Uint8Array[],
    t_ms: Timestamp,
    origin?: string,
  ): Promise<readonly string[]>
  /** What blocked events wait for. */
  blocked(identity: IdentityId): readonly { readonly event_id: string; readonly missing: string }[]
}

type AnyArgs = Readonly<Record<string, unknown>>

/**
 * @param makeConnections `createConnections` of `network.ts`, or `createLateConnections` for a host that loads it later
 * @throws EngineError `version_mismatch` for a database made by a newer build
 */
export function createEngine(ports: EnginePorts, makeConnections: MakeConnections, t_ms: Timestamp): Engine {
  const log = createLog(ports.log)
  openSchema(ports.sql, STORE_SQL, [...STORE_TABLES, ...[...registry.values()].flatMap((module) => module.tables)])

  let now = t_ms
  const live = createLiveQueries(() => ports.nextTask())
  let isQuiet = false
  const db = createDatabase(ports.sql, (tables) => (isQuiet ? live.noted(tables) : live.touched(tables)))
  const runtimes = new Map<IdentityId, IdentityRuntime>()

  /** The clock as it was last told, which may have been set back since. */
  const at = (time: Timestamp): Timestamp => {
    now = time
    return now
  }

  const siblingsOf = (peer: PeerId): readonly PeerId[] =>
    listIdentities(db.wide).flatMap((local) => (local.peer_id === peer ? [] : [local.peer_id]))

  const open = (local: LocalIdentity): IdentityRuntime => {
    const me = {
      identity: local.identity,
      peer_id: local.peer_id,
      network_id: local.network_id,
      get siblings() {
        return siblingsOf(local.peer_id)
      },
    }
    const runtime = createIdentityRuntime(db.wide, me, registry, ports.random, log, ports.limits)
    runtimes.set(local.identity, runtime)
    return runtime
  }

  const runtimeOf = (identity: IdentityId): IdentityRuntime => {
    const runtime = runtimes.get(identity)
    if (runtime === undefined) throw new EngineError('unknown_identity')
    return runtime
  }

  /** What was on its way to an identity that left, or to an engine that closed, is taken in by nobody. */
  const hasLeft = (runtime: IdentityRuntime): boolean => runtimes.get(runtime.me.identity) !== runtime

  /** One transaction of one identity; on failure its caches are as if nothing had been tried. */
  const transact = <Result>(runtime: IdentityRuntime, work: (tx: Tx) => Result): Result => {
    try {
      return db.transaction(runtime.me.identity, work)
    } catch (error) {
      runtime.context.forget()
      throw error
    }
  }

  /** After a commit: sets and links hear of it. */
  const committed = (runtime: IdentityRuntime, parts: readonly Omit<Committed, 'bodies'>[], time: Timestamp): void => {
    const bodies = runtime.context.takeBodies()
    runtime.stored(
      parts.flatMap(({ events }) => events),
      bodies,
    )
    for (const part of parts) connections.committed(runtime, { ...part, bodies }, time)
  }

  /** What has been unblocked, more than one transaction takes, goes on in tasks of its own. */
  const drainRest = (runtime: IdentityRuntime, time: Timestamp): void => {
    if (!hasReady(db.wide, runtime.me.identity)) return
    runtime.needsDrain = true
    queue.add(runtime, [], LOCAL, time).catch(() => undefined) // told where it failed
  }

  const author = <Result>(
    runtime: IdentityRuntime,
    time: Timestamp,
    work: (context: Authoring, tx: Tx) => Result,
  ): Result => {
    const { result, authored } = transact(runtime, (tx) => {
      const context = createAuthoring(tx, runtime.context, runtime.room, chooseEpoch, time)
      return { result: work(context, tx), authored: context.authored }
    })
    committed(runtime, [{ events: authored, origin: LOCAL }], time)
    drainRest(runtime, time)
    return result
  }

  const commit = (
    runtime: IdentityRuntime,
    events: readonly Verified[],
    origin: string,
    time: Timestamp,
  ): readonly Ingested[] => {
    if (hasLeft(runtime)) return events.map((event) => ({ event, outcome: { kind: 'known' } })) // nobody asks
    const { outcomes, more, authored } = transact(runtime, (tx) => {
      const result = ingest(tx, runtime.context, runtime.room, events, origin, time)
      if (result.disproved) replay(tx, runtime.context)
      const admitted = connections.peerOn(runtime.me.identity, origin)
      const isAdmission = result.outcomes.some(
        ({ event, outcome }) => outcome.kind === 'stored' && event.plane === 1 && event.author === admitted,
      )
      const mayAdmit = hasJoined(tx.safe) && !runtime.context.isForked(tx.unsafe)
      if (admitted === undefined || !isAdmission || !mayAdmit) return { ...result, authored: [] }
      // Who admits the last use ends the link in the same transaction: a use limit is exact while connected.
      const context = createAuthoring(tx, runtime.context, runtime.room, chooseEpoch, time)
      closeUsedInvites(context, admitted)
      return { ...result, authored: context.authored }
    })
    runtime.needsDrain ||= more
    const stored = outcomes.flatMap(({ event, outcome }) =>
      outcome.kind === 'stored' || outcome.kind === 'declined' ? [event] : [],
    )
    for (const { outcome } of outcomes) runtime.count(outcomeName(outcome))
    committed(
      runtime,
      [
        { events: stored, origin },
        { events: authored, origin: LOCAL },
      ],
      time,
    )
    return outcomes
  }

  const drainOne = (runtime: IdentityRuntime): boolean => {
    const { more, available } = transact(runtime, (tx) => {
      const drained = drain(tx, runtime.context)
      if (drained.disproved) replay(tx, runtime.context)
      return drained
    })
    committed(runtime, [{ events: [], origin: '' }], now)
    runtime.needsDrain = more
    const waiting = available.flatMap((missing) => runtime.room.take(missing))
    if (waiting.length > 0)
      commit(
        runtime,
        waiting.map(({ event }) => event),
        waiting[0]?.origin ?? '',
        now,
      )
    return more
  }

  const queue = createIngestQueue({
    verifier: ports.verifier,
    nextTask: () => ports.nextTask(),
    commit,
    drain: drainOne,
    needsDrain: (runtime) => runtime.needsDrain && !hasLeft(runtime),
    quietly(work) {
      isQuiet = true
      try {
        work()
      } finally {
        isQuiet = false
      }
    },
    catchUp: () => live.catchUp(),
    failed: (error) => log.warn('STORE_FAILED', { result: error instanceof EngineError ? error.code : String(error) }),
  })

  const newIdentities: NewIdentityHost = {
    random: ports.random,
    db,
    open,
    start(runtime, time) {
      drainRest(runtime, time)
      connections.start(runtime, time)
    },
    discard: (runtime) => runtimes.delete(runtime.me.identity),
  }
  const renewals = createRenewals({ ...newIdentities, log, runtimes: () => [...runtimes.values()] })

  const connections: Connections = makeConnections({
    ports,
    log,
    db,
    now: () => now,
    /** Nobody asked for it: a device that may not write leaves it to others. */
    react: (runtime, time, work) => {
      if (!hasLeft(runtime) && !runtime.context.isForked(db.wide)) author(runtime, time, work)
    },
    renewals,
    receive: (runtime, events, origin, time) => queue.add(runtime, events, origin, time),
    touched: (table) => (isQuiet ? live.noted(new Set([table])) : live.touched(new Set([table]))),
    noted: (table) => live.noted(new Set([table])),
  })

  const deviceCommands = createDeviceCommands({
    ...newIdentities,
    runtimeOf,
    formersOf: renewals.formersOf,
    end(runtime, time) {
      runtimes.delete(runtime.me.identity)
      connections.end(runtime, time)
    },
  })

  const deviceQueries: { [N in keyof DeviceQueries]: (args: never, onTable: (table: string) => void) => unknown } = {
    'identity.list': (_args, onTable) => {
      onTable('identity')
      onTable(CONNECTION_TABLE) // a fork is noticed where links are
      return listIdentities(db.wide).map((local) => {
        const runtime = runtimeOf(local.identity)
        const continues_as = renewals.successorOf(runtime)?.me.identity
        const fork = { is_forked: runtime.context.isForked(db.wide), ...(continues_as && { continues_as }) }
        return identityRow(db.read(local.identity, onTable), local, fork)
      })
    },
    'invite.preview': (args: { readonly link: string }) => previewInvite(args.link, now),
  }

  const runQuery = (name: string, args: AnyArgs): RunQuery => {
    if (Object.hasOwn(deviceQueries, name)) {
      return (onTable) => deviceQueries[name as keyof DeviceQueries](args as never, onTable)
    }
    const query = identityQuery(name)
    return (onTable) => {
      const runtime = runtimeOf(identityIn(args))
      const { me } = runtime
      return query(db.read(me.identity, onTable), args as never, me, {
        t_ms: now,
        isConnected: (peer) => {
          onTable(CONNECTION_TABLE)
          return connections.isConnected(me.identity, peer)
        },
        connection: (safe) => {
          onTable(CONNECTION_TABLE)
          return {
            ...connections.state(me.identity),
            waiting_out: waitingOut(safe, me),
            is_forked: runtime.context.isForked(db.wide),
          }
        },
        peers: () => {
          onTable(CONNECTION_TABLE)
          return connections.peers(me.identity)
        },
        counters: () => ({
          ...Object.fromEntries(runtime.counters),
          ...connections.counters(me.identity),
          waiting_room: runtime.room.size,
        }),
      })
    }
  }

  const runCommand = (name: string, args: AnyArgs, id: CommandId, time: Timestamp): unknown => {
    const before = commandResult(db.wide, id)
    if (before !== undefined) return JSON.parse(before.result) ?? undefined
    if (Object.hasOwn(deviceCommands, name)) {
      return deviceCommands[name as keyof typeof deviceCommands](args as never, id, time)
    }
    const command = identityCommand(name)
    return author(runtimeOf(identityIn(args)), time, (context, tx) => {
      const result = command(context, args as never, tx)
      keepCommandResult(tx, id, JSON.stringify(result ?? null), time)
      return result
    })
  }

  db.purgeIfDue()
  for (const local of listIdentities(db.wide)) open(local)
  for (const runtime of runtimes.values()) newIdentities.start(runtime, t_ms)
  log.info('ENGINE_OPEN', { identities: runtimes.size, t_ms })

  return {
    async command(name, args, id, time) {
      return runCommand(name, args as unknown as AnyArgs, id, at(time)) as CommandResult<typeof name>
    },
    async query(name, args, time) {
      at(time)
      return runQuery(name, args as unknown as AnyArgs)(() => undefined) as QueryResult<typeof name>
    },
    watch: (name, args, onResult, onError) =>
      live.watch(runQuery(name, args as unknown as AnyArgs), onResult as (result: never) => void, onError),
    tick: (time) => connections.tick(at(time)),
    online: (isOnline, time) => connections.online(isOnline, at(time)),
    close() {
      runtimes.clear() // what is still on its way is nobody's
      connections.close(now)
      db.close()
    },
    inspect: {
      idle: async () => {
        await queue.idle()
        await connections.idle()
      },
      fingerprint: (identity) => fingerprint(db.read(identity), registry),
      replay(identity) {
        const runtime = runtimeOf(identity)
        transact(runtime, (tx) => replay(tx, runtime.context))
        committed(runtime, [{ events: [], origin: '' }], now)
      },
      log: (identity) =>
        db.wide
          .all<{ bytes: Uint8Array }>('SELECT bytes FROM log WHERE recorded_by = ? AND plane > 0 ORDER BY position', [
            identity,
          ])
          .map((row) => row.bytes),
      receive: async (identity, events, time, origin = 'test') =>
        (await queue.add(runtimeOf(identity), events, origin, at(time))).map(outcomeName),
      blocked: (identity) =>
        db.wide.all('SELECT event_id, missing FROM blocked WHERE recorded_by = ? ORDER BY event_id', [identity]),
    },
  }
}
