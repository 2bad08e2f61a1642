import { expect, test } from 'vitest'
import type { EventId } from '../base/ids.ts'
import { bodyValue, MAX_REFERENCES, parseBody, parseTypedBody } from './body.ts'
import { defineShape, mentions } from './fields.ts'

const shape = defineShape('crowd', 'control', 1, { named: mentions<EventId>(2 * MAX_REFERENCES) })

function parsed(count: number) {
  const named = Array.from({ length: count }, (_, n) => n.toString(16).padStart(64, '0') as EventId)
  const typed = parseTypedBody(bodyValue(shape, { named }))
  return typed === undefined ? undefined : parseBody(shape, typed)
}

test('an event names at most 512 others, whatever its shape would allow', () => {
  expect(parsed(MAX_REFERENCES)).toHaveProperty('body')
  expect(parsed(MAX_REFERENCES + 1)).toBe('too_many_references')
})
