/**
 * The word of this device's person that all of somebody's messages be kept here, however much they wrote: what
 * was declined is fetched from whoever has it. Tells nobody.
 */

import { EngineError } from '../base/errors.ts'
import type { PersonId } from '../base/ids.ts'
import type { Authoring } from '../pipeline/author.ts'
import { devicesEverOf } from './cuts.ts'

/** @throws EngineError `unknown_person` */
export function keepAll(context: Authoring, { person }: { readonly person: PersonId }): void {
  const devices = devicesEverOf(context.db, person)
  if (devices.length === 0) throw new EngineError('unknown_person')
  for (const peer of devices) context.keepsAllOf(peer)
}
