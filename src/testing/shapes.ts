/** The shapes Mallory forges with: scenarios know no event module but by these names. */

import { channelShape } from '../engine/events/content/channel.ts'
import { messageShape } from '../engine/events/content/message.ts'
import { groupShape } from '../engine/events/group/group.ts'
import { groupEpochShape } from '../engine/events/group/group_epoch.ts'
import { groupKeySharedShape } from '../engine/events/group/group_key_shared.ts'
import { inviteShape } from '../engine/events/identity/invite.ts'
import { inviteClosedShape } from '../engine/events/identity/invite_closed.ts'
import { inviteLobbyShape } from '../engine/events/identity/invite_lobby.ts'
import { networkShape } from '../engine/events/identity/network.ts'
import { networkNameShape } from '../engine/events/identity/network_name.ts'
import { peerSharedShape } from '../engine/events/identity/peer_shared.ts'
import { profileShape } from '../engine/events/identity/profile.ts'
import { userShape } from '../engine/events/identity/user.ts'
import { groupKeyShape } from '../engine/events/local/group_key.ts'
import { peerShape } from '../engine/events/local/peer.ts'

export const shapes = {
  channel: channelShape,
  message: messageShape,
  group: groupShape,
  group_epoch: groupEpochShape,
  group_key_shared: groupKeySharedShape,
  invite: inviteShape,
  invite_closed: inviteClosedShape,
  invite_lobby: inviteLobbyShape,
  network: networkShape,
  network_name: networkNameShape,
  peer_shared: peerSharedShape,
  profile: profileShape,
  user: userShape,
  group_key: groupKeyShape,
  peer: peerShape,
} as const
