/**
 * The first things any device of a community has: seeds, two first prekeys, and their public halves.
 * Private halves are recorded before anything that names the public ones (I7).
 */

import { toHex } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import type { PeerId } from '../base/ids.ts'
import type { Random } from '../base/ports.ts'
import { agreementKeyFromSeed } from '../crypto/agree.ts'
import { type SigningKey, signingKeyFromSeed } from '../crypto/sign.ts'
import { sql } from '../db/sql.ts'
import type { CommandContext } from '../events/event-module.ts'
import type { MembershipId } from '../events/fields.ts'
import { SUITE } from '../events/identity/network.ts'
import { peerSharedShape } from '../events/identity/peer_shared.ts'
import { prekeyIdOf } from '../events/key-ids.ts'
import { peerShape } from '../events/local/peer.ts'
import { prekeySecretShape, prekeySecretTable } from '../events/local/prekey_secret.ts'

export interface NewDevice {
  readonly peer_id: PeerId
  readonly signing: SigningKey
  readonly recovery: SigningKey
}

const SEED_BYTES = 32

export function newDevice(random: Random): NewDevice {
  const signing = signingKeyFromSeed(random.bytes(SEED_BYTES))
  const recovery = signingKeyFromSeed(random.bytes(SEED_BYTES))
  return { peer_id: toHex(signing.publicKey) as PeerId, signing, recovery }
}

/** Records the seeds and first prekeys; comes before anything else of this identity. */
export function recordDevice(
  context: CommandContext,
  { signing, recovery }: Pick<NewDevice, 'signing'> & Partial<NewDevice>,
  persona: string,
): void {
  context.local(peerShape, { persona, signing_seed: signing.seed, recovery_seed: recovery?.seed })
  makePrekeys(context)
}

/** Makes the two first prekeys; their secrets are recorded before anything names the public halves. */
function makePrekeys(context: CommandContext): void {
  for (const namespace of ['transit', 'group'] as const) {
    const { secret, publicKey } = agreementKeyFromSeed(context.random.bytes(SEED_BYTES))
    context.local(prekeySecretShape, { namespace, rotation: 0, prekey_id: prekeyIdOf(publicKey), secret })
  }
}

/** Publishes the two first prekeys under `auth`. */
export function publishPrekeys(context: CommandContext, auth: MembershipId): void {
  const first = (namespace: 'transit' | 'group'): Uint8Array => {
    const row = context.db.first<{ secret: Uint8Array }>(
      sql`SELECT secret FROM ${prekeySecretTable} WHERE namespace = ${namespace} AND rotation = 0`,
    )
    return agreementKeyFromSeed(must(row, 'a first prekey').secret).publicKey
  }
  context.author(peerSharedShape, {
    auth,
    suite: SUITE,
    transit_prekey: first('transit'),
    group_prekey: first('group'),
  })
}
