/**
 * A person at a device: alice, bob, carol. What they do as a member goes to the identity they made
 * last; a second identity on the same device is the {@link Member} that making it returned.
 */

import type { IdentityId, Sotto } from '../engine/api.ts'
import { must } from '../engine/base/errors.ts'
import type { Device } from './device.ts'
import { createMember, type Member } from './member.ts'

export interface Actor extends Member {
  readonly name: string
  /** Every identity made at this device, in order. */
  readonly members: readonly Member[]
  sotto(): Sotto
  createsCommunity(name: string, as?: string): Promise<Member>
  joins(link: string, as?: string): Promise<Member>
  /** The page's worker is killed and started again; nothing was said to anybody. */
  restarts(): Promise<void>
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
    async joins(link, as = name) {
      await host.moment()
      return became(await device.sotto.command('network.join', { persona: name, person_name: as, link }))
    },
    async restarts() {
      await host.moment()
      await device.restarts()
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
