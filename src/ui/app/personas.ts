/**
 * Personas: the identities of this browser grouped by who they are shown as. Each has a colour by its
 * age among them, so that no two of one browser look alike before there are twelve.
 */

import type { IdentityRow } from '../../engine/api.ts'
import { hueAt } from '../parts/names.ts'

export interface Persona {
  readonly persona: string
  /** Of its oldest identity: a persona may call itself differently in each community. */
  readonly name: string
  readonly hue: number
  /** Oldest first; without those that another one has taken the place of. */
  readonly identities: readonly IdentityRow[]
}

/** Oldest persona first. */
export function listPersonas(identities: readonly IdentityRow[]): readonly Persona[] {
  const byPersona = new Map<string, IdentityRow[]>()
  const oldestFirst = [...identities].sort((a, b) => a.created_at - b.created_at || a.identity - b.identity)
  for (const row of oldestFirst) {
    const group = byPersona.get(row.persona)
    if (group === undefined) byPersona.set(row.persona, [row])
    else group.push(row)
  }
  return [...byPersona].map(([persona, group], position) => {
    const identities = group.filter((row) => row.continues_as === undefined)
    return { persona, name: identities[0]?.person_name ?? '', hue: hueAt(position), identities }
  })
}
