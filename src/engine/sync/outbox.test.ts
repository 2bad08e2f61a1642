import { expect, it } from 'vitest'
import type { MemberMessage } from '../transit/messages.ts'
import { createOutbox } from './outbox.ts'

const frames = (...names: readonly number[]): MemberMessage[] => names.map((bytes) => ({ kind: 'credit', bytes }))

function outboxWith(hasRoom: () => boolean) {
  const sent: number[] = []
  const outbox = createOutbox((message) => {
    if (message.kind === 'credit') sent.push(message.bytes)
  }, hasRoom)
  return { outbox, sent }
}

it('keeps what waits in order, and lets the scopes take turns', () => {
  let isOpen = false
  const { outbox, sent } = outboxWith(() => isOpen)
  outbox.addOfRun(0, frames(1, 2))
  outbox.addOfRun(1, frames(11, 12))
  outbox.add(1, frames(13))
  expect([sent, outbox.isEmpty]).toEqual([[], false])
  isOpen = true
  outbox.pump()
  expect([sent, outbox.isEmpty]).toEqual([[11, 1, 12, 2, 13], true])
})

it('a new run takes the place of the one that waits, and of nothing else', () => {
  let isOpen = false
  const { outbox, sent } = outboxWith(() => isOpen)
  outbox.addOfRun(0, frames(1))
  for (let run = 0; run < 1_000; run++) {
    outbox.dropRun(1)
    outbox.addOfRun(1, frames(run))
  }
  outbox.add(1, frames(-1))
  isOpen = true
  outbox.pump()
  expect(sent).toEqual([999, 1, -1])
})
