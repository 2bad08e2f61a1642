/**
 * The same story twice: identity A lives beside identity B in one browser, or in a browser of its own.
 * What a device draws at random follows from the act that draws it, never from what others drew before,
 * so that the two tellings differ in where A lives and in nothing else.
 */

import type { CommandArgs, CommandName, CommandResult } from '../engine/api.ts'
import { createSimNetwork } from '../platform/sim/network.ts'
import { createPrng, type Prng } from '../platform/sim/prng.ts'
import { type Actor, createActor } from './actor.ts'
import { createDevice } from './device.ts'

export interface Twin {
  /** Where A lives: B's device, or one of its own. */
  readonly besides: Actor
  /** B's device. */
  readonly home: Actor
  /** Of the community's founder and of everybody else. */
  readonly elsewhere: Actor
  readonly prng: Prng
  /** One act of the story; everything drawn in it follows from its name. */
  act<Result>(name: string, work: () => Promise<Result>): Promise<Result>
  command<N extends CommandName>(at: Actor, name: N, args: CommandArgs<N>): Promise<CommandResult<N>>
  ends(): void
}

const SECOND_MS = 1_000

export async function createTwin(seed: string, lives: 'beside' | 'apart'): Promise<Twin> {
  const network = createSimNetwork({ seed })
  let act = 'begins'
  let streams = new Map<string, Prng>()
  const randomOf = (device: string) => ({
    bytes(length: number) {
      const stream = streams.get(device) ?? createPrng(`${seed}/${act}`)
      streams.set(device, stream)
      return stream.bytes(length)
    },
  })
  const actors: Actor[] = []
  const idle = async () => {
    for (const { device } of actors) if (device.isOpen) await device.engine.inspect.idle()
  }
  const person = async (name: string): Promise<Actor> => {
    network.offline(name)
    const device = await createDevice(network, name, 'direct', randomOf(name))
    const actor = createActor(device, { moment: async () => undefined, network })
    actors.push(actor)
    return actor
  }
  const home = await person('home')
  const elsewhere = await person('elsewhere')
  const own = await person('own')
  return {
    home,
    elsewhere,
    besides: lives === 'beside' ? home : own,
    prng: createPrng(seed),
    async act(name, work) {
      await network.runFor(SECOND_MS, idle)
      act = name
      streams = new Map()
      const result = await work()
      await idle()
      return result
    },
    command: (at, name, args) => at.device.sotto.command(name, args),
    ends() {
      for (const { device } of actors) device.ends()
    },
  }
}
