/** Which devices hold one own message, and since when they have said so. Floats beside its mark. */

import { For, type JSX, onCleanup, onMount, Show } from 'solid-js'
import type { DeliveryDetail, EventId, IdentityId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createNow } from '../live/create-now.ts'
import { createQuery } from '../live/create-query.ts'
import { PersonName } from '../parts/person-name.tsx'
import { StateShape } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import { formatAgo } from '../strings/format.ts'
import styles from './delivery-card.module.css'

export interface DeliveryAsked {
  readonly messageId: EventId<'message'>
  /** Where the mark is, in the viewport. */
  readonly at: DOMRect
  /** By press rather than by hover: stays until closed and takes focus. */
  readonly isHeld: boolean
}

const GAP_PX = 6
const WIDTH_PX = 240

export function DeliveryCard(props: { asked: DeliveryAsked; identity: IdentityId; onClose: () => void }): JSX.Element {
  const { sotto } = useServices()
  const details = createQuery(sotto, 'message.delivery', () => ({
    as: props.identity,
    message_id: props.asked.messageId,
  }))
  const now = createNow()
  const isBelow = () => props.asked.at.top < innerHeight / 2
  const place = () => ({
    left: `${Math.max(8, Math.min(props.asked.at.left, innerWidth - WIDTH_PX - 8))}px`,
    top: isBelow() ? `${props.asked.at.bottom + GAP_PX}px` : 'auto',
    bottom: isBelow() ? 'auto' : `${innerHeight - props.asked.at.top + GAP_PX}px`,
  })
  let card: HTMLElement | undefined
  const before = document.activeElement

  onMount(() => {
    if (!props.asked.isHeld) return
    card?.focus()
    const onPress = (event: Event) => {
      if (event.target instanceof Node && card?.contains(event.target) !== true) props.onClose()
    }
    addEventListener('pointerdown', onPress)
    onCleanup(() => {
      removeEventListener('pointerdown', onPress)
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    })
  })

  return (
    <section
      ref={card}
      class={styles.card}
      role="dialog"
      tabindex="-1"
      data-testid="delivery-card"
      aria-label={strings.marks.title}
      style={place()}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        props.onClose()
      }}
    >
      <Show when={details()}>
        {(rows) => (
          <ul class={styles.list}>
            <For each={rows()} fallback={<li class={styles.hint}>{strings.marks.nobody}</li>}>
              {(row) => <Holder row={row} now_ms={now()} />}
            </For>
          </ul>
        )}
      </Show>
    </section>
  )
}

function Holder(props: { row: DeliveryDetail; now_ms: number }): JSX.Element {
  const said = () => {
    if (props.row.said_at === 0) return strings.marks.neverHeard
    const ago = formatAgo(props.row.said_at, props.now_ms)
    return props.row.has ? strings.marks.has(ago) : strings.marks.hasNot(ago)
  }
  return (
    <li class={styles.row}>
      <StateShape name={props.row.has ? 'check' : 'clock'} size={14} />
      <span class={styles.name}>
        <PersonName name={props.row.name} />
      </span>
      <span class={styles.hint}>{said()}</span>
    </li>
  )
}
