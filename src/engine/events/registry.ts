/**
 * Every event type, in the order of their dependencies. A new type is its file and a line here; the
 * public API, the tables and the wire follow.
 */

import { channel } from './content/channel.ts'
import { message } from './content/message.ts'
import { messageDeletion } from './content/message_deletion.ts'
import type { EventModule, Registry } from './event-module.ts'
import { group } from './group/group.ts'
import { groupEpoch } from './group/group_epoch.ts'
import { groupKeyShared } from './group/group_key_shared.ts'
import { groupMember } from './group/group_member.ts'
import { groupMemberRemoved } from './group/group_member_removed.ts'
import { adminGrant } from './identity/admin_grant.ts'
import { adminRevoked } from './identity/admin_revoked.ts'
import { deviceLink } from './identity/device_link.ts'
import { invite } from './identity/invite.ts'
import { inviteClosed } from './identity/invite_closed.ts'
import { inviteLobby } from './identity/invite_lobby.ts'
import { network } from './identity/network.ts'
import { networkName } from './identity/network_name.ts'
import { peerRemoved } from './identity/peer_removed.ts'
import { peerShared } from './identity/peer_shared.ts'
import { prekeyShared } from './identity/prekey_shared.ts'
import { profile } from './identity/profile.ts'
import { user } from './identity/user.ts'
import { userRemoved } from './identity/user_removed.ts'
import { deviceCompleted } from './local/device_completed.ts'
import { deviceRequested } from './local/device_requested.ts'
import { groupKey } from './local/group_key.ts'
import { inviteAccepted } from './local/invite_accepted.ts'
import { inviteRequested } from './local/invite_requested.ts'
import { networkCreated } from './local/network_created.ts'
import { networkJoined } from './local/network_joined.ts'
import { peer } from './local/peer.ts'
import { prekeySecret } from './local/prekey_secret.ts'

export const modules = [
  peer,
  prekeySecret,
  networkCreated,
  networkJoined,
  groupKey,
  inviteRequested,
  deviceRequested,
  deviceCompleted,
  inviteAccepted,
  network,
  adminGrant,
  adminRevoked,
  peerShared,
  prekeyShared,
  group,
  groupMember,
  groupMemberRemoved,
  groupEpoch,
  groupKeyShared,
  invite,
  inviteClosed,
  user,
  deviceLink,
  userRemoved,
  peerRemoved,
  inviteLobby,
  networkName,
  profile,
  channel,
  message,
  messageDeletion,
] as const

export const registry: Registry = new Map(
  (modules as readonly EventModule[]).map((module) => [module.shape.type, module]),
)
