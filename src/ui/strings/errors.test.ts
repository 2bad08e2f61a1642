import { expect, test } from 'vitest'
import { EngineError } from '../../engine/api.ts'
import { codeOf, ERROR_TEXTS } from './errors.ts'

test('every error says what happened, what is safe and what to do, in whole sentences', () => {
  for (const text of Object.values(ERROR_TEXTS))
    for (const sentence of [text.happened, text.safe, text.todo]) expect(sentence).toMatch(/^[A-Z].*\.$/)
})

test('every way a link can be broken is told apart', () => {
  const links = Object.entries(ERROR_TEXTS).filter(([code]) => code.startsWith('link_'))
  expect(new Set(links.map(([, text]) => text.happened)).size).toBe(links.length)
})

test('an error of the engine keeps its code; any other is ours', () => {
  expect(codeOf(new EngineError('no_key'))).toBe('no_key')
  expect(codeOf(new TypeError('x'))).toBe('internal')
})
