/** The whole engine as the application starts it, without the interface: for more messages than anybody types. */

import type { ConnectionRow, EventId, IdentityId, PeerSyncRow } from '../../../src/engine/api.ts'
import { createSotto } from '../../../src/platform/browser/tabs.ts'

export interface EnginePage {
  /** @returns the fragment of an invite link */
  createAndInvite(name: string): Promise<string>
  join(name: string, fragment: string): Promise<void>
  /** Posts that many messages, one after the other. */
  post(count: number): Promise<void>
  /** Messages that can be read. */
  countMessages(): Promise<number>
  /** Other devices that say they hold the newest own message. */
  holdersOfNewest(): Promise<number>
  connection(): Promise<ConnectionRow>
  peers(): Promise<readonly PeerSyncRow[]>
  /** Keys that devices are entitled to and are not known here to have. */
  keysLacking(): Promise<number>
  /** Of the engine since it was opened. */
  counters(): Promise<Readonly<Record<string, number>>>
}

const HOUR_MS = 60 * 60 * 1000
/** As many as the engine gives at once. */
const WHOLE_PAGE = 500
const sotto = createSotto()

/** The only identity of this browser. */
async function self(): Promise<{ as: IdentityId; channel_id: EventId<'channel'> }> {
  const [row] = await sotto.query('identity.list', {})
  if (row?.channel_id === undefined) throw new Error('nobody is here yet')
  return { as: row.identity, channel_id: row.channel_id }
}

async function newest(limit: number) {
  return sotto.query('message.list', { ...(await self()), limit })
}

const page: EnginePage = {
  async createAndInvite(name) {
    const { identity } = await sotto.command('network.create', {
      persona: name,
      person_name: name,
      network_name: 'Bulk',
    })
    const expires_at = Date.now() + HOUR_MS
    return (await sotto.command('invite.create', { as: identity, expires_at, max_uses: 1 })).link
  },
  async join(name, link) {
    await sotto.command('network.join', { persona: name, person_name: name, link })
  },
  async post(count) {
    const to = await self()
    for (let n = 0; n < count; n++) await sotto.command('message.send', { ...to, text: `message number ${n}` })
  },
  async countMessages() {
    let shown = await newest(WHOLE_PAGE)
    let count = shown.messages.length
    for (let first = shown.messages[0]; shown.more_before && first !== undefined; first = shown.messages[0]) {
      const before = { created_at: first.created_at, message_id: first.message_id }
      shown = await sotto.query('message.list', { ...(await self()), limit: WHOLE_PAGE, before })
      count += shown.messages.length
    }
    return count
  },
  async holdersOfNewest() {
    return (await newest(1)).messages[0]?.delivery?.on ?? 0
  },
  connection: async () => sotto.query('connection.state', await self()),
  peers: async () => sotto.query('connection.peers', await self()),
  async keysLacking() {
    const devices = await sotto.query('key.health', await self())
    return devices.reduce((sum, { lacking }) => sum + lacking, 0)
  },
  counters: async () => sotto.query('diagnostics.counters', await self()),
}

Object.assign(globalThis, { page })
