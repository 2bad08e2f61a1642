/**
 * The commands that make an identity (a new community, a join by a link, a further device by a code), and
 * the one that ends it.
 */

import { EngineError } from '../base/errors.ts'
import type { CommandId, EventId, IdentityId, NetworkId, Timestamp } from '../base/ids.ts'
import { createNetwork, signRoot } from '../flows/create-network.ts'
import { readDeviceCode } from '../flows/device-code.ts'
import { readLink } from '../flows/invite-link.ts'
import { joinNetwork, requestInvite } from '../flows/join.ts'
import { requestDevice } from '../flows/link-device.ts'
import { type NewDevice, newDevice } from '../flows/new-device.ts'
import type { Authoring } from '../pipeline/author.ts'
import { keepCommandResult, listIdentities } from '../store/identities.ts'
import { checkedNames, checkPersona, type DeviceCommands, type NewIdentity } from './commands.ts'
import type { IdentityRuntime } from './identity-runtime.ts'
import { type LeavingHost, leaveNetwork } from './leave-network.ts'
import { makeIdentity, type NewIdentityHost } from './make-identity.ts'
import { identityIn } from './queries.ts'

type Runs = {
  readonly [N in keyof DeviceCommands]: (args: never, id: CommandId, t_ms: Timestamp) => ReturnType<DeviceCommands[N]>
}

export interface DeviceCommandsHost extends NewIdentityHost, LeavingHost {
  /** @throws EngineError `unknown_identity` */
  runtimeOf(identity: IdentityId): IdentityRuntime
}

export function createDeviceCommands(host: DeviceCommandsHost): Runs {
  const create = (
    device: NewDevice,
    network: NetworkId,
    id: CommandId,
    t_ms: Timestamp,
    build: (context: Authoring) => EventId<'channel'> | undefined,
  ): NewIdentity =>
    makeIdentity(host, device, network, t_ms, (context, wide) => {
      const channel_id = build(context)
      const made = { identity: context.me.identity, ...(channel_id === undefined ? {} : { channel_id }) }
      keepCommandResult(wide.as(made.identity), id, JSON.stringify(made), t_ms)
      return made
    }).result

  return {
    'network.create': (args: Parameters<DeviceCommands['network.create']>[0], id, t_ms) => {
      const names = checkedNames({ person_name: args.person_name, network_name: args.network_name })
      const persona = checkPersona(args.persona)
      const device = newDevice(host.random)
      const root = signRoot(device, t_ms)
      return create(device, root.id, id, t_ms, (context) => createNetwork(context, device, root, { ...names, persona }))
    },
    'network.join': (args: Parameters<DeviceCommands['network.join']>[0], id, t_ms) => {
      const names = checkedNames({ person_name: args.person_name })
      const joiner = { ...names, persona: checkPersona(args.persona) }
      const link = readLink(args.link)
      const device = newDevice(host.random)
      const invite = link.full
      if (invite === undefined) {
        return create(device, link.network_id, id, t_ms, (context) => {
          requestInvite(context, device, link, joiner)
          return undefined
        })
      }
      if (invite.body.expires_at <= t_ms) throw new EngineError('link_expired')
      return create(device, link.network_id, id, t_ms, (context) => joinNetwork(context, device, link, invite, joiner))
    },
    'device.join': (args: Parameters<DeviceCommands['device.join']>[0], id, t_ms) => {
      const persona = checkPersona(args.persona)
      const code = readDeviceCode(args.code)
      const isOwn = listIdentities(host.db.wide).some((local) => local.peer_id === code.host)
      if (isOwn) throw new EngineError('link_own_network')
      const device = newDevice(host.random)
      return create(device, code.network_id, id, t_ms, (context) => {
        requestDevice(context, device, code, persona)
        return undefined
      })
    },
    'network.leave': (args: Parameters<DeviceCommands['network.leave']>[0], id, t_ms) =>
      leaveNetwork(host, host.runtimeOf(identityIn(args)), id, t_ms),
  }
}
