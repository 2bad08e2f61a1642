/**
 * One message. The author and the face once per run, the day and the new line where they change, the
 * delivery mark after own text, the time on hover and focus.
 */

import { createMemo, type JSX, Show } from 'solid-js'
import type { MessageRow } from '../../engine/api.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Icon } from '../parts/icon.tsx'
import { createMenuPress } from '../parts/menu-press.ts'
import { shownName } from '../parts/names.ts'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import { formatClock, formatDay, formatMoment, localDay } from '../strings/format.ts'
import type { MenuAsked } from './create-message-actions.ts'
import type { DeliveryAsked } from './delivery-card.tsx'
import { DeliveryMark } from './delivery-mark.tsx'
import styles from './message-item.module.css'
import { MessageText } from './message-text.tsx'
import { QuietRule } from './quiet-rule.tsx'

const RUN_MS = 5 * 60_000

export interface MessageItemProps {
  readonly row: MessageRow
  readonly previous: MessageRow | undefined
  readonly isBeginning: boolean
  readonly channelName: string
  readonly isDirect: boolean
  readonly isFirstNew: boolean
  readonly isLastMine: boolean
  readonly now_ms: number
  readonly isTabStop: boolean
  /** While messages are being chosen: whether this one is. `undefined` where it cannot be. */
  readonly isChosen: boolean | undefined
  readonly onChoose: () => void
  readonly onDelivery: (asked: DeliveryAsked | undefined) => void
  readonly isMenuOpen: boolean
  readonly onMenu: (asked: MenuAsked) => void
  readonly onDelete: () => void
}

export function MessageItem(props: MessageItemProps): JSX.Element {
  const startsDay = createMemo(
    () => props.previous === undefined || localDay(props.previous.created_at) !== localDay(props.row.created_at),
  )
  const startsRun = createMemo(
    () =>
      startsDay() ||
      props.isFirstNew ||
      props.previous?.person_id !== props.row.person_id ||
      props.row.created_at - props.previous.created_at > RUN_MS,
  )
  const time = () => (
    <time
      class={styles.time}
      dateTime={new Date(props.row.created_at).toISOString()}
      title={formatMoment(props.row.created_at)}
    >
      {formatClock(props.row.created_at)}
    </time>
  )
  let more: HTMLButtonElement | undefined
  const openMenu = () => {
    if (more !== undefined) props.onMenu({ row: props.row, at: more.getBoundingClientRect() })
  }
  const press = createMenuPress(() => props.isMenuOpen, openMenu)
  const onKey = (event: KeyboardEvent & { currentTarget: HTMLElement }) => {
    if (event.target !== event.currentTarget) return
    if (event.key === 'Enter' || event.key === 'ContextMenu' || (event.key === 'F10' && event.shiftKey)) openMenu()
    else if (event.key === 'Delete' && props.row.may_delete) props.onDelete()
    else if (event.key === ' ' && props.isChosen !== undefined) props.onChoose()
    else return
    event.preventDefault()
  }
  return (
    <>
      <Show when={props.isBeginning}>
        <p class={styles.beginning}>
          {props.isDirect
            ? strings.messages.beginningDirect(props.channelName)
            : strings.messages.beginning(props.channelName)}
        </p>
      </Show>
      <Show when={startsDay()}>
        <QuietRule>{formatDay(props.row.created_at, props.now_ms)}</QuietRule>
      </Show>
      <Show when={props.isFirstNew}>
        <QuietRule isNew>{strings.messages.newLine}</QuietRule>
      </Show>
      <article
        class={styles.message}
        data-run-start={startsRun()}
        data-row={props.row.message_id}
        data-testid="message"
        tabindex={props.isTabStop ? 0 : -1}
        aria-label={`${shownName(props.row.author_name)}, ${formatClock(props.row.created_at)}`}
        onKeyDown={onKey}
      >
        <div class={styles.gutter}>
          <Show
            when={props.isChosen === undefined}
            fallback={
              <label class={styles.chooser}>
                <input
                  type="checkbox"
                  class={styles.choice}
                  tabindex={props.isTabStop ? 0 : -1}
                  aria-label={strings.messages.choose(
                    shownName(props.row.author_name),
                    formatClock(props.row.created_at),
                  )}
                  checked={props.isChosen}
                  onChange={() => props.onChoose()}
                />
              </label>
            }
          >
            <Show when={startsRun()} fallback={time()}>
              <Avatar name={props.row.author_name} peer={props.row.person_id} />
            </Show>
          </Show>
        </div>
        <div class={styles.body}>
          <Show when={startsRun()}>
            <header class={styles.author}>
              <span class={styles.name}>
                <PersonName name={props.row.author_name} />
              </span>
              {time()}
            </header>
          </Show>
          <MessageText text={props.row.text} id={props.row.message_id}>
            <Show when={props.row.delivery}>
              {(delivery) => (
                <DeliveryMark
                  delivery={delivery()}
                  isWorded={props.isLastMine}
                  isTabStop={props.isTabStop || props.isLastMine}
                  messageId={props.row.message_id}
                  onAsk={props.onDelivery}
                />
              )}
            </Show>
          </MessageText>
          <Show when={props.row.from_the_future}>
            <p class={styles.note}>{strings.messages.future}</p>
          </Show>
        </div>
        <button
          ref={more}
          type="button"
          class={styles.more}
          aria-label={strings.messages.actions}
          aria-haspopup="menu"
          aria-expanded={props.isMenuOpen}
          tabindex={props.isTabStop ? 0 : -1}
          {...press}
        >
          <Icon name="more" />
        </button>
      </article>
    </>
  )
}
