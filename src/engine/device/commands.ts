/**
 * The command table: what the modules offer, what the flows offer, and the two that make an identity.
 * Names and types of the public API are derived from here.
 */

import { EngineError } from '../base/errors.ts'
import type { EventId, IdentityId, PeerId, PersonId } from '../base/ids.ts'
import type { Tx } from '../db/database.ts'
import type { Command } from '../events/event-module.ts'
import { typedName } from '../events/names.ts'
import type { modules } from '../events/registry.ts'
import { registry } from '../events/registry.ts'
import { grantAdmin, revokeAdmin } from '../flows/admins.ts'
import { askAgain } from '../flows/ask-keys.ts'
import { deleteMessages } from '../flows/delete-messages.ts'
import { keepDraft } from '../flows/drafts.ts'
import { addToGroup, createPrivate, leaveGroup, openDirect, removeFromGroup } from '../flows/groups.ts'
import { admitJoin, closeInvite, createInvite, type NewInvite } from '../flows/invite.ts'
import { keepAll } from '../flows/keep-all.ts'
import { confirmDevice, type OpenLobby, openLobby, refuseDevice } from '../flows/link-device.ts'
import { removeDevice, removeMember } from '../flows/removals.ts'
import type { Authoring } from '../pipeline/author.ts'

/** A command of one identity, run inside its transaction. */
export type IdentityCommand = (context: Authoring, args: never, tx: Tx) => unknown

type NoArgs = unknown

const flowCommands = {
  'invite.create': (context: Authoring, args: { expires_at: number; max_uses: number }, tx: Tx): NewInvite =>
    createInvite(context, tx.unsafe, args),
  /** @throws EngineError `unknown_message`, `not_permitted`; then nothing is deleted */
  'message.delete': (context: Authoring, args: { message_ids: readonly EventId<'message'>[] }, tx: Tx): void =>
    deleteMessages(context, tx.unsafe, args.message_ids),
  'invite.close': (context: Authoring, args: { invite_id: EventId<'invite'> }): EventId<'invite_closed'> =>
    closeInvite(context, args.invite_id),
  /** Lets in somebody whose link was ending as they came. @throws EngineError `unknown_join`, `not_permitted` */
  'invite.admit': (context: Authoring, args: { join: EventId<'user'> }): EventId<'invite_closed'> =>
    admitJoin(context, args.join),
  /** An admin one below, or by a founder another founder. @throws EngineError `unknown_person`, `not_permitted` */
  'admin.grant': (context: Authoring, args: { person: PersonId; co_founder?: boolean }): EventId<'admin_grant'> =>
    grantAdmin(context, args),
  /** Also one's own. @throws EngineError `unknown_person`, `not_permitted` */
  'admin.revoke': (context: Authoring, args: { person: PersonId }, _tx: Tx): EventId<'admin_revoked'> =>
    revokeAdmin(context, args),
  /** Ends every open link with it. @throws EngineError `unknown_person`, `not_permitted` */
  'member.remove': (context: Authoring, args: { person: PersonId }): EventId<'user_removed'> =>
    removeMember(context, args),
  /** Keeps all that they write on this device, however much it is. @throws EngineError `unknown_person` */
  'member.keepAll': (context: Authoring, args: { person: PersonId }): void => keepAll(context, args),
  /** One device; its person stays. @throws EngineError `unknown_device`, `not_permitted` */
  'device.remove': (context: Authoring, args: { peer: PeerId }): EventId<'peer_removed'> => removeDevice(context, args),
  /** Lets another device of this person in, for ten minutes. @throws EngineError `not_permitted` */
  'device.openLobby': (context: Authoring, _args: NoArgs, tx: Tx): OpenLobby => openLobby(context, tx),
  /** Links the device that showed the same digits. @throws EngineError `no_newcomer` */
  'device.confirm': (context: Authoring, args: { peer_id: PeerId }, tx: Tx): EventId<'device_link'> =>
    confirmDevice(context, tx, args.peer_id),
  /** Ends the lobby, and turns away who is in it. */
  'device.refuse': (_context: Authoring, _args: NoArgs, tx: Tx): void => refuseDevice(tx),
  /** @throws EngineError `name_invalid`, `unknown_person`, `not_permitted` */
  'channel.createPrivate': (
    context: Authoring,
    args: { name: string; people: readonly PersonId[] },
  ): EventId<'channel'> => createPrivate(context, args),
  /** The conversation of these people and this one, opened where there is none. @throws EngineError `unknown_person` */
  'direct.open': (context: Authoring, args: { people: readonly PersonId[] }): EventId<'channel'> =>
    openDirect(context, args),
  /** With every earlier key. @throws EngineError `unknown_channel`, `unknown_person`, `not_permitted` */
  'group.add': (context: Authoring, args: { channel_id: EventId<'channel'>; people: readonly PersonId[] }): void =>
    addToGroup(context, args),
  /** @throws EngineError `unknown_channel`, `not_permitted` */
  'group.remove': (context: Authoring, args: { channel_id: EventId<'channel'>; person: PersonId }): void =>
    removeFromGroup(context, args),
  /** @throws EngineError `unknown_channel`, `not_permitted` */
  'group.leave': (context: Authoring, args: { channel_id: EventId<'channel'> }): void => leaveGroup(context, args),
  /** What is begun and not posted; empty text forgets it. @throws EngineError `unknown_channel`, `text_too_long` */
  'draft.keep': (context: Authoring, args: { channel_id: EventId<'channel'>; text: string }, tx: Tx): void =>
    keepDraft(context, args, tx),
  /** Asks for every missing key now; how many are missing. */
  'key.askAgain': (context: Authoring, _args: NoArgs, tx: Tx): { readonly missing: number } => askAgain(context, tx),
} as const

