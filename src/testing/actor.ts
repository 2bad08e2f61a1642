/**
 * A person at a device: alice, bob, carol. What they do as a member goes to the identity they made
 * last; a second identity on the same device is the {@link Member} that making it returned.
 */

import type { IdentityId, Sotto } from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import { asCommandId } from '../engine/base/ids.ts'
import type { Device } from './device.ts'
import { createMember, type Member } from './member.ts'

export interface Actor extends Member {
  readonly name: string
  /** Every identity made at this device, in order. */
  readonly members: readonly Member[]
  sotto(): Sotto
  createsCommunity(name: string, as?: string): Promise<Member>
  /** @param call a name for this call; the same name again is the same join */
  joins(link: string, as?: string, call?: string): Promise<Member>
  /** Becomes a further device of whoever shows this code, once they have confirmed. */
  readsCode(code: string, call?: string): Promise<Member>
  /** This community is left, and what they do from now on goes to the identity they made before, if any. */
  leaves(member?: Member): Promise<void>
  /** The page's worker is killed and started again; nothing was said to anybody. */
  restarts(): Promise<void>
  /** Who has taken the place of this identity, the present one unless said, and of the present one speaks from now on. @throws InvariantError without one */
  goesOn(former?: IdentityId): Promise<Member>
  closesTheApp(): Promise<void>
  opensTheApp(): Promise<void>
  goesOffline(): Promise<void>
  comesOnline(): Promise<void>
}

export interface ActorHost {
  moment(): Promise<void>
  network: { offline(name: string): void; online(name: string): void }
}

export function createActor(device: Device, host: ActorHost): Actor {
  const { name } = device
  const members: Member[] = []
  let current: IdentityId | undefined

  const common = { device, moment: () => host.moment() }

  const became = ({ identity }: { readonly identity: IdentityId }): Member => {
    current = identity
    const known = members.find((member) => member.identity() === identity)
    if (known !== undefined) return known
    const member = createMember({ ...common, identity: () => identity })
    members.push(member)
    return member
  }

  return {
    ...createMember({ ...common, identity: () => must(current, `an identity of ${name}`) }),
    name,
    members,
    sotto: () => device.sotto,
    async createsCommunity(network_name, as = name) {
      await host.moment()
      return became(await device.sotto.command('network.create', { persona: name, person_name: as, network_name }))
    },
    async joins(link, as = name, call) {
      await host.moment()
      const id = call === undefined ? undefined : asCommandId(call)
      return became(await device.sotto.command('network.join', { persona: name, person_name: as, link }, id))
    },
    async readsCode(code, call) {
      await host.moment()
      const id = call === undefined ? undefined : asCommandId(call)
      return became(await device.sotto.command('device.join', { persona: name, code }, id))
    },
    async leaves(member = members.at(-1)) {
      const left = must(member, `a community of ${name}`)
      await device.sotto.command('network.leave', { as: left.identity() })
      const rows = await device.sotto.query('identity.list', {})
      const kept = members.filter((one) => rows.some(({ identity }) => identity === one.identity()))
      members.splice(0, members.length, ...kept)
      current = members.at(-1)?.identity()
      await host.moment()
    },
    async restarts() {
      await host.moment()
      await device.restarts()
    },
    async goesOn(former = current) {
      const present = current
      const rows = await device.sotto.query('identity.list', {})
      const identity = rows.find((row) => row.identity === former)?.continues_as
      const successor = became({ identity: must(identity, 'a successor') })
      if (former !== present) current = present
      return successor
    },
    async closesTheApp() {
      await host.moment()
      device.closes()
    },
    async opensTheApp() {
      await device.opens()
      await host.moment()
    },
    async goesOffline() {
      host.network.offline(name)
      device.engine.online(false, device.clock.now())
      await host.moment()
    },
    async comesOnline() {
      host.network.online(name)
      device.engine.online(true, device.clock.now())
      await host.moment()
    },
  }
}
