import { describe, expect, test } from 'vitest'
import type { EpochId, EventId } from '../base/ids.ts'
import { createUnknownEpochs, MAX_UNKNOWN_EPOCHS, MAX_UNKNOWN_EVENTS } from './unknown-epochs.ts'
import type { Verified } from './verify.ts'
import { createWaitingRoom, MAX_WAITING_BYTES, MAX_WAITING_EVENTS } from './waiting-room.ts'

/** The waiting room looks at nothing but an id and a length. */
const event = (id: string, length = 100) => ({ id, envelope: { bytes: new Uint8Array(length) } }) as unknown as Verified

describe('the waiting room', () => {
  test('takes a thousand events of a link, and then no more of it', () => {
    const room = createWaitingRoom()
    for (let n = 0; n < MAX_WAITING_EVENTS; n++) expect(room.admit(event(`${n}`), 'link', 'event:x')).toBe(true)
    expect(room.admit(event('one more'), 'link', 'event:x')).toBe(false)
    expect(room.admit(event('of another'), 'other link', 'event:x')).toBe(true)
  })

  test('takes four megabytes of a link, and then no more of it', () => {
    const room = createWaitingRoom()
    const size = 60 * 1024
    const fit = Math.floor(MAX_WAITING_BYTES / size)
    for (let n = 0; n < fit; n++) expect(room.admit(event(`${n}`, size), 'link', 'event:x')).toBe(true)
    expect(room.admit(event('one more', size), 'link', 'event:x')).toBe(false)
  })

  test('charges an event once, however often it comes', () => {
    const room = createWaitingRoom()
    for (let n = 0; n < 2 * MAX_WAITING_EVENTS; n++) expect(room.admit(event('same'), 'link', 'event:x')).toBe(true)
    expect(room.size).toBe(1)
  })

  test('gives out what waited for a thing, once, and with it the room it took', () => {
    const room = createWaitingRoom()
    for (let n = 0; n < MAX_WAITING_EVENTS; n++) room.admit(event(`${n}`), 'link', 'event:x')
    expect(room.take('event:y')).toEqual([])
    expect(room.take('event:x')).toHaveLength(MAX_WAITING_EVENTS)
    expect(room.take('event:x')).toEqual([])
    expect(room.admit(event('again'), 'link', 'event:x')).toBe(true)
  })

  test('forgets what a closed link brought, and nothing else', () => {
    const room = createWaitingRoom()
    room.admit(event('a'), 'link', 'event:x')
    room.admit(event('b'), 'other link', 'event:x')
    room.leave('link')
    expect([room.has('a' as EventId), room.has('b' as EventId), room.size]).toEqual([false, true, 1])
    expect(room.take('event:x').map((waiting) => waiting.event.id)).toEqual(['b'])
  })
})

describe('unheard-of epochs', () => {
  test('are at most 64 a link', () => {
    const epochs = createUnknownEpochs()
    for (let n = 0; n < MAX_UNKNOWN_EPOCHS; n++) expect(epochs.admit('link', `${n}` as EpochId)).toBe(true)
    expect(epochs.admit('link', 'one more' as EpochId)).toBe(false)
    expect(epochs.admit('link', '0' as EpochId)).toBe(true)
    expect(epochs.admit('other link', 'one more' as EpochId)).toBe(true)
  })

  test('bring at most 4,096 events a link, until it closes', () => {
    const epochs = createUnknownEpochs()
    for (let n = 0; n < MAX_UNKNOWN_EVENTS; n++) epochs.admit('link', 'one' as EpochId)
    expect(epochs.admit('link', 'one' as EpochId)).toBe(false)
    epochs.leave('link')
    expect(epochs.admit('link', 'one' as EpochId)).toBe(true)
  })
})
