/** One identity of the engine in the browser, in the words of its user; and the courier between it and members in Node. */

import type { EventId, IdentityId, IdentityRow, MemberRow, MessagePage } from '../../src/engine/api.ts'
import { fromHex, toHex } from '../../src/engine/base/bytes.ts'
import { must } from '../../src/engine/base/errors.ts'
import { eventsOf, handsOver } from '../../src/testing/courier.ts'
import type { Member } from '../../src/testing/member.ts'
import type { RemoteEngine } from './opfs-engine.ts'

export interface RemoteMember {
  readonly as: IdentityId
  says(text: string): Promise<unknown>
  /** `name: text`, in display order. */
  reads(): Promise<readonly string[]>
  /** Names, sorted. */
  people(): Promise<readonly string[]>
  counters(): Promise<Readonly<Record<string, number>>>
  /** As one delivery of a link. @returns the outcome of each */
  receives(events: readonly Uint8Array[]): Promise<readonly string[]>
  /** Everything each has is given to the other. */
  exchanges(other: Member): Promise<void>
  /** Of everything projected, and how many events there are. */
  state(): Promise<string>
}

export interface RemoteDevice {
  founds(community: string, name: string): Promise<RemoteMember>
  joins(link: string, name: string): Promise<RemoteMember>
  /** The identity, after the engine was opened again. */
  member(as: IdentityId): RemoteMember
}

const WHOLE_PAGE = 500

export function createRemoteDevice(engine: RemoteEngine): RemoteDevice {
  let commands = 0
  const command = (name: Parameters<RemoteEngine['command']>[0], args: object) =>
    engine.command(name, args, `command-${++commands}`, Date.now())

  const member = (as: IdentityId): RemoteMember => {
    const row = async () => {
      const rows = (await engine.query('identity.list', {}, Date.now())) as readonly IdentityRow[]
      return must(
        rows.find(({ identity }) => identity === as),
        'the identity',
      )
    }
    const channel = async (): Promise<EventId<'channel'>> => must((await row()).channel_id, 'a first channel')
    const ask = <Result>(name: Parameters<RemoteEngine['query']>[0], args: object = {}) =>
      engine.query(name, { as, ...args }, Date.now()) as Promise<Result>
    const receives = (events: readonly Uint8Array[]) => engine.receive(as, events.map(toHex), Date.now())
    return {
      as,
      says: async (text) => command('message.send', { as, channel_id: await channel(), text }),
      async reads() {
        const page = await ask<MessagePage>('message.list', { channel_id: await channel(), limit: WHOLE_PAGE })
        return page.messages.map(({ author_name, text }) => `${author_name}: ${text}`)
      },
      people: async () => (await ask<readonly MemberRow[]>('member.list')).map(({ name }) => name).sort(),
      counters: () => ask('diagnostics.counters'),
      receives,
      async exchanges(other) {
        for (let round = 0; round < 2; round++) {
          const own = await engine.eventsOf(as)
          await handsOver(
            other,
            own.map((event) => must(fromHex(event), 'hexadecimal text')),
          )
          await receives(eventsOf(other))
        }
      },
      state: async () => `${await engine.fingerprint(as)} ${(await engine.log(as)).length}`,
    }
  }

  const enters = async (name: 'network.create' | 'network.join', args: object) => {
    const { identity } = (await command(name, { persona: 'p', ...args })) as { readonly identity: IdentityId }
    return member(identity)
  }
  return {
    founds: (network_name, person_name) => enters('network.create', { person_name, network_name }),
    joins: (link, person_name) => enters('network.join', { person_name, link }),
    member,
  }
}
