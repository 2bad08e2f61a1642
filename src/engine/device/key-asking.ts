/**
 * Asks for the keys this device is entitled to and does not hold, and hears what others ask. Owns the
 * pace of both: an asker waits longer each time, and who is asked again and again believes less each
 * time. Whether and by whom a request is answered is the planner's business (`key-sharing.ts`).
 */

import { isMember } from '../authority/standing.ts'
import { toHex } from '../base/bytes.ts'
import type { EpochId, PeerId, Timestamp } from '../base/ids.ts'
import { createBoundedSet } from '../crypto/bounded-set.ts'
import { sha256 } from '../crypto/hash.ts'
import { keyAsks, noteAsked } from '../flows/ask-keys.ts'
import { takeKeys } from '../flows/renew-device.ts'
import { MAX_REQUESTED_KEYS, makeKeyRequest, readKeyRequest } from '../seal/key-request.ts'
import { epochKey } from '../seal/keys.ts'
import { holdersOf, type MissingKey, missingKeys, refuseWraps } from '../seal/lacks.ts'
import type { ConnectionsHost } from './connections-host.ts'
import type { IdentityRuntime } from './identity-runtime.ts'
import type { StatementWorth } from './receipts.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** A key that nobody has wrapped yet is given time to come by itself. */
const PATIENCE_MS = MINUTE_MS
/** Between two looks at what is missing, and so between two requests of this device. */
const LOOK_GAP_MS = 5_000
/** Between two requests of one device that are heard here. */
const HEARD_GAP_MS = 5_000
/** Looked through for those that are due. */
const MAX_MISSING = 1_024
const REMEMBERED_REQUESTS = 4_096
const REMEMBERED_PAIRS = 65_536
/** Devices whose latest request is passed on to who comes, about 2 kB each. */
const REMEMBERED_ASKERS = 64

/** Before the same key is asked for again. */
function askAgainAfter(times: number): number {
  return times === 0 ? 0 : Math.min(HOUR_MS, MINUTE_MS * 2 ** (times - 1))
}

/** Before the same device is believed again that the same key does not open: at once the first time. */
function believeAgainAfter(times: number): number {
  return times === 0 ? 0 : Math.min(24 * HOUR_MS, MINUTE_MS * 4 ** (times - 1))
}

/** Clocks go back: what lies ahead of now is no reason to wait. */
function hasPassed(since: number, wait_ms: number, t_ms: number): boolean {
  return since > t_ms || t_ms - since >= wait_ms
}

export interface KeyAsking {
  /** A request to be sent to every connected member, when one is due. */
  next(t_ms: Timestamp): Uint8Array | undefined
  /** What was asked of others before, for who has just come: nobody waits out a pace meant for those who did not answer. */
  ofNewcomer(t_ms: Timestamp): Uint8Array | undefined
  /** The latest requests of others that nothing known here has answered: who has just come may hold the keys. */
  unanswered(): readonly Uint8Array[]
  /** Takes a request in; `news` is to be passed on, and the planner has something to look at. */
  take(bytes: Uint8Array, t_ms: Timestamp): StatementWorth
}

