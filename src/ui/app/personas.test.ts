import { expect, test } from 'vitest'
import type { IdentityRow } from '../../engine/api.ts'
import { listPersonas } from './personas.ts'

const row = (identity: number, persona: string, person_name: string) =>
  ({ identity, persona, person_name, created_at: identity }) as IdentityRow

test('identities of one persona are shown together, oldest first', () => {
  const personas = listPersonas([row(3, 'p1', 'Alice D.'), row(2, 'p2', 'Carol'), row(1, 'p1', 'Alice')])
  expect(personas.map(({ persona, name }) => [persona, name])).toEqual([
    ['p1', 'Alice'],
    ['p2', 'Carol'],
  ])
  expect(personas[0]?.identities.map(({ identity }) => identity)).toEqual([1, 3])
})

test('two personas of one browser never have the same colour', () => {
  const personas = listPersonas([row(1, 'p1', 'Alice'), row(2, 'p2', 'Alice')])
  expect(personas[0]?.hue).not.toBe(personas[1]?.hue)
})
