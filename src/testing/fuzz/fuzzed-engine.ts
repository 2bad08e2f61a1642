/**
 * One engine with one community, and a member of it whose hand is ours: what the ingest fuzz writes with
 * and writes to. One link's waiting room and its share of unknown epochs are filled at the start, so that
 * what is beyond them can be tried.
 */

import { asCommandId, asTimestamp } from '../../engine/base/ids.ts'
import type { Prng } from '../../platform/sim/prng.ts'
import { firstIdentity, openAlone } from '../crash.ts'
import { createStranger, type Hand } from '../forge.ts'
import { holderOf, type LinkHolder } from '../link-holder.ts'
import { shapes } from '../shapes.ts'

const T_MS = 1_767_225_600_000
const DAY_MS = 24 * 60 * 60 * 1000
const WAITING_EVENTS = 1_000
const UNKNOWN_EPOCHS = 64

export interface Forger {
  readonly hand: Hand
  readonly holder: LinkHolder
  /** The hand's `user`, what makes it a member. */
  readonly user: ReturnType<LinkHolder['joins']>[0]
  /** A key nobody has admitted, whose events no longer fit the waiting room. */
  readonly stranger: Hand
  /** An event of the hand that was rejected. */
  readonly rejected: ReturnType<LinkHolder['joins']>[0]['id']
}

export interface FuzzedEngine {
  readonly forger: Forger
  /** What came of the events that filled it. */
  readonly begun: readonly string[]
  receives(events: readonly Uint8Array[]): Promise<readonly string[]>
  fingerprint(): string
  stored(): number
  /** A replay leads to the same state, and the engine still answers. */
  proves(): Promise<void>
  ends(): void
}

export async function openFuzzedEngine(prng: Prng): Promise<FuzzedEngine> {
  const engine = await openAlone(`fuzz ${prng.next()}`)
  const now = asTimestamp(T_MS + 1)
  const named = { persona: 'p', person_name: 'Alice', network_name: 'Acme' }
  await engine.command('network.create', named, asCommandId('found'), now)
  const as = await firstIdentity(engine)
  const terms = { as, expires_at: T_MS + 7 * DAY_MS, max_uses: 400 }
  const { link } = await engine.command('invite.create', terms, asCommandId('invite'), now)
  const holder = holderOf(link)
  const { network_id, channel_id, epoch } = holder
  const hand = createStranger(network_id, prng, T_MS)
  const stranger = createStranger(network_id, prng, T_MS)
  const receives = async (events: readonly Uint8Array[]): Promise<readonly string[]> => {
    const outcomes = await engine.inspect.receive(as, events, now, 'fuzz')
    await engine.inspect.idle()
    return outcomes
  }
  const [user, peer] = holder.joins(hand, prng)
  const rejected = hand.writes(shapes.group, { auth: user.id, scope: 'all' })
  const begun = [...(await receives([user.bytes, peer.bytes, rejected.bytes]))]
  const waiting = (text: string) => stranger.writes(shapes.message, { channel_id, text }, { epoch }).bytes
  begun.push(...(await receives(Array.from({ length: WAITING_EVENTS }, (_, i) => waiting(`${i}`)))))
  const unheard = () => ({ ...epoch, epoch_id: Buffer.from(prng.bytes(32)).toString('hex') as typeof epoch.epoch_id })
  const sealed = () => hand.writes(shapes.message, { channel_id, text: 'sealed' }, { epoch: unheard() }).bytes
  begun.push(...(await receives(Array.from({ length: UNKNOWN_EPOCHS }, sealed))))

  return {
    forger: { hand, holder, user, stranger, rejected: rejected.id as never },
    begun,
    receives,
    fingerprint: () => engine.inspect.fingerprint(as),
    stored: () => engine.inspect.log(as).length,
    async proves() {
      const before = engine.inspect.fingerprint(as)
      engine.inspect.replay(as)
      if (engine.inspect.fingerprint(as) !== before) throw new Error('a replay leads elsewhere')
      const people = await engine.query('member.list', { as }, now)
      if (people.length !== 2) throw new Error(`there are ${people.length} members`)
    },
    ends: () => engine.close(),
  }
}
