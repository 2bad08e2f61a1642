/** Text begun and not posted, per identity and channel: in memory, and in this browser across reloads. */

import type { IdentityId } from '../../engine/api.ts'
import { readStored, writeStored } from '../app/stored.ts'

const inMemory = new Map<string, string>()

const nameOf = (identity: IdentityId, channel: string): string => `sotto.draft.${identity}.${channel}`

export function readDraft(identity: IdentityId, channel: string): string {
  const name = nameOf(identity, channel)
  return inMemory.get(name) ?? readStored(name) ?? ''
}

export function keepDraft(identity: IdentityId, channel: string, text: string): void {
  const name = nameOf(identity, channel)
  inMemory.set(name, text)
  writeStored(name, text === '' ? undefined : text)
}
