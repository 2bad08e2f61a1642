/**
 * One small community, made from fixed seeds at a fixed time, so that every byte of it is the same in
 * every run: the source of the golden bytes. Signatures are deterministic (RFC 8032), and nonces,
 * ephemeral keys and seeds come from the seeded randomness.
 */

import { asCommandId, asTimestamp, type IdentityId } from '../../engine/base/ids.ts'
import type { LogSink } from '../../engine/base/ports.ts'
import { createEngine, type Engine } from '../../engine/engine.ts'
import { createConnections } from '../../engine/network.ts'
import { nextTask } from '../../platform/node/next-task.ts'
import { createNodeDisk, type NodeDisk, openNodeSql } from '../../platform/node/sql.ts'
import { createSimNetwork } from '../../platform/sim/network.ts'
import { createPrng } from '../../platform/sim/prng.ts'
import { rememberingVerifier } from '../remembering-verifier.ts'

const SEED = 'golden'
const SILENT: LogSink = { write: () => undefined }
export const GOLDEN_TIME = asTimestamp(1_767_225_600_000)
const DAY_MS = 24 * 60 * 60 * 1000

export interface GoldenCommunity {
  readonly identity: IdentityId
  /** Wire events in the order of recording. */
  readonly events: readonly Uint8Array[]
  /** What somebody writes who joins by the link. */
  readonly joined: readonly Uint8Array[]
  readonly link: string
  readonly short_link: string
  readonly disk: NodeDisk
}

export async function openGoldenEngine(disk: NodeDisk, name = 'device'): Promise<Engine> {
  const device = createSimNetwork({ seed: SEED }).device('alone')
  return createEngine(
    {
      sql: await openNodeSql(disk),
      random: createPrng(SEED).fork(name),
      verifier: rememberingVerifier,
      links: device.links,
      rendezvous: device.rendezvous,
      log: SILENT,
      nextTask,
      build: SEED,
    },
    createConnections,
    GOLDEN_TIME,
  )
}

export async function makeGoldenCommunity(): Promise<GoldenCommunity> {
  const disk = createNodeDisk()
  const engine = await openGoldenEngine(disk)
  const at = (n: number) => asTimestamp(GOLDEN_TIME + n)
  const founds = { persona: 'p', person_name: 'Alice', network_name: 'Lighthouse' }
  const { identity } = await engine.command('network.create', founds, asCommandId('1'), at(0))
  const as = identity
  const [channel] = await engine.query('channel.list', { as }, at(0))
  if (channel === undefined) throw new Error('a community has a first channel')
  const { channel_id } = channel
  await engine.command('message.send', { as, channel_id, text: 'Is anybody there?' }, asCommandId('2'), at(1))
  await engine.command('channel.create', { as, name: 'plans' }, asCommandId('3'), at(2))
  await engine.command('profile.set', { as, name: 'Alice Ø' }, asCommandId('4'), at(3))
  const expires_at = GOLDEN_TIME + 7 * DAY_MS
  const invite = await engine.command('invite.create', { as, expires_at, max_uses: 5 }, asCommandId('5'), at(4))
  const closes = { as, invite_id: invite.invite_id }
  await engine.command('invite.close', closes, asCommandId('6'), at(5))
  const later = asTimestamp(GOLDEN_TIME + 8 * DAY_MS)
  await engine.command('message.send', { as, channel_id, text: 'A week on. 🌊' }, asCommandId('7'), later)
  const events = engine.inspect.log(identity)
  engine.close()
  const joined = await joins(invite.link)
  return { identity, events, joined, link: invite.link, short_link: invite.short_link, disk }
}

async function joins(link: string): Promise<readonly Uint8Array[]> {
  const engine = await openGoldenEngine(createNodeDisk(), 'joiner')
  const args = { persona: 'q', person_name: 'Bob', link }
  const { identity } = await engine.command('network.join', args, asCommandId('1'), GOLDEN_TIME)
  const events = engine.inspect.log(identity)
  engine.close()
  return events
}
