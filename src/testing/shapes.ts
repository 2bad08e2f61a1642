/** The shapes Mallory forges with: scenarios know no event module but by these names. */

import { channelShape } from '../engine/events/content/channel.ts'
import { messageShape } from '../engine/events/content/message.ts'
import { messageDeletionShape } from '../engine/events/content/message_deletion.ts'
import { groupShape } from '../engine/events/group/group.ts'
import { groupEpochShape } from '../engine/events/group/group_epoch.ts'
import { groupKeySharedShape } from '../engine/events/group/group_key_shared.ts'
import { groupMemberShape } from '../engine/events/group/group_member.ts'
import { groupMemberRemovedShape } from '../engine/events/group/group_member_removed.ts'
import { adminGrantShape } from '../engine/events/identity/admin_grant.ts'
import { adminRevokedShape } from '../engine/events/identity/admin_revoked.ts'
import { deviceLinkShape } from '../engine/events/identity/device_link.ts'
import { inviteShape } from '../engine/events/identity/invite.ts'
import { inviteClosedShape } from '../engine/events/identity/invite_closed.ts'
import { inviteLobbyShape } from '../engine/events/identity/invite_lobby.ts'
import { networkShape } from '../engine/events/identity/network.ts'
import { networkNameShape } from '../engine/events/identity/network_name.ts'
import { peerRemovedShape } from '../engine/events/identity/peer_removed.ts'
import { peerSharedShape } from '../engine/events/identity/peer_shared.ts'
import { prekeySharedShape } from '../engine/events/identity/prekey_shared.ts'
import { profileShape } from '../engine/events/identity/profile.ts'
import { userShape } from '../engine/events/identity/user.ts'
import { userRemovedShape } from '../engine/events/identity/user_removed.ts'
import { deviceCompletedShape } from '../engine/events/local/device_completed.ts'
import { deviceRequestedShape } from '../engine/events/local/device_requested.ts'
import { groupKeyShape } from '../engine/events/local/group_key.ts'
import { inviteAcceptedShape } from '../engine/events/local/invite_accepted.ts'
import { inviteRequestedShape } from '../engine/events/local/invite_requested.ts'
import { networkCreatedShape } from '../engine/events/local/network_created.ts'
import { networkJoinedShape } from '../engine/events/local/network_joined.ts'
import { peerShape } from '../engine/events/local/peer.ts'
import { prekeySecretShape } from '../engine/events/local/prekey_secret.ts'

export const shapes = {
  channel: channelShape,
  message: messageShape,
  message_deletion: messageDeletionShape,
  group: groupShape,
  group_member: groupMemberShape,
  group_member_removed: groupMemberRemovedShape,
  group_epoch: groupEpochShape,
  group_key_shared: groupKeySharedShape,
  invite: inviteShape,
  invite_closed: inviteClosedShape,
  invite_lobby: inviteLobbyShape,
  network: networkShape,
  network_name: networkNameShape,
  peer_shared: peerSharedShape,
  prekey_shared: prekeySharedShape,
  profile: profileShape,
  user: userShape,
  admin_grant: adminGrantShape,
  admin_revoked: adminRevokedShape,
  user_removed: userRemovedShape,
  peer_removed: peerRemovedShape,
  device_link: deviceLinkShape,
  group_key: groupKeyShape,
  invite_accepted: inviteAcceptedShape,
  device_completed: deviceCompletedShape,
  device_requested: deviceRequestedShape,
  invite_requested: inviteRequestedShape,
  network_created: networkCreatedShape,
  network_joined: networkJoinedShape,
  peer: peerShape,
  prekey_secret: prekeySecretShape,
} as const
