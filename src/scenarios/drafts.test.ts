/** Behaviours 28 and 45: what is begun and not posted stays on its device, and leaves nothing behind when it goes. */

import { expect } from 'vitest'
import type { EventId } from '../engine/api.ts'
import type { Member } from '../testing/member.ts'
import { scenario } from '../testing/scenario.ts'
import { acquainted, certain } from '../testing/stages.ts'
import { filesHold } from '../testing/stored-text.ts'

const firstChannel = async (member: Member) => certain((await member.row()).channel_id)

const begin = async (member: Member, text: string, channel?: EventId<'channel'>) => {
  const channel_id = channel ?? (await firstChannel(member))
  await member.device.sotto.command('draft.keep', { as: member.identity(), channel_id, text })
}

const begun = async (member: Member) =>
  member.device.sotto.query('draft.text', { as: member.identity(), channel_id: await firstChannel(member) })

scenario(
  'what is begun is kept over a restart and for its identity alone; thrown away it is in no file',
  async (world) => {
    const [alice, bob] = await acquainted(world, 'alice', 'bob')
    expect(await begun(alice)).toBe('')
    await begin(alice, 'half a thought')
    await begin(alice, 'half a thought of mine')
    await begin(bob, 'the thought of another')
    await alice.restarts()
    expect(await begun(alice)).toBe('half a thought of mine')
    expect(await begun(bob)).toBe('the thought of another')
    expect(filesHold(alice, 'half a thought')).toBe(true)

    await begin(alice, '')
    expect(await begun(alice)).toBe('')
    expect(filesHold(alice, 'half a thought')).toBe(false)
    await alice.restarts()
    expect(await begun(alice)).toBe('')
    expect(await begun(bob)).toBe('the thought of another')
  },
)

scenario('nothing is kept for a channel that is not there, and nothing without end', async (world) => {
  const [alice] = await acquainted(world, 'alice')
  const { network_id } = await alice.row()
  await expect(begin(alice, 'to nowhere', network_id as unknown as EventId<'channel'>)).rejects.toMatchObject({
    code: 'unknown_channel',
  })
  await expect(begin(alice, 'x'.repeat(300_000))).rejects.toMatchObject({ code: 'text_too_long' })
  expect(await begun(alice)).toBe('')
})