/** Arguments and results of the commands that make or end an identity; run by the device. */
export interface DeviceCommands {
  'network.create': (args: { persona: string; person_name: string; network_name: string }) => NewIdentity
  /** @throws EngineError every `link_…` code, `name_invalid` */
  'network.join': (args: { persona: string; person_name: string; link: string }) => NewIdentity
  /**
   * Makes this browser a further device of whoever shows the code; it is one once they have confirmed.
   * @throws EngineError `link_malformed`, `link_too_large`, `link_version`, `link_checksum`, `link_own_network`
   */
  'device.join': (args: { persona: string; code: string }) => NewIdentity
  /** Removes everything this browser holds of the identity: its keys, its rows, its links. For ever. */
  'network.leave': (args: { as: IdentityId }) => void
}

export interface NewIdentity {
  readonly identity: IdentityId
  /** The first channel; absent after a short link, until a member has told the invite. */
  readonly channel_id?: EventId<'channel'>
}

type Module = (typeof modules)[number]
type Names<M, Part extends 'commands' | 'queries'> = M extends {
  readonly shape: { readonly type: infer Type extends string }
} & { readonly [P in Part]: infer Table }
  ? { readonly [Name in keyof Table & string as `${Type}.${Name}`]: Table[Name] }
  : never
type Merged<Union> = (Union extends unknown ? (part: Union) => void : never) extends (all: infer All) => void
  ? All
  : never

/** `message.send` and its like, as the modules declare them. */
export type ModuleCommands = Merged<Names<Module, 'commands'>>
export type ModuleQueries = Merged<Names<Module, 'queries'>>

type ArgumentOf<F> = F extends (first: never, args: infer Args, ...rest: never[]) => unknown ? Args : never
type As<Args> = (unknown extends Args ? unknown : Args) & { readonly as: IdentityId }
/** A function over a context becomes a call that names the identity. */
export type PublicCalls<Table> = {
  readonly [Name in keyof Table]: Table[Name] extends (...args: never[]) => infer Result
    ? (args: As<ArgumentOf<Table[Name]>>) => Result
    : never
}

export type IdentityCommands = PublicCalls<ModuleCommands> & PublicCalls<typeof flowCommands>

const table: ReadonlyMap<string, IdentityCommand> = new Map<string, IdentityCommand>([
  ...[...registry.values()].flatMap((module) =>
    Object.entries<Command>(module.commands).map(([name, run]) => [`${module.shape.type}.${name}`, run] as const),
  ),
  ...Object.entries<IdentityCommand>(flowCommands),
])

/** @throws EngineError `unknown_method` */
export function identityCommand(name: string): IdentityCommand {
  const command = table.get(name)
  if (command === undefined) throw new EngineError('unknown_method', name)
  return command
}

const MAX_PERSONA_CHARACTERS = 64

/** @throws EngineError `name_invalid` */
export function checkPersona(persona: string): string {
  if (persona === '' || persona.length > MAX_PERSONA_CHARACTERS) throw new EngineError('name_invalid', 'persona')
  return persona
}

export function checkedNames<Names extends Readonly<Record<string, string>>>(names: Names): Names {
  return Object.fromEntries(Object.entries(names).map(([key, name]) => [key, typedName(name)])) as Names
}
