/**
 * The mark after an own message: where it is, in shape, colour and words. The newest one says it aloud
 * on screen; older ones say it on hover and focus, and every one to a screen reader.
 */

import type { JSX } from 'solid-js'
import type { Delivery, EventId } from '../../engine/api.ts'
import { StateShape, type StateShapeName } from '../parts/state-shape.tsx'
import { strings } from '../strings/en.ts'
import type { DeliveryAsked } from './delivery-card.tsx'
import styles from './delivery-mark.module.css'

const HOVER_MS = 250

function shapeOf(delivery: Delivery): StateShapeName {
  if (delivery.on === 0) return 'clock'
  return delivery.on < delivery.of ? 'check' : 'checks'
}

function wordsOf(delivery: Delivery): string {
  if (delivery.on === 0) return strings.marks.here
  return delivery.on < delivery.of ? strings.marks.onSome(delivery.on) : strings.marks.onAll(delivery.of)
}

export function DeliveryMark(props: {
  delivery: Delivery
  isWorded: boolean
  isTabStop: boolean
  messageId: EventId<'message'>
  onAsk: (asked: DeliveryAsked | undefined) => void
}): JSX.Element {
  let timer: ReturnType<typeof setTimeout> | undefined
  const ask = (mark: HTMLElement, isHeld: boolean) =>
    props.onAsk({ messageId: props.messageId, at: mark.getBoundingClientRect(), isHeld })
  return (
    <button
      type="button"
      class={styles.mark}
      data-testid="delivery-mark"
      data-worded={props.isWorded}
      data-waiting={props.delivery.on === 0}
      aria-label={wordsOf(props.delivery)}
      aria-haspopup="dialog"
      tabindex={props.isTabStop ? 0 : -1}
      onPointerEnter={(event) => {
        if (event.pointerType !== 'mouse') return
        const mark = event.currentTarget
        timer = setTimeout(() => ask(mark, false), HOVER_MS)
      }}
      onPointerLeave={() => {
        clearTimeout(timer)
        props.onAsk(undefined)
      }}
      onClick={(event) => {
        clearTimeout(timer)
        ask(event.currentTarget, true)
      }}
    >
      <StateShape name={shapeOf(props.delivery)} />
      <span class={styles.words}>{wordsOf(props.delivery)}</span>
    </button>
  )
}
