/**
 * What a failed story prints: enough to run it again and to see where it went wrong. Ids are cut as in
 * logs, and no message text appears.
 */

import type { Actor } from './actor.ts'
import type { Mode } from './device.ts'

export interface Scene {
  readonly seed: string
  readonly mode: Mode
  readonly phase: string
  readonly t_ms: number
  readonly actors: readonly Actor[]
}

const TAIL_LINES = 30
const MOST_BLOCKED = 20

const short = (text: string) => text.replace(/[0-9a-f]{16,}/g, (id) => id.slice(0, 8))

function blockedLines(actor: Actor): readonly string[] {
  if (!actor.device.isOpen) return ['  (closed)']
  const lines = actor.members.flatMap((member) =>
    actor.device.engine.inspect
      .blocked(member.identity())
      .map(
        ({ event_id, missing }) => `  blocked as=${member.identity()} ${short(event_id)} waits for ${short(missing)}`,
      ),
  )
  const more = lines.length - MOST_BLOCKED
  return more > 0 ? [...lines.slice(0, MOST_BLOCKED), `  and ${more} more`] : lines
}

export function report({ seed, mode, phase, t_ms, actors }: Scene): string {
  const head = `seed=${JSON.stringify(seed)} mode=${mode} phase=${JSON.stringify(phase)} t_ms=${t_ms}`
  const parts = actors.flatMap((actor) => [
    `${actor.name}:`,
    ...blockedLines(actor),
    ...actor.device.tail.last(TAIL_LINES).map((line) => `  ${line}`),
  ])
  return [head, ...parts].join('\n')
}
