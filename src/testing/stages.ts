/** Beginnings that many stories share. */

import type { Actor } from './actor.ts'
import { exchange } from './courier.ts'
import type { World } from './world.ts'

/** What a story knows to be there. */
export function certain<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new Error('the story expected something here')
  return value
}

/** The first founds Acme, the others join by one link, and everybody is handed everything. No network needed. */
export async function acquainted<Names extends readonly string[]>(
  world: World,
  ...names: Names
): Promise<{ readonly [I in keyof Names]: Actor }> {
  const actors: Actor[] = []
  for (const name of names) actors.push(await world.actor(name))
  const [founder, ...others] = actors
  if (founder === undefined) throw new Error('a community has a founder')
  await founder.createsCommunity('Acme')
  if (others.length > 0) {
    const link = await founder.invites({ uses: 50 })
    for (const joiner of others) await joiner.joins(link)
    await exchange(actors)
  }
  return actors as unknown as { readonly [I in keyof Names]: Actor }
}

/** The first founds Acme, the others join by one link over the network; each is connected and sees all. */
export async function connected<Names extends readonly string[]>(
  world: World,
  ...names: Names
): Promise<{ readonly [I in keyof Names]: Actor }> {
  const actors: Actor[] = []
  for (const name of names) actors.push(await world.actor(name))
  const [founder, ...others] = actors
  if (founder === undefined) throw new Error('a community has a founder')
  await founder.createsCommunity('Acme')
  const link = await founder.invites({ uses: 50 })
  for (const joiner of others) await joiner.joins(link)
  const met = async () => {
    for (const actor of actors) {
      if ((await actor.connectedTo()).length === 0 || (await actor.people()).length < actors.length) return false
    }
    return true
  }
  await world.until('everybody has met', met)
  await world.settle()
  return actors as unknown as { readonly [I in keyof Names]: Actor }
}
