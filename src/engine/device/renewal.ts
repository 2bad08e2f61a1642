/**
 * What becomes of an identity whose device's chain has forked: it reads on and writes no more, and where
 * this browser holds its person's recovery key another identity takes its place, once.
 */

import type { PersonId, Timestamp } from '../base/ids.ts'
import type { Log } from '../base/log.ts'
import type { SafeDb } from '../db/database.ts'
import { sql } from '../db/sql.ts'
import { devicesOfPersons } from '../events/persons.ts'
import { newDevice } from '../flows/new-device.ts'
import { renewalOf, renewDevice } from '../flows/renew-device.ts'
import { controlBytes } from '../store/log.ts'
import type { IdentityRuntime } from './identity-runtime.ts'
import { makeIdentity, type NewIdentityHost } from './make-identity.ts'

export interface Renewals {
  /** The identity of this browser that the same person goes on with in the same community. */
  successorOf(runtime: IdentityRuntime): IdentityRuntime | undefined
  /** The identities of this browser whose place this one took. */
  formersOf(runtime: IdentityRuntime): readonly IdentityRuntime[]
  /** Makes a successor where that is possible and there is none. */
  renew(runtime: IdentityRuntime, t_ms: Timestamp): void
}

function personOf(db: SafeDb, peer: string): PersonId | undefined {
  return db.first<{ person_id: PersonId }>(sql`SELECT person_id FROM (${devicesOfPersons}) WHERE peer_id = ${peer}`)
    ?.person_id
}

export function createRenewals(
  host: NewIdentityHost & { readonly log: Log; runtimes(): readonly IdentityRuntime[] },
): Renewals {
  const isForked = ({ context }: IdentityRuntime) => context.isForked(host.db.wide)
  const personIn = ({ me }: IdentityRuntime) => personOf(host.db.read(me.identity), me.peer_id)

  const successorOf: Renewals['successorOf'] = (runtime) => {
    const person = personIn(runtime)
    if (person === undefined || !isForked(runtime)) return undefined
    return host.runtimes().find((other) => {
      const isElsewhere = other === runtime || other.me.network_id !== runtime.me.network_id
      return !isElsewhere && !isForked(other) && personIn(other) === person
    })
  }

  return {
    successorOf,
    formersOf: (runtime) => host.runtimes().filter((other) => successorOf(other) === runtime),
    renew(runtime, t_ms) {
      const { identity, peer_id, network_id } = runtime.me
      const former = host.db.read(identity)
      const renewal = renewalOf(former, peer_id)
      if (renewal === undefined || successorOf(runtime) !== undefined) return
      const device = newDevice(host.random)
      const control = controlBytes(host.db.wide, identity)
      const made = makeIdentity(host, device, network_id, t_ms, (context) =>
        renewDevice(context, device, renewal, control, former),
      )
      host.log.warn('DEVICE_RENEWED', { as: identity, by: made.identity, peer: device.peer_id, t_ms })
    },
  }
}
