/**
 * Everything one identity can be asked, asked: each query of the table with every argument that means
 * something to it. A query that is new in the table and has no arguments here is an error.
 */

import type { QueryName } from '../engine/api.ts'
import { identityQueryNames } from '../engine/device/queries.ts'
import type { Member } from './member.ts'

type Arguments = readonly object[]

const WHOLE_PAGE = 500

const perMessage = async (member: Member): Promise<Arguments> => {
  const channels = await member.channelRows()
  const messages = await Promise.all(channels.map(({ channel_id }) => member.said(channel_id)))
  return messages.flat().map(({ message_id }) => ({ message_id }))
}

const perChannel = async (member: Member): Promise<Arguments> =>
  (await member.channelRows()).map(({ channel_id }) => ({ channel_id, limit: WHOLE_PAGE }))

const perPerson = async (member: Member): Promise<Arguments> =>
  (await member.memberRows()).filter((row) => row.is_me).map((row) => ({ person: row.person_id }))

const once = async (): Promise<Arguments> => [{}]

const ARGUMENTS: Readonly<Record<string, (member: Member) => Promise<Arguments>>> = {
  'message.list': perChannel,
  'message.delivery': perMessage,
  'channel.list': once,
  'group.members': perChannel,
  'draft.text': perChannel,
  'member.list': once,
  'capability.list': once,
  'notice.list': once,
  'invite.list': once,
  'device.linking': once,
  'device.list': once,
  'safety.number': perPerson,
  'key.health': once,
  'message.waiting': once,
  'connection.state': once,
  'connection.peers': once,
  'diagnostics.counters': once,
  'diagnostics.chains': once,
}

/** Answers by question, both as text. @throws Error for a query without arguments here */
export async function surfaceOf(member: Member): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>()
  for (const name of identityQueryNames) {
    const argumentsFor = ARGUMENTS[name]
    if (argumentsFor === undefined) throw new Error(`what to ask ${name} is not known`)
    for (const args of await argumentsFor(member)) {
      const asked = { as: member.identity(), ...args }
      const answer = await member.device.sotto.query(name as QueryName, asked as never)
      answers.set(`${name} ${JSON.stringify(args)}`, JSON.stringify(answer))
    }
  }
  const { identity: _local, ...row } = await member.row()
  answers.set('identity.list, the own row', JSON.stringify(row))
  answers.set('every projected row', member.device.engine.inspect.fingerprint(member.identity()))
  return answers
}
