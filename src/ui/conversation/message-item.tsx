/**
 * One message. The author and the face once per run, the day and the new line where they change, the
 * delivery mark after own text, the time on hover and focus.
 */

import { createMemo, type JSX, Show } from 'solid-js'
import type { MessageRow } from '../../engine/api.ts'
import { Avatar } from '../parts/avatar.tsx'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import { formatClock, formatDay, formatMoment, localDay } from '../strings/format.ts'
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
  readonly isFirstNew: boolean
  readonly isLastMine: boolean
  readonly now_ms: number
  readonly isTabStop: boolean
  readonly onDelivery: (asked: DeliveryAsked | undefined) => void
}

export function MessageItem(props: MessageItemProps): JSX.Element {
  const startsDay = createMemo(
    () => props.previous === undefined || localDay(props.previous.created_at) !== localDay(props.row.created_at),
  )
  const startsRun = createMemo(
    () =>
      startsDay() ||
      props.isFirstNew ||
      props.previous?.author !== props.row.author ||
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
  return (
    <>
      <Show when={props.isBeginning}>
        <p class={styles.beginning}>{strings.messages.beginning(props.channelName)}</p>
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
        aria-label={`${props.row.author_name}, ${formatClock(props.row.created_at)}`}
      >
        <div class={styles.gutter}>
          <Show when={startsRun()} fallback={time()}>
            <Avatar name={props.row.author_name} peer={props.row.author} />
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
          <MessageText text={props.row.text}>
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
      </article>
    </>
  )
}
