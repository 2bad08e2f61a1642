/** What was open last, per browser: the persona, its community, and the channel of each community. */

import { readStoredJson, writeStored } from './stored.ts'

export interface Selection {
  readonly persona: string | undefined
  readonly identity: number | undefined
  /** Channel id by identity. */
  readonly channels: Readonly<Record<string, string>>
}

const KEY = 'sotto.selection'

export function parseSelection(stored: unknown): Selection {
  const fields: Record<string, unknown> = typeof stored === 'object' && stored !== null ? { ...stored } : {}
  const { persona, identity, channels } = fields
  return {
    persona: typeof persona === 'string' ? persona : undefined,
    identity: typeof identity === 'number' ? identity : undefined,
    channels: typeof channels === 'object' && channels !== null ? parseChannels({ ...channels }) : {},
  }
}

function parseChannels(stored: Record<string, unknown>): Record<string, string> {
  const channels: Record<string, string> = {}
  for (const [identity, channel] of Object.entries(stored))
    if (typeof channel === 'string') channels[identity] = channel
  return channels
}

export const readSelection = (): Selection => parseSelection(readStoredJson(KEY))

export const writeSelection = (selection: Selection): boolean => writeStored(KEY, JSON.stringify(selection))
