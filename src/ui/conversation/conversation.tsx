/** One channel of one community: header, progress, messages, notices, composer. */

import { createEffect, type JSX, Show } from 'solid-js'
import type { EventId, IdentityRow } from '../../engine/api.ts'
import { markRead } from '../app/read-marks.ts'
import { isMute, isRefusal, isRemoved } from '../app/refusal.ts'
import { useServices } from '../app/services.ts'
import { createQuery } from '../live/create-query.ts'
import { createVisible } from '../live/create-visible.ts'
import { NextTask } from '../live/next-task.tsx'
import { NoticeLine } from '../notices/notice-line.tsx'
import { Composer } from './composer.tsx'
import styles from './conversation.module.css'
import { ConversationHeader } from './conversation-header.tsx'
import { MessageList } from './message-list.tsx'
import { OutboxNotice } from './outbox-notice.tsx'
import { RefusedLine } from './refused-line.tsx'
import { RenewedLine } from './renewed-line.tsx'
import { SyncLine } from './sync-line.tsx'

export interface ConversationProps {
  readonly channelId: EventId<'channel'>
  readonly arePeopleOpen: boolean
  readonly onMenu: (() => void) | undefined
  readonly onPeople: () => void
  readonly onInvite: () => void
  readonly onGroup: () => void
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
  const connection = createQuery(sotto, 'connection.state', () => ({ as: identity }))
  let toNewest: (() => void) | undefined
  const isVisible = createVisible()
  const isJoining = () => session.current()?.role === 'joining'
  const notices = createQuery(sotto, 'notice.list', () => ({ as: identity }))
  const role = () => session.current()?.role
  const isPublic = () => (session.channel()?.kind ?? 'public') === 'public'
  const linkAgain = () => {
    const persona = session.persona()?.persona
    if (persona !== undefined) session.enter({ persona, isFresh: false })
  }

  createEffect(() => {
    const last = session.channels()?.find((row) => row.channel_id === channelId)?.last_at
    if (last !== undefined && isVisible()) markRead(identity, channelId, last)
  })

  return (
    <section class={styles.conversation} aria-label={session.channelName()}>
      <ConversationHeader
        channel={session.channel()}
        channelName={session.channelName()}
        connection={isRemoved(role()) ? undefined : connection()}
        arePeopleOpen={props.arePeopleOpen}
        onMenu={props.onMenu}
        onPeople={props.onPeople}
        onInvite={isMute(session.current()) || isRefusal(role()) || !isPublic() ? undefined : props.onInvite}
        onGroup={props.onGroup}
      />
      <div class={styles.told} role="status" aria-atomic="false">
        <RefusedLine row={session.current()} onLink={linkAgain} />
        <RenewedLine />
        <Show when={!isRefusal(role()) && notices()}>
          {(rows) => <NoticeLine identity={identity} notices={rows()} />}
        </Show>
      </div>
      <Show when={connection()}>{(row) => <SyncLine row={row()} identity={identity} isJoining={isJoining()} />}</Show>
      <NextTask before={<div class={styles.room} />}>
        <MessageList
          identity={identity}
          channelId={channelId}
          channelName={session.channelName()}
          channel={session.channel()}
          isJoining={isJoining()}
          mayInvite={session.may('invite')}
          onInvite={props.onInvite}
          onGroup={props.onGroup}
          onReady={(jump) => {
            toNewest = jump
          }}
        />
      </NextTask>
      <Show when={!isRefusal(role()) && connection()}>{(row) => <OutboxNotice row={row()} />}</Show>
      <Show when={!isMute(session.current())}>
        <Composer
          identity={identity}
          channelId={channelId}
          channelName={session.channelName()}
          isDirect={session.channel()?.kind === 'direct'}
          onPosted={() => toNewest?.()}
        />
      </Show>
    </section>
  )
}
