import { expect, test } from 'vitest'
import { cleanName, hueAt, initials, shownName } from './names.ts'

test('direction marks and controls are taken out of a name', () => {
  expect(cleanName('Mallory \u202eecilA\u0007\n')).toBe('Mallory ecilA')
})

test('a name of nothing visible is shown as unknown', () => {
  expect(shownName('\u200b\u2066')).toBe('Unknown member')
})

test('initials are the first characters of the first and last word', () => {
  expect(initials('Alice van Duarte')).toBe('AD')
  expect(initials('carol')).toBe('C')
  expect(initials('')).toBe('?')
})

test('an initial is a whole character as people see it', () => {
  expect(initials('👩‍👩‍👧‍👦 Crew')).toBe('👩‍👩‍👧‍👦C')
  expect(initials('é')).toBe('É')
})

test('the first twelve identities of a browser have twelve hues', () => {
  expect(new Set(Array.from({ length: 12 }, (_, position) => hueAt(position))).size).toBe(12)
})
