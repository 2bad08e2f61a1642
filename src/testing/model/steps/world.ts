/** What happens to people: walls, networks, clocks, applications and time. */

import { gather } from '../gather.ts'
import { glance } from '../glance.ts'
import { actorOf, holds, type Run } from '../run.ts'
import { BROWSERS, PEOPLE, PHONES, pick, type Step } from '../step.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS
const YEAR_MS = 365 * DAY_MS

const NAMES: readonly string[] = PEOPLE

/** Those on either side of a wall: a bit of `x` for each person, with their phone. */
function sides(x: number): readonly [left: readonly string[], right: readonly string[]] {
  const bits = 1 + Math.floor(x * (2 ** PEOPLE.length - 2))
  const isLeft = (browser: (typeof BROWSERS)[number]) => {
    const person: string = PHONES.get(browser) ?? browser
    return (bits & (1 << NAMES.indexOf(person))) !== 0
  }
  return [BROWSERS.filter(isLeft), BROWSERS.filter((browser) => !isLeft(browser))]
}

export async function partition(run: Run, { x, y }: Step): Promise<boolean> {
  run.world.network.partition(...sides(x), y < 0.2 ? 'links' : y < 0.4 ? 'rendezvous' : undefined)
  return true
}

export async function heal(run: Run): Promise<boolean> {
  run.world.network.heal()
  return true
}

/** From the right time to years off, either way, and now and then right again. */
export async function turnClock(run: Run, { who, x, y }: Step): Promise<boolean> {
  const most = pick([0, 20 * MINUTE_MS, 3 * HOUR_MS, 30 * DAY_MS, 3 * YEAR_MS], y)
  actorOf(run, who).device.clock.setClock(Math.floor((2 * x - 1) * most))
  return true
}

export async function whileOpen(run: Run, { who }: Step, act: (actor: ReturnType<typeof actorOf>) => Promise<void>) {
  const actor = actorOf(run, who)
  if (!actor.device.isOpen) return false
  await act(actor)
  return true
}

export async function openApp(run: Run, { who }: Step): Promise<boolean> {
  const actor = actorOf(run, who)
  if (actor.device.isOpen) return false
  await actor.opensTheApp()
  return true
}

export async function sleep(run: Run, { x }: Step): Promise<boolean> {
  await run.world.sleep(Math.floor((1 + x * 11) * DAY_MS)) // an epoch is renewed after seven days
  return true
}

/** Prekeys and epochs are renewed by whoever is here. */
export async function sleepForMonths(run: Run, { x }: Step): Promise<boolean> {
  await run.world.sleep(Math.floor((31 + x * 60) * DAY_MS))
  return true
}

export async function waits(run: Run, { x }: Step): Promise<boolean> {
  await run.world.advance(Math.floor(x * MINUTE_MS))
  return true
}

export async function look(run: Run): Promise<boolean> {
  await glance(run)
  return true
}

export async function everybodyMeets(run: Run): Promise<boolean> {
  await gather(run)
  holds('a member was there', run.community.identities.length > 0, () => 'nobody')
  return true
}
