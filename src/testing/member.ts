/**
 * One person of one community, on one device, in the words of its users. Everything goes through the
 * public contract; nothing here looks behind it.
 */

import type {
  ChannelRow,
  ConnectionRow,
  DeliveryDetail,
  EventId,
  GroupMemberRow,
  IdentityId,
  IdentityRow,
  InviteRow,
  KeyHealthRow,
  LinkingRow,
  MemberRow,
  MessageRow,
  NewInvite,
  OpenLobby,
  PeerId,
  PeerSyncRow,
  WaitingRow,
} from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import { personOfFirst } from '../engine/base/ids.ts'
import type { Device } from './device.ts'

const DAY_MS = 24 * 60 * 60 * 1000
const WHOLE_PAGE = 500

/** What stands where a name is not known. */
export const UNKNOWN_NAME = 'somebody'

export interface InviteTerms {
  readonly uses?: number
  readonly days?: number
}

export interface Member {
  /** With {@link identity}: where to find them; for the oracle, the courier and Mallory. */
  readonly device: Device
  identity(): IdentityId
  /** The row of `identity.list`. */
  row(): Promise<IdentityRow>
  says(text: string, channel?: string): Promise<EventId<'message'>>
  /** For everyone. */
  deletes(...messages: readonly EventId<'message'>[]): Promise<void>
  /** `name: text`, in display order. */
  reads(channel?: string): Promise<readonly string[]>
  messages(channel?: string): Promise<readonly MessageRow[]>
  /** The same of a channel by its id, of which names may be several. */
  said(channel_id: EventId<'channel'>): Promise<readonly MessageRow[]>
  /** Stored events that cannot be shown yet, as the channel's waiting line counts them. */
  waiting(): Promise<number>
  delivery(message: EventId<'message'>): Promise<readonly DeliveryDetail[]>
  /** Names, in display order. */
  channels(): Promise<readonly string[]>
  channelRows(): Promise<readonly ChannelRow[]>
  createsChannel(name: string): Promise<EventId<'channel'>>
  /** A channel of this person and these, whose first devices they are on. */
  createsPrivate(name: string, ...people: readonly Member[]): Promise<EventId<'channel'>>
  opensDirect(...people: readonly Member[]): Promise<EventId<'channel'>>
  addsTo(channel: string, ...people: readonly Member[]): Promise<void>
  removesFrom(channel: string, person: Member): Promise<void>
  leavesChannel(channel: string): Promise<void>
  groupMembers(channel: string): Promise<readonly GroupMemberRow[]>
  /** Names of the members, sorted. */
  people(): Promise<readonly string[]>
  memberRows(): Promise<readonly MemberRow[]>
  callsThemselves(name: string): Promise<void>
  /** A link, the full one, for 5 joiners and 7 days unless said otherwise. */
  invites(terms?: InviteTerms): Promise<string>
  makesInvite(terms?: InviteTerms): Promise<NewInvite>
  ends(invite: NewInvite): Promise<void>
  inviteRows(): Promise<readonly InviteRow[]>
  /** Shows a code for another device of this person. */
  opensLobby(): Promise<OpenLobby>
  linking(): Promise<LinkingRow | null>
  /** That the digits on both screens are the same. */
  confirms(newcomer: PeerId): Promise<EventId<'device_link'>>
  refuses(): Promise<void>
  connection(): Promise<ConnectionRow>
  peers(): Promise<readonly PeerSyncRow[]>
  /** Names of the members this one has a live link to, sorted. */
  connectedTo(): Promise<readonly string[]>
  counters(): Promise<Readonly<Record<string, number>>>
  /** Asks for the keys that are missing; how many are. */
  asksAgain(): Promise<number>
  keyHealth(): Promise<readonly KeyHealthRow[]>
  /** Why what waits waits. */
  waitsFor(): Promise<readonly WaitingRow[]>
  /** Everything this person can see that does not depend on who is connected just now, as one value. */
  sees(): Promise<unknown>
}

export interface MemberHost {
  readonly device: Device
  identity(): IdentityId
  /** Every act takes a moment, so that a story has one order. */
  moment(): Promise<void>
}

