import { expect, test } from 'vitest'
import type { EventId } from '../base/ids.ts'
import { createWaitingBodies, type ReadBody } from './waiting-bodies.ts'

const id = (n: number) => `event ${n}` as EventId
const read = (keptBytes: number | undefined) =>
  ({ module: {}, body: {}, epoch: undefined, keptBytes }) as unknown as ReadBody

test('what is kept is handed over once', () => {
  const bodies = createWaitingBodies()
  const body = read(100)
  bodies.keep(id(1), body)
  expect(bodies.take(id(1))).toBe(body)
  expect(bodies.take(id(1))).toBeUndefined()
})

test('however many wait, what is kept stays within its bytes, and the newest stay', () => {
  const bodies = createWaitingBodies(10_000)
  for (let n = 0; n < 1_000; n++) bodies.keep(id(n), read(744)) // 1,000 with what an entry takes
  const kept = Array.from({ length: 1_000 }, (_, n) => n).filter((n) => bodies.take(id(n)) !== undefined)
  expect(kept).toEqual([990, 991, 992, 993, 994, 995, 996, 997, 998, 999])
})

test('empty bodies take room too, and one larger than all the room is not kept', () => {
  const bodies = createWaitingBodies(1_000)
  for (let n = 0; n < 100; n++) bodies.keep(id(n), read(0))
  expect(Array.from({ length: 100 }, (_, n) => n).filter((n) => bodies.take(id(n)) !== undefined)).toHaveLength(3)
  bodies.keep(id(1), read(2_000))
  expect(bodies.take(id(1))).toBeUndefined()
})

test('room that was given back is used again', () => {
  const bodies = createWaitingBodies(1_000)
  for (let n = 0; n < 100; n++) {
    bodies.keep(id(n), read(700))
    bodies.keep(id(n), read(700)) // it is judged again, and waits again
    expect(bodies.take(id(n))).toBeDefined()
  }
  bodies.keep(id(1), read(700))
  bodies.forget()
  expect(bodies.take(id(1))).toBeUndefined()
  bodies.keep(id(2), read(700))
  expect(bodies.take(id(2))).toBeDefined()
})

test('what nothing fixes is not kept', () => {
  const bodies = createWaitingBodies()
  bodies.keep(id(1), read(undefined))
  expect(bodies.take(id(1))).toBeUndefined()
})
