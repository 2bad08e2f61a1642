import { expect, it } from 'vitest'
import type { EpochId } from '../base/ids.ts'
import { createUnknownEpochs, MAX_UNKNOWN_EPOCHS, MAX_UNKNOWN_EVENTS } from './unknown-epochs.ts'

const epoch = (n: number) => `${n}` as EpochId

it('a link brings 4,096 events under unknown epochs, another link as many, and a new one again', () => {
  const unknown = createUnknownEpochs()
  const brings = (link: string) => {
    let admitted = 0
    for (let i = 0; i < MAX_UNKNOWN_EVENTS + 10; i++) if (unknown.admit(link, epoch(i % 3))) admitted++
    return admitted
  }
  expect([brings('a'), brings('b'), brings('a')]).toEqual([4_096, 4_096, 0])
  unknown.leave('a')
  expect(brings('a')).toBe(4_096)
})

it('of 70 unknown epochs a link brings 64', () => {
  const unknown = createUnknownEpochs()
  const admitted = Array.from({ length: 70 }, (_, i) => unknown.admit('a', epoch(i)))
  expect(admitted.filter(Boolean)).toHaveLength(MAX_UNKNOWN_EPOCHS)
  expect(unknown.admit('a', epoch(0))).toBe(true)
})