export function createMember(host: MemberHost): Member {
  const as = () => ({ as: host.identity() })

  const row = async (): Promise<IdentityRow> => {
    const rows = await host.device.sotto.query('identity.list', {})
    return must(
      rows.find((candidate) => candidate.identity === host.identity()),
      'the own identity',
    )
  }

  const channelRows = () => host.device.sotto.query('channel.list', as())

  const channelId = async (name?: string): Promise<EventId<'channel'>> => {
    if (name === undefined) return must((await row()).channel_id, 'a first channel')
    const found = (await channelRows()).find((channel) => channel.name === name)
    return must(found, `the channel ${name}`).channel_id
  }

  const said = async (channel_id: EventId<'channel'>): Promise<readonly MessageRow[]> => {
    const pages: MessageRow[][] = []
    for (let before: { created_at: number; message_id: EventId<'message'> } | undefined; ; ) {
      const args = { ...as(), channel_id, limit: WHOLE_PAGE, ...(before === undefined ? {} : { before }) }
      const page = await host.device.sotto.query('message.list', args)
      pages.unshift([...page.messages])
      const first = page.messages[0]
      if (!page.more_before || first === undefined) return pages.flat()
      before = { created_at: first.created_at, message_id: first.message_id }
    }
  }

  const messages = async (channel?: string) => said(await channelId(channel))

  const waiting = async (): Promise<number> => {
    const { channel_id } = await row()
    if (channel_id === undefined) return 0
    return (await host.device.sotto.query('message.list', { ...as(), channel_id, limit: 1 })).waiting
  }

  const memberRows = () => host.device.sotto.query('member.list', as())

  const makesInvite = async ({ uses = 5, days = 7 }: InviteTerms = {}): Promise<NewInvite> => {
    await host.moment()
    return host.device.sotto.command('invite.create', {
      ...as(),
      expires_at: host.device.clock.now() + days * DAY_MS,
      max_uses: uses,
    })
  }

  const personsOf = (people: readonly Member[]) =>
    Promise.all(people.map(async (person) => personOfFirst((await person.row()).peer_id)))

  const named = (name: string) => (name === '' ? UNKNOWN_NAME : name)

  return {
    device: host.device,
    identity: host.identity,
    row,
    channelRows,
    said,
    messages,
    waiting,
    memberRows,
    makesInvite,
    async says(text, channel) {
      await host.moment()
      return host.device.sotto.command('message.send', { ...as(), channel_id: await channelId(channel), text })
    },
    async deletes(...message_ids) {
      await host.moment()
      await host.device.sotto.command('message.delete', { ...as(), message_ids })
    },
    reads: async (channel) =>
      (await messages(channel)).map(({ author_name, text }) => `${named(author_name)}: ${text}`),
    delivery: (message_id) => host.device.sotto.query('message.delivery', { ...as(), message_id }),
    channels: async () => (await channelRows()).map(({ name }) => name),
    async createsChannel(name) {
      await host.moment()
      return host.device.sotto.command('channel.create', { ...as(), name })
    },
    async createsPrivate(name, ...people) {
      await host.moment()
      return host.device.sotto.command('channel.createPrivate', { ...as(), name, people: await personsOf(people) })
    },
    async opensDirect(...people) {
      await host.moment()
      return host.device.sotto.command('direct.open', { ...as(), people: await personsOf(people) })
    },
    async addsTo(channel, ...people) {
      await host.moment()
      const channel_id = await channelId(channel)
      await host.device.sotto.command('group.add', { ...as(), channel_id, people: await personsOf(people) })
    },
    async removesFrom(channel, person) {
      await host.moment()
      const person_id = personOfFirst((await person.row()).peer_id)
      await host.device.sotto.command('group.remove', {
        ...as(),
        channel_id: await channelId(channel),
        person: person_id,
      })
    },
    async leavesChannel(channel) {
      await host.moment()
      await host.device.sotto.command('group.leave', { ...as(), channel_id: await channelId(channel) })
    },
    groupMembers: async (channel) =>
      host.device.sotto.query('group.members', { ...as(), channel_id: await channelId(channel) }),
    people: async () => (await memberRows()).map(({ name }) => named(name)).sort(),
    async callsThemselves(name) {
      await host.moment()
      await host.device.sotto.command('profile.set', { ...as(), name })
    },
    invites: async (terms) => (await makesInvite(terms)).link,
    async ends({ invite_id }) {
      await host.moment()
      await host.device.sotto.command('invite.close', { ...as(), invite_id })
    },
    inviteRows: () => host.device.sotto.query('invite.list', as()),
    async opensLobby() {
      await host.moment()
      return host.device.sotto.command('device.openLobby', as())
    },
    linking: () => host.device.sotto.query('device.linking', as()),
    async confirms(newcomer) {
      await host.moment()
      return host.device.sotto.command('device.confirm', { ...as(), peer_id: newcomer })
    },
    async refuses() {
      await host.moment()
      await host.device.sotto.command('device.refuse', as())
    },
    peers: () => host.device.sotto.query('connection.peers', as()),
    connection: () => host.device.sotto.query('connection.state', as()),
    connectedTo: async () =>
      (await memberRows())
        .filter((person) => person.is_connected)
        .map(({ name }) => named(name))
        .sort(),
    counters: () => host.device.sotto.query('diagnostics.counters', as()),
    async asksAgain() {
      await host.moment()
      return (await host.device.sotto.command('key.askAgain', as())).missing
    },
    keyHealth: () => host.device.sotto.query('key.health', as()),
    waitsFor: () => host.device.sotto.query('message.waiting', as()),
    async sees() {
      const { identity: _local, created_at: _when, ...me } = await row()
      const channels = await channelRows()
      const conversations: Record<string, unknown> = {}
      for (const { channel_id } of channels) {
        const messages = await said(channel_id)
        conversations[channel_id] = messages.map(({ delivery: _now, from_the_future: _late, ...message }) => message)
      }
      const people = (await memberRows()).map(({ is_connected: _connected, last_seen_at: _seen, ...person }) => person)
      const invites = (await host.device.sotto.query('invite.list', as())).map(({ state: _state, ...invite }) => invite)
      return { me, channels, conversations, people, invites, waiting: await waiting() }
    },
  }
}
