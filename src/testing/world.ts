/**
 * A world of devices for stories: actors, one simulated network, one clock that only the story moves,
 * all from one seed. Owns the order of things: nothing happens but between two instants of the clock,
 * and every engine has finished with one instant before the next begins.
 */

import type { Limits } from '../engine/base/limits.ts'
import { nextTask } from '../platform/node/next-task.ts'
import { createSimNetwork, type SimNetwork, type SimNetworkOptions } from '../platform/sim/network.ts'
import { createPrng, type Prng } from '../platform/sim/prng.ts'
import { type Actor, createActor } from './actor.ts'
import { createDevice, type Mode } from './device.ts'
import { type Expectation, prove } from './oracle.ts'
import { report } from './report.ts'

export interface WorldOptions {
  readonly seed: string
  readonly mode: Mode
  /** Absent: every device is unplugged, and events travel by hand alone. */
  readonly network?: Omit<SimNetworkOptions, 'seed'> | undefined
  /** What every device keeps and gives at most, where it is not the usual. */
  readonly limits?: Limits
}

export interface World {
  readonly seed: string
  readonly mode: Mode
  readonly network: SimNetwork
  readonly actors: readonly Actor[]
  /** Randomness of the story itself, apart from that of devices and network. */
  readonly prng: Prng
  /** Makes the device of this actor, or finds it. */
  actor(name: string): Promise<Actor>
  /** Lets time pass, instant by instant; every engine is ticked once a second. */
  advance(ms: number): Promise<void>
  /** Lets a long time pass with nobody awake: no engine is ticked before its end. */
  sleep(ms: number): Promise<void>
  /** Lets time pass until this holds, looking once a second. @throws Error after `limit_ms` of the world's time */
  until(what: string, holds: () => Promise<boolean>, limit_ms?: number): Promise<void>
  /** Lets time pass until for some seconds no engine learnt, met or lost anything. */
  settle(limit_ms?: number): Promise<void>
  /** Names what the story is at, for the report of a failure. */
  phase(name: string): void
  /** The oracle; a story that does not call it is proven at its end with no expectations. */
  proves(expectation?: Expectation): Promise<void>
  readonly isProven: boolean
  /** Seed, phase, the log tail of every actor, and what each blocked event waits for. */
  report(): string
  end(): void
}

const TICK_MS = 1_000
const QUIET_TICKS = 4
/** The boundary has no part in how events are taken in: there, the reversed order is enough. */
const RANDOM_ORDERS: Readonly<Record<Mode, number>> = { direct: 2, rpc: 0 }
const DEFAULT_LIMIT_MS = 120_000

export function createWorld({ seed, mode, network: conditions, limits }: WorldOptions): World {
  const network = createSimNetwork({ seed, ...conditions })
  const prng = createPrng(seed).fork('story')
  const actors = new Map<string, Actor>()
  let phase = 'begins'
  let isProven = false

  const open = () => [...actors.values()].filter((actor) => actor.device.isOpen)

  /** Every engine finishes what it was told, until none has anything left to do at this instant. */
  const finishInstant = async (): Promise<void> => {
    for (const { device } of open()) await device.engine.inspect.idle()
    await nextTask()
    for (const { device } of open()) await device.engine.inspect.idle()
  }

  const tick = (): void => {
    for (const { device } of open()) device.engine.tick(device.clock.now())
    cancelTick = network.clock.after(TICK_MS, tick)
  }
  let cancelTick = network.clock.after(TICK_MS, tick)

  const advance = (ms: number) => network.runFor(ms, finishInstant)

  /** Changes whenever somebody learns, meets or loses something. */
  const situation = async (): Promise<string> => {
    const parts: unknown[] = [network.openLinks()]
    for (const actor of open()) {
      for (const member of actor.members) {
        const { servers: _servers, ...connection } = await member.connection()
        parts.push(connection, actor.device.engine.inspect.log(member.identity()).length)
      }
    }
    return JSON.stringify(parts)
  }

  return {
    seed,
    mode,
    network,
    prng,
    get actors() {
      return [...actors.values()]
    },
    get isProven() {
      return isProven
    },
    async actor(name) {
      const known = actors.get(name)
      if (known !== undefined) return known
      if (conditions === undefined) network.offline(name)
      const device = await createDevice(network, name, mode, createPrng(seed).fork(`device/${name}`), limits)
      const actor = createActor(device, { moment: () => advance(1), network })
      actors.set(name, actor)
      return actor
    },
    advance,
    async sleep(ms) {
      cancelTick()
      await advance(ms)
      tick()
      await finishInstant()
    },
    async until(what, holds, limit_ms = DEFAULT_LIMIT_MS) {
      for (const end = network.now() + limit_ms; !(await holds()); ) {
        if (network.now() >= end) throw new Error(`never within ${limit_ms / 1000} s: ${what}`)
        await advance(TICK_MS)
      }
    },
    async settle(limit_ms = DEFAULT_LIMIT_MS) {
      const end = network.now() + limit_ms
      let quiet = 0
      for (let before = ''; quiet < QUIET_TICKS; ) {
        if (network.now() >= end) throw new Error(`the world is not quiet within ${limit_ms / 1000} s`)
        await advance(TICK_MS)
        const now = await situation()
        quiet = now === before ? quiet + 1 : 0
        before = now
      }
    },
    phase(name) {
      phase = name
    },
    async proves(expectation = {}) {
      isProven = true
      await finishInstant()
      await prove(
        open(),
        { orders: RANDOM_ORDERS[mode], ...expectation },
        {
          prng: prng.fork('oracle'),
          phase: (name) => {
            phase = name
          },
        },
      )
    },
    report: () => report({ seed, mode, phase, t_ms: network.now(), actors: [...actors.values()] }),
    end() {
      for (const actor of actors.values()) actor.device.ends()
    },
  }
}
