/**
 * Runs a list of steps in a world of five people and says what went wrong, if anything did. The same
 * seed and steps always do the same; whatever fails is told with the step it failed at.
 */

import { InvariantError } from '../../engine/base/errors.ts'
import { personOfFirst } from '../../engine/base/ids.ts'
import { createPrng } from '../../platform/sim/prng.ts'
import { createWorld, type World } from '../world.ts'
import { createCommunity } from './community.ts'
import { createReader } from './entries.ts'
import { ROUGH_LINKS, ROUGH_RENDEZVOUS } from './gather.ts'
import { notice } from './notice.ts'
import { actorOf, RuleBroken, type Run } from './run.ts'
import { BROWSERS, type Browser, drawSteps, FOUNDER, type Step } from './step.ts'
import type { StepKind } from './steps/kind.ts'
import { noteChannel } from './steps/talking.ts'
import { EVERYBODY_MEETS, STEPS } from './steps.ts'

export interface Failure {
  /** What tells one fault from another, whatever the ids and numbers in it. */
  readonly rule: string
  readonly message: string
  /** How many steps had been begun; the oracle at the end counts as none. */
  readonly begun: number
  readonly report: string
}

export interface Finished {
  readonly failure: Failure | undefined
  readonly done: ReadonlyMap<string, number>
  readonly said: number
  readonly members: number
  readonly events: number
  readonly traffic: ReturnType<World['network']['counters']>
}

export interface Simulation {
  readonly seed: string
  readonly steps: readonly Step[]
  readonly kinds?: ReadonlyMap<string, StepKind>
}

const weightsOf = (kinds: ReadonlyMap<string, StepKind>) =>
  new Map([...kinds].map(([kind, { weight }]) => [kind, weight] as const))

export function stepsFrom(seed: string, count: number, kinds = STEPS): readonly Step[] {
  return drawSteps(createPrng(seed).fork('steps'), count, weightsOf(kinds))
}

async function founded(world: World): Promise<Run> {
  for (const browser of BROWSERS) await world.actor(browser)
  const run: Run = { world, community: createCommunity(), done: new Map(), read: createReader() }
  const member = await actorOf(run, FOUNDER).createsCommunity('Acme')
  const { identity, peer_id } = await member.row()
  const person_id = personOfFirst(peer_id)
  const joined = { browser: FOUNDER, identity, peer_id, person_id, invite_id: undefined }
  run.community.identities.push(joined)
  for (const { channel_id, name } of await member.channelRows()) {
    noteChannel(run, { joined, member }, channel_id, name, 'public')
  }
  return run
}

function ruleOf(error: unknown): string {
  if (error instanceof RuleBroken) return error.rule
  const first = String(error instanceof Error ? error.message : error).split('\n')[0] ?? ''
  return first.replace(/[0-9a-f]{16,}/g, '…').replace(/\d+/g, 'n')
}

/** Who is not in, or not yet, may hold what they cannot read; a member holds nothing of the kind. */
function blockedByPerson(run: Run): Readonly<Record<string, number>> {
  const blockedOf = (browser: Browser) => {
    const { device, members } = actorOf(run, browser)
    return members.reduce((sum, member) => sum + device.engine.inspect.blocked(member.identity()).length, 0)
  }
  return Object.fromEntries(BROWSERS.map((browser) => [browser, blockedOf(browser)]))
}

const LAST: Step = { kind: EVERYBODY_MEETS, number: -1, who: 'alice', x: 0, y: 0, pause_ms: 0 }

/** @param seed of the world; the steps may have been drawn from it or cut from such */
export async function simulate({ seed, steps, kinds = STEPS }: Simulation): Promise<Finished> {
  const network = { datagram: true, link: ROUGH_LINKS, rendezvous: ROUGH_RENDEZVOUS }
  const world = createWorld({ seed, mode: 'direct', network })
  let begun = 0
  const run = await founded(world)
  const finished = (failure: Failure | undefined): Finished => ({
    failure,
    done: run.done,
    said: run.community.messages.size,
    members: run.community.identities.length,
    events: actorOf(run, 'alice').device.isOpen
      ? actorOf(run, 'alice').device.engine.inspect.log(run.community.identities[0]?.identity as never).length
      : 0,
    traffic: world.network.counters(),
  })
  try {
    for (const step of [...steps, LAST]) {
      begun += 1
      world.phase(`step ${step.number}, ${step.kind}`)
      await world.advance(step.pause_ms)
      await notice(run)
      const kind = kinds.get(step.kind)
      if (kind === undefined) throw new InvariantError(`no step is called ${step.kind}`)
      if (await kind.run(run, step)) run.done.set(step.kind, (run.done.get(step.kind) ?? 0) + 1)
    }
    await world.proves({ blocked: blockedByPerson(run), orders: 1, copies: 1 })
    return finished(undefined)
  } catch (error) {
    const message = String(error instanceof Error ? (error.stack ?? error.message) : error)
    return finished({ rule: ruleOf(error), message, begun, report: world.report() })
  } finally {
    world.end()
  }
}
