/**
 * Up to which moment each channel was read in this browser, shared by its tabs. An observation of this
 * device only; unread counts across devices are the engine's to tell once it keeps read marks.
 */

import { createStore, reconcile } from 'solid-js/store'
import type { ChannelRow, IdentityId } from '../../engine/api.ts'
import { readStoredJson, writeStored } from './stored.ts'

const KEY = 'sotto.read'

function parseMarks(stored: unknown): Record<string, number> {
  const marks: Record<string, number> = {}
  if (typeof stored !== 'object' || stored === null) return marks
  for (const [channel, at] of Object.entries(stored)) if (typeof at === 'number') marks[channel] = at
  return marks
}

const [marks, setMarks] = createStore<Record<string, number>>(parseMarks(readStoredJson(KEY)))

window.addEventListener('storage', (event) => {
  if (event.key === KEY) setMarks(parseMarks(readStoredJson(KEY)))
})

const markName = (identity: IdentityId, channel: string): string => `${identity}.${channel}`

/** 0 when the channel was never opened here. */
export function readUpTo(identity: IdentityId, channel: string): number {
  return marks[markName(identity, channel)] ?? 0
}

export function isUnread(identity: IdentityId | undefined, channel: ChannelRow): boolean {
  return identity !== undefined && channel.last_at > readUpTo(identity, channel.channel_id)
}

export function markRead(identity: IdentityId, channel: string, up_to_ms: number): void {
  if (up_to_ms <= readUpTo(identity, channel)) return
  setMarks(markName(identity, channel), up_to_ms)
  writeStored(KEY, JSON.stringify(marks))
}

export function forgetReadMarks(identity: IdentityId): void {
  const kept = Object.entries(marks).filter(([name]) => !name.startsWith(markName(identity, '')))
  setMarks(reconcile(Object.fromEntries(kept)))
  writeStored(KEY, JSON.stringify(marks))
}
