/** One channel of one community: header, progress, messages, notices, composer. */

import { createEffect, type JSX, Show } from 'solid-js'
import type { EventId, IdentityRow } from '../../engine/api.ts'
import { markRead } from '../app/read-marks.ts'
import { useServices } from '../app/services.ts'
import { createQuery } from '../live/create-query.ts'
import { Announcer } from './announcer.tsx'
import { Composer } from './composer.tsx'
import styles from './conversation.module.css'
import { ConversationHeader } from './conversation-header.tsx'
import { createTimeline } from './create-timeline.ts'
import { MessageList } from './message-list.tsx'
import { OutboxNotice } from './outbox-notice.tsx'
import { SyncLine } from './sync-line.tsx'

export interface ConversationProps {
  readonly channelId: EventId<'channel'>
  readonly arePeopleOpen: boolean
  readonly onMenu: (() => void) | undefined
  readonly onPeople: () => void
  readonly onInvite: () => void
}

/** Mounted anew for each channel: nothing of one can linger under the name of another. */
export function Conversation(props: ConversationProps): JSX.Element {
  const { session } = useServices()
  return (
    <Show when={session.current()?.identity} keyed>
      {(identity) => <Channel {...props} identity={identity} />}
    </Show>
  )
}

function Channel(props: ConversationProps & { identity: IdentityRow['identity'] }): JSX.Element {
  const { sotto, session } = useServices()
  const { identity, channelId } = props
  const timeline = createTimeline(sotto, identity, channelId)
  const connection = createQuery(sotto, 'connection.state', () => ({ as: identity }))
  const isJoining = () => session.current()?.role === 'joining'

  createEffect(() => {
    const last = session.channels()?.find((row) => row.channel_id === channelId)?.last_at
    if (last !== undefined) markRead(identity, channelId, last)
  })

  return (
    <section class={styles.conversation} aria-label={session.channelName()}>
      <ConversationHeader
        channelName={session.channelName()}
        connection={connection()}
        arePeopleOpen={props.arePeopleOpen}
        onMenu={props.onMenu}
        onPeople={props.onPeople}
        onInvite={props.onInvite}
      />
      <Show when={connection()}>{(row) => <SyncLine row={row()} identity={identity} isJoining={isJoining()} />}</Show>
      <MessageList
        timeline={timeline}
        identity={identity}
        channelId={channelId}
        channelName={session.channelName()}
        isJoining={isJoining()}
        mayInvite={session.current()?.role === 'founder'}
        onInvite={props.onInvite}
      />
      <Announcer rows={timeline.rows} />
      <Show when={connection()}>{(row) => <OutboxNotice row={row()} isJoining={isJoining()} />}</Show>
      <Composer identity={identity} channelId={channelId} channelName={session.channelName()} />
    </section>
  )
}
