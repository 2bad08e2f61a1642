/**
 * The messages of a channel in a virtual list: it stays at the newest unless the person scrolls away,
 * keeps its place while older ones come in above, and is one stop for the keyboard.
 */

import { createEffect, createMemo, createSignal, type JSX, onCleanup, onMount, Show, untrack } from 'solid-js'
import { Virtualizer, type VirtualizerHandle } from 'virtua/solid'
import type { EventId, IdentityId, MessageRow } from '../../engine/api.ts'
import { readUpTo } from '../app/read-marks.ts'
import { createNow } from '../live/create-now.ts'
import { Icon } from '../parts/icon.tsx'
import { cleanName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'
import type { Timeline } from './create-timeline.ts'
import { type DeliveryAsked, DeliveryCard } from './delivery-card.tsx'
import { EmptyChannel } from './empty-channel.tsx'
import { MessageItem } from './message-item.tsx'
import styles from './message-list.module.css'
import { createRoving } from './roving.ts'
import { WaitingLine } from './waiting-line.tsx'

/** Closer to the end than this counts as being there. */
const AT_END_PX = 48
/** Older messages are asked for this long before their place comes into view. */
const AHEAD_PX = 800
/** Above the first message; the style sheet has the same number. */
const MARGIN_PX = 16

export interface MessageListProps {
  readonly timeline: Timeline
  readonly identity: IdentityId
  readonly channelId: EventId<'channel'>
  readonly channelName: string
  readonly isJoining: boolean
  readonly mayInvite: boolean
  readonly onInvite: () => void
}

export function MessageList(props: MessageListProps): JSX.Element {
  const now = createNow()
  const readBefore = untrack(() => readUpTo(props.identity, props.channelId))
  const [isAtEnd, setAtEnd] = createSignal(true)
  const [seenCount, setSeenCount] = createSignal(0)
  const [asked, setAsked] = createSignal<DeliveryAsked>()
  const rows = () => props.timeline.rows() ?? []
  let scroller: HTMLElement | undefined
  let list: VirtualizerHandle | undefined

  const toEnd = () => {
    if (scroller !== undefined) scroller.scrollTop = scroller.scrollHeight
  }
  const onScroll = () => {
    if (scroller === undefined) return
    setAsked(undefined)
    setAtEnd(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < AT_END_PX)
    if (scroller.scrollTop < AHEAD_PX) props.timeline.older()
  }

  /** Rows are measured after they are shown, and the composer grows: the end moves, and is followed. */
  const follow = () => {
    if (isAtEnd()) toEnd()
  }
  onMount(() => {
    const observer = new ResizeObserver(follow)
    if (scroller !== undefined) observer.observe(scroller)
    onCleanup(() => observer.disconnect())
  })

  const newest = createMemo(() => rows().at(-1)?.message_id)
  createEffect(() => {
    newest()
    props.timeline.waiting()
    const last = untrack(rows).at(-1)
    if (last?.mine === true) setAtEnd(true)
    queueMicrotask(follow)
  })
  createEffect(() => {
    if (isAtEnd()) setSeenCount(rows().length)
  })
  const newBelow = () => (isAtEnd() ? 0 : Math.max(0, rows().length - seenCount()))

  const firstNew = createMemo(() => {
    if (readBefore === 0) return undefined
    return rows().find((row) => row.created_at > readBefore && !row.mine)?.message_id
  })
  const lastMine = createMemo(() => rows().findLast((row) => row.mine)?.message_id)
  const roving = createRoving<MessageRow>(rows, (index) => list?.scrollToIndex(index, { align: 'nearest' }))

  return (
    <div class={styles.frame}>
      <section
        ref={scroller}
        class={styles.scroller}
        aria-label={strings.messages.label(cleanName(props.channelName))}
        onScroll={onScroll}
        onKeyDown={roving.onKeyDown}
      >
        <div class={styles.spacer} />
        <Virtualizer
          ref={(handle) => {
            list = handle
          }}
          data={rows()}
          shift={props.timeline.isPrepending()}
          startMargin={MARGIN_PX}
          as="ul"
          item="li"
          onResize={follow}
        >
          {(row, index) => (
            <MessageItem
              row={row}
              previous={rows()[index() - 1]}
              isBeginning={index() === 0 && !props.timeline.moreBefore()}
              channelName={props.channelName}
              isFirstNew={row.message_id === firstNew()}
              isLastMine={row.message_id === lastMine()}
              now_ms={now()}
              isTabStop={roving.isTabStop(index())}
              index={index()}
              onDelivery={setAsked}
            />
          )}
        </Virtualizer>
        <Show when={props.timeline.rows() !== undefined && rows().length === 0}>
          <EmptyChannel isJoining={props.isJoining} onInvite={props.mayInvite ? props.onInvite : undefined} />
        </Show>
        <Show when={props.timeline.waiting() > 0}>
          <WaitingLine count={props.timeline.waiting()} />
        </Show>
        <div class={styles.foot} />
      </section>
      <Show when={!isAtEnd()}>
        <button
          type="button"
          class={styles.toEnd}
          data-new={newBelow() > 0}
          onClick={() => {
            setAtEnd(true)
            toEnd()
          }}
        >
          <Icon name="down" size={16} />
          {newBelow() > 0 ? strings.messages.newBelow(newBelow()) : strings.messages.toNewest}
        </button>
      </Show>
      <Show when={asked()}>
        {(delivery) => (
          <DeliveryCard asked={delivery()} identity={props.identity} onClose={() => setAsked(undefined)} />
        )}
      </Show>
    </div>
  )
}
