/**
 * The messages of a channel in a virtual list: it stays at the newest unless the person scrolls away,
 * keeps its place while older ones come in above, and is one stop for the keyboard.
 */

import { createEffect, createMemo, createSignal, type JSX, onMount, Show, untrack } from 'solid-js'
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid'
import type { ChannelRow, EventId, IdentityId } from '../../engine/api.ts'
import { readUpTo } from '../app/read-marks.ts'
import { useServices } from '../app/services.ts'
import { createNow } from '../live/create-now.ts'
import { Icon } from '../parts/icon.tsx'
import { cleanName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'
import { Announcer } from './announcer.tsx'
import { createEndFollowing } from './create-end-following.ts'
import { createMessageActions } from './create-message-actions.ts'
import { createTimeline } from './create-timeline.ts'
import { type DeliveryAsked, DeliveryCard } from './delivery-card.tsx'
import { EmptyChannel } from './empty-channel.tsx'
import { firstNewId } from './first-new.ts'
import { MessageActionsParts } from './message-actions.tsx'
import { MessageItem } from './message-item.tsx'
import styles from './message-list.module.css'
import { createRoving } from './roving.ts'
import { WaitingLine } from './waiting-line.tsx'

/** The window slides this long before its end comes into view. */
const AHEAD_PX = 800
/** Above the first message; the style sheet has the same number. */
const MARGIN_PX = 16

export interface MessageListProps {
  readonly identity: IdentityId
  readonly channelId: EventId<'channel'>
  readonly channelName: string
  readonly channel: ChannelRow | undefined
  readonly isJoining: boolean
  readonly mayInvite: boolean
  readonly onInvite: () => void
  readonly onGroup: () => void
  /** Hands out the way to the newest message. */
  readonly onReady: (toNewest: () => void) => void
}

export function MessageList(props: MessageListProps): JSX.Element {
  const { sotto } = useServices()
  const { identity, channelId } = props
  const now = createNow()
  const readBefore = untrack(() => readUpTo(identity, channelId))
  const [lastSeen, setLastSeen] = createSignal<string>()
  const [asked, setAsked] = createSignal<DeliveryAsked>()
  let scroller: HTMLElement | undefined
  let list: VirtualizerHandle | undefined
  const end = createEndFollowing(() => scroller)
  const timeline = createTimeline(sotto, identity, channelId, end.isAtEnd)
  const rows = () => timeline.rows() ?? []

  const onScroll = () => {
    setAsked(undefined)
    const { above_px, below_px } = end.onScroll(timeline.hasNewest())
    if (above_px < AHEAD_PX) timeline.older()
    else if (below_px < AHEAD_PX) timeline.newer()
  }

  /** A card opened by a press stays when the pointer leaves its mark. */
  const askDelivery = (next: DeliveryAsked | undefined) => {
    if (next !== undefined || asked()?.isHeld !== true) setAsked(next)
  }
  const toNewest = () => {
    timeline.newest()
    end.toEnd()
  }

  onMount(() => props.onReady(toNewest))

  const newest = createMemo(() => rows().at(-1)?.message_id)
  createEffect(() => {
    newest()
    timeline.waiting()
    end.followSoon()
  })
  createEffect(() => {
    if (end.isAtEnd()) setLastSeen(newest())
  })
  /** 0 also when it cannot be told: the window does not reach the newest. */
  const newBelow = createMemo(() => {
    if (end.isAtEnd() || !timeline.hasNewest()) return 0
    const seen = rows().findIndex((row) => row.message_id === lastSeen())
    return seen < 0 ? 0 : rows().length - 1 - seen
  })

  const firstNew = createMemo(() => firstNewId(rows(), readBefore))
  const lastMine = createMemo(() => rows().findLast((row) => row.mine)?.message_id)
  const ids = createMemo(() => rows().map((row) => row.message_id))
  const roving = createRoving(ids, (index) => list?.scrollToIndex(index, { align: 'nearest' }))

  const actions = createMessageActions(ids)
  const goTo = (id: string | undefined) => {
    if (id === undefined || scroller === undefined) document.getElementById('composer')?.focus()
    else roving.go(scroller, id)
  }

  return (
    <>
      <div class={styles.frame}>
        <section
          ref={scroller}
          class={styles.scroller}
          aria-label={strings.messages.label(cleanName(props.channelName))}
          onScroll={onScroll}
          onKeyDown={(event) => {
            if (event.key === 'Escape') actions.endChoosing()
            roving.onKeyDown(event)
          }}
        >
          <div class={styles.spacer} />
          <Virtualizer
            ref={(handle) => {
              list = handle
            }}
            data={rows()}
            shift={timeline.isShift()}
            startMargin={MARGIN_PX}
            as="ul"
            item="li"
            onResize={end.follow}
          >
            {(row, index) => (
              <MessageItem
                row={row}
                previous={rows()[index() - 1]}
                isBeginning={index() === 0 && !timeline.moreBefore() && !props.isJoining}
                channelName={props.channelName}
                isDirect={props.channel?.kind === 'direct'}
                isFirstNew={row.message_id === firstNew()}
                isLastMine={row.message_id === lastMine()}
                now_ms={now()}
                isTabStop={roving.isTabStop(row.message_id)}
                isChosen={row.may_delete ? actions.chosen()?.has(row.message_id) : undefined}
                onChoose={() => actions.choose(row.message_id)}
                onDelivery={askDelivery}
                isMenuOpen={actions.menu()?.row.message_id === row.message_id}
                onMenu={actions.askMenu}
                onDelete={() => actions.askDeletion([row])}
              />
            )}
          </Virtualizer>
          <Show when={timeline.rows() !== undefined && rows().length === 0}>
            <EmptyChannel
              isJoining={props.isJoining}
              channel={props.channel}
              channelName={props.channelName}
              onInvite={props.mayInvite ? props.onInvite : undefined}
              onGroup={props.onGroup}
            />
          </Show>
          <Show when={timeline.waiting() > 0}>
            <WaitingLine count={timeline.waiting()} identity={identity} onResize={end.follow} />
          </Show>
          <div class={styles.foot} />
        </section>
        <Announcer rows={timeline.rows} isCurrent={timeline.hasNewest} />
        <Show when={!end.isAtEnd()}>
          <button type="button" class={styles.toEnd} data-new={newBelow() > 0} onClick={toNewest}>
            <Icon name="down" size={16} />
            {newBelow() > 0 ? strings.messages.newBelow(newBelow()) : strings.messages.toNewest}
          </button>
        </Show>
        <Show when={asked()} keyed>
          {(delivery) => <DeliveryCard asked={delivery} identity={identity} onClose={() => setAsked(undefined)} />}
        </Show>
      </div>
      <MessageActionsParts actions={actions} identity={identity} rows={rows()} onGoTo={goTo} />
    </>
  )
}
