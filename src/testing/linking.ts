/** A person and the devices they link, in the words of a story. */

import { must } from '../engine/base/errors.ts'
import type { Actor } from './actor.ts'
import type { World } from './world.ts'

/** Both screens show digits. @returns what the existing device and the new one show */
export async function compares(world: World, existing: Actor, fresh: Actor): Promise<readonly [string, string]> {
  const isComparing = async (actor: Actor) => (await actor.linking())?.state === 'comparing'
  await world.until('both screens show digits', async () => (await isComparing(existing)) && (await isComparing(fresh)))
  const digits = async (actor: Actor) => must((await actor.linking())?.digits, 'digits')
  return [await digits(existing), await digits(fresh)]
}

/** The existing device confirms whoever it shows digits of. */
export async function confirmsNewcomer(existing: Actor): Promise<void> {
  await existing.confirms(must((await existing.linking())?.peer_id, 'a newcomer'))
}

/** From the code to the moment at which the existing device has said yes: the new one knows nothing of it yet. */
export async function confirmsDevice(world: World, existing: Actor, fresh: Actor): Promise<void> {
  await fresh.readsCode((await existing.opensLobby()).code)
  await compares(world, existing, fresh)
  await confirmsNewcomer(existing)
}

/** The whole way from the code to a device that holds everything. */
export async function linksDevice(world: World, existing: Actor, fresh: Actor): Promise<void> {
  await confirmsDevice(world, existing, fresh)
  await world.until('the new device can write', async () => (await fresh.channels()).length > 0)
  await world.settle()
}
