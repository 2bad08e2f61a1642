import { expect, test } from 'vitest'
import { parseSelection } from './selection.ts'

test('a selection survives its storage', () => {
  const selection = { persona: 'p1', identity: 2, channels: { 2: 'c' } }
  expect(parseSelection(JSON.parse(JSON.stringify(selection)))).toEqual(selection)
})

test('whatever else is stored reads as no selection', () => {
  const none = { persona: undefined, identity: undefined, channels: {} }
  for (const stored of [undefined, null, 7, 'x', [], { persona: 1, identity: 'a', channels: { a: 1 } }])
    expect(parseSelection(stored)).toEqual(none)
})