export function createKeyAsking(host: ConnectionsHost, runtime: IdentityRuntime): KeyAsking {
  const { identity, peer_id, network_id } = runtime.me
  const db = host.db.read(identity)
  const noticed = new Map<EpochId, number>()
  let lookedAt: number | undefined
  const heard = createBoundedSet<string>(REMEMBERED_REQUESTS)
  const heardAt = new Map<PeerId, number>()
  const believed = new Map<string, { readonly times: number; readonly at: number }>()
  /** The latest request of each device, the latest last. */
  const latest = new Map<PeerId, { readonly bytes: Uint8Array; readonly epochs: readonly EpochId[] }>()

  /**
   * Which wraps a device is believed not to open: those made before the time returned. Half of what it had
   * to wait ago, so that of many holders, who hear at different times, none takes another's answer for old.
   */
  const believes = (device: PeerId, epoch: EpochId, t_ms: number): number | undefined => {
    const name = `${device}:${epoch}`
    const { times, at } = believed.get(name) ?? { times: 0, at: t_ms }
    const wait_ms = believeAgainAfter(times)
    if (!hasPassed(at, wait_ms, t_ms)) return undefined
    if (believed.size >= REMEMBERED_PAIRS) believed.clear()
    believed.set(name, { times: times + 1, at: t_ms })
    return t_ms - wait_ms / 2
  }

  const requestFor = (missing: readonly MissingKey[], t_ms: Timestamp): Uint8Array | undefined => {
    const epochs = missing.slice(0, MAX_REQUESTED_KEYS).map(({ epoch_id }) => epoch_id)
    if (epochs.length === 0) return undefined
    host.db.transaction(identity, (tx) => noteAsked(tx, epochs, t_ms))
    host.log.info('KEYS_ASKED', { as: identity, epochs: epochs.length, t_ms })
    return makeKeyRequest(network_id, runtime.context.signingSeed(db), peer_id, epochs, host.ports.random)
  }

  /** What came to the identities whose place this one took: they write nothing any more, and give nobody anything. */
  const inherit = (missing: readonly MissingKey[], t_ms: Timestamp): void => {
    const wanted = new Set(missing.map(({ epoch_id }) => epoch_id))
    for (const former of host.renewals.formersOf(runtime)) {
      const theirs = host.db.read(former.me.identity)
      const isTheirs = [...wanted].some((epoch) => epochKey(theirs, epoch)?.isVouched === false)
      if (isTheirs) host.react(runtime, t_ms, (context) => takeKeys(context, theirs, (epoch) => wanted.delete(epoch)))
    }
  }

  return {
    next(t_ms) {
      if (lookedAt !== undefined && !hasPassed(lookedAt, LOOK_GAP_MS, t_ms)) return undefined
      lookedAt = t_ms
      const missing = missingKeys(db, peer_id, MAX_MISSING)
      if (missing.length > 0) inherit(missing, t_ms)
      const asks = keyAsks(db)
      const due = missing.filter(({ epoch_id, wrapped_at }) => {
        const since = noticed.get(epoch_id) ?? t_ms
        noticed.set(epoch_id, since)
        const ask = asks.get(epoch_id)
        // Who has been answered since with what does not open does not wait as if nobody were there.
        const isAnswered = ask !== undefined && wrapped_at !== undefined && wrapped_at > ask.at
        if (ask !== undefined) return hasPassed(ask.at, askAgainAfter(isAnswered ? 1 : ask.times), t_ms)
        return wrapped_at !== undefined || hasPassed(since, PATIENCE_MS, t_ms)
      })
      for (const epoch of noticed.keys()) if (!missing.some((one) => one.epoch_id === epoch)) noticed.delete(epoch)
      return requestFor(due, t_ms)
    },
    ofNewcomer(t_ms) {
      const asks = keyAsks(db)
      if (asks.size === 0) return undefined
      const asked = missingKeys(db, peer_id, MAX_MISSING).filter(({ epoch_id }) => asks.has(epoch_id))
      return requestFor(asked, t_ms)
    },
    unanswered() {
      for (const [device, { epochs }] of latest) {
        const holders = holdersOf(db, epochs)
        const isAnswered = epochs.every((epoch) => holders.get(epoch)?.has(device) === true)
        if (isAnswered || !isMember(db, device)) latest.delete(device)
      }
      return [...latest.values()].map(({ bytes }) => bytes)
    },
    take(bytes, t_ms) {
      const name = toHex(sha256(bytes))
      if (heard.has(name)) return 'nothing'
      const request = readKeyRequest(network_id, bytes)
      if (typeof request === 'string') {
        runtime.count(request)
        return 'bad'
      }
      const { device, epochs } = request
      const last = heardAt.get(device)
      const isTooSoon = last !== undefined && !hasPassed(last, HEARD_GAP_MS, t_ms)
      if (device === peer_id || isTooSoon || !isMember(db, device)) return 'nothing'
      heard.add(name)
      heardAt.set(device, t_ms)
      latest.delete(device)
      latest.set(device, { bytes, epochs })
      const [oldest] = latest.keys()
      if (latest.size > REMEMBERED_ASKERS && oldest !== undefined) latest.delete(oldest)
      host.db.transaction(identity, (tx) => {
        for (const epoch of epochs) {
          const made_before = believes(device, epoch, t_ms)
          if (made_before !== undefined) refuseWraps(tx, device, epoch, { made_before, t_ms })
        }
      })
      host.log.debug('KEYS_ASKED_FOR', { as: identity, peer: device, epochs: epochs.length, t_ms })
      return 'news'
    },
  }
}
