/** How a device is reached, in words: by a live link, else when it was last met. Pure. */

import { strings } from '../strings/en.ts'
import { formatAgo } from '../strings/format.ts'

export interface Presence {
  readonly isHere: boolean
  readonly isConnected: boolean
  /** 0 when it was never met. */
  readonly lastSeenAt: number
}

export function presenceWords({ isHere, isConnected, lastSeenAt }: Presence, now_ms: number): string {
  if (isHere) return strings.people.thisDevice
  if (isConnected) return strings.people.connected
  return lastSeenAt === 0 ? strings.people.neverMet : strings.people.lastSeen(formatAgo(lastSeenAt, now_ms))
}
