/** Text begun and not posted, per identity and channel: in memory, and in this browser across reloads. */

import type { IdentityId } from '../../engine/api.ts'
import { readStored, storedNames, writeStored } from '../app/stored.ts'

const inMemory = new Map<string, string>()

const prefixOf = (identity: IdentityId): string => `sotto.draft.${identity}.`
const nameOf = (identity: IdentityId, channel: string): string => `${prefixOf(identity)}${channel}`

export function readDraft(identity: IdentityId, channel: string): string {
  const name = nameOf(identity, channel)
  return inMemory.get(name) ?? readStored(name) ?? ''
}

export function keepDraft(identity: IdentityId, channel: string, text: string): void {
  const name = nameOf(identity, channel)
  inMemory.set(name, text)
  writeStored(name, text === '' ? undefined : text)
}

export function forgetDrafts(identity: IdentityId): void {
  const names = new Set([...inMemory.keys(), ...storedNames(prefixOf(identity))])
  for (const name of names) {
    if (!name.startsWith(prefixOf(identity))) continue
    inMemory.delete(name)
    writeStored(name, undefined)
  }
}
