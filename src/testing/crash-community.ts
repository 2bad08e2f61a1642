/** The small community of the crash tests: Alice alone with her engine, and what Bob's device would bring. */

import { asCommandId, asTimestamp, type IdentityId } from '../engine/base/ids.ts'
import { type SigningKey, signingKeyFromSeed } from '../engine/crypto/sign.ts'
import type { Engine } from '../engine/engine.ts'
import { type Attempt, openAlone } from './crash.ts'

export const DAY_MS = 24 * 60 * 60 * 1000

export const founds = ({ engine, t_ms }: Attempt, id = 'found') =>
  engine.command('network.create', { persona: 'p', person_name: 'Alice', network_name: 'Acme' }, asCommandId(id), t_ms)

export async function invites({ engine, t_ms }: Attempt, as: IdentityId) {
  const expires_at = t_ms + 7 * DAY_MS
  return engine.command('invite.create', { as, expires_at, max_uses: 5 }, asCommandId('invite'), t_ms)
}

/** Bob joins and speaks on a device of his own: his log is what a batch brings to Alice. */
export async function bobsBatch(link: string, t_ms: number): Promise<readonly Uint8Array[]> {
  const engine = await openAlone('bob')
  const joins = { persona: 'q', person_name: 'Bob', link }
  const { identity } = await engine.command('network.join', joins, asCommandId('join'), asTimestamp(t_ms))
  const channel_id = await channelOf(engine, identity)
  for (let n = 0; n < 5; n++) {
    const says = { as: identity, channel_id, text: `message ${n}` }
    await engine.command('message.send', says, asCommandId(`say ${n}`), asTimestamp(t_ms + n))
  }
  const batch = engine.inspect.log(identity)
  engine.close()
  return batch
}

export async function channelOf(engine: Engine, as: IdentityId) {
  const [channel] = await engine.query('channel.list', { as }, asTimestamp(0))
  if (channel === undefined) throw new Error('there is a first channel')
  return channel.channel_id
}

/** What the identity signs with. */
export function ownKey({ sql }: Pick<Attempt, 'sql'>, as: IdentityId): SigningKey {
  const [own] = sql.all('SELECT signing_seed FROM peer WHERE recorded_by = ?', [as])
  if (!(own?.signing_seed instanceof Uint8Array)) throw new Error('an identity has a key')
  return signingKeyFromSeed(own.signing_seed)
}
