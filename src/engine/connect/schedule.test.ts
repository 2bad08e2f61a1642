/** Politeness: how often one identity announces itself, over simulated hours. */

import { describe, expect, it } from 'vitest'
import { asTimestamp } from '../base/ids.ts'
import { seededRandom } from '../transit/two-ends.testing.ts'
import { createSchedule, type Schedule } from './schedule.ts'

const MINUTE = 60
const HOUR = 60 * MINUTE
const at = (seconds: number) => asTimestamp(1_800_000_000_000 + seconds * 1000)

/** The seconds at which a schedule announced, asked once a second. `events` happen before it is asked. */
function announcements(seconds: number, events: (second: number, schedule: Schedule) => void): number[] {
  const schedule = createSchedule(seededRandom('schedule'))
  const announced: number[] = []
  for (let second = 0; second < seconds; second++) {
    events(second, schedule)
    if (schedule.isDue(at(second))) announced.push(second)
  }
  return announced
}

/** The most announcements in any 30 s. */
function worstWindow(announced: readonly number[]): number {
  return Math.max(...announced.map((from) => announced.filter((one) => one >= from && one < from + 30).length))
}

const gaps = (announced: readonly number[]) => announced.slice(1).map((one, index) => one - (announced[index] ?? 0))

describe('an identity that is alone', () => {
  const alone = announcements(HOUR, (second, schedule) => second === 0 && schedule.look('search', at(0)))

  it('announces six times in the first 30 s, the first time at once', () => {
    expect(alone.filter((second) => second < 30)).toEqual([0, 1, 3, 7, 15, 27])
  })

  it('then keeps at least 120 s between announcements, and hardly more', () => {
    const later = gaps(alone.slice(5))
    expect(later.length).toBeGreaterThan(20)
    expect(Math.min(...later)).toBeGreaterThanOrEqual(120)
    expect(Math.max(...later)).toBeLessThanOrEqual(131)
  })
})

describe('a connected identity', () => {
  it('announces once every 10 to 15 minutes, at times nobody can predict', () => {
    const connected = announcements(10 * HOUR, (second, schedule) => second === 0 && schedule.rest(at(0)))
    const pauses = gaps([0, ...connected])
    expect(Math.min(...pauses)).toBeGreaterThanOrEqual(10 * MINUTE)
    expect(Math.max(...pauses)).toBeLessThanOrEqual(15 * MINUTE + 1)
    expect(new Set(pauses).size).toBeGreaterThan(20)
  })

  it('announces at once when its last link is lost', () => {
    const lost = announcements(HOUR, (second, schedule) => {
      if (second === 0) schedule.look('search', at(0))
      if (second === 1) schedule.rest(at(1))
      if (second === 300) schedule.look('return', at(300))
      if (second === 301) schedule.rest(at(301))
    })
    expect(lost.slice(0, 2)).toEqual([0, 300])
  })
})

describe('an identity whose network comes and goes', () => {
  const flapping = announcements(HOUR, (second, schedule) => {
    if (second % 5 === 0) schedule.look('return', at(second))
    if (second % 5 === 2) schedule.rest(at(second))
  })

  it('never announces more than six times in 30 s', () => {
    expect(worstWindow(flapping)).toBeLessThanOrEqual(6)
  })

  it('announces at most one and a half times a minute in the long run', () => {
    expect(flapping.length).toBeGreaterThan(60)
    expect(flapping.length).toBeLessThanOrEqual(12 + 90)
  })

  it('is heard at once each time when it happens now and then', () => {
    const times = [0, 200, 400, 600, 800]
    const heard = announcements(1000, (second, schedule) => {
      if (times.includes(second)) schedule.look('return', at(second))
      if (times.includes(second - 1)) schedule.rest(at(second))
    })
    expect(heard).toEqual(times)
  })
})

it('a search that is begun again and again stays within the limits of one', () => {
  const restless = announcements(HOUR, (second, schedule) => schedule.look('search', at(second)))
  expect(worstWindow(restless)).toBeLessThanOrEqual(6)
  expect(restless.length).toBeLessThanOrEqual(6 + 30)
})

it('a clock set back by a year does not silence an identity', () => {
  const schedule = createSchedule(seededRandom('clock'))
  const year = 365 * 24 * HOUR
  schedule.look('search', at(0))
  for (let second = 0; second < 200; second++) schedule.isDue(at(second))
  const later = [...Array(300).keys()].filter((second) => schedule.isDue(at(second - year)))
  expect(later.length).toBeGreaterThan(0)
})
