import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Block, parseText } from './parse-text.ts'

const prose = (...texts: string[]): Block => ({ kind: 'prose', spans: texts.map((text) => ({ kind: 'text', text })) })

test('lines and blank lines are kept', () => {
  expect(parseText('one\n\n  two')).toEqual([prose('one\n\n  two')])
})

test('code between fences keeps its spaces and is not read as anything else', () => {
  expect(parseText('see:\n```ts\n  https://a.example `x`\n```\ndone')).toEqual([
    prose('see:'),
    { kind: 'code', text: '  https://a.example `x`' },
    prose('done'),
  ])
})

test('a fence that is never closed holds the rest', () => {
  expect(parseText('```\nrest')).toEqual([{ kind: 'code', text: 'rest' }])
})

test('an address ends before closing punctuation', () => {
  expect(parseText('(see https://a.example/b?c=d).')).toEqual([
    {
      kind: 'prose',
      spans: [
        { kind: 'text', text: '(see ' },
        { kind: 'link', text: 'https://a.example/b?c=d' },
        { kind: 'text', text: ').' },
      ],
    },
  ])
})

test('only web addresses become links', () => {
  for (const text of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd', 'JaVaScRiPt://x'])
    expect(parseText(text)).toEqual([prose(text)])
})

test('inline code is set apart', () => {
  expect(parseText('run `npm start` now')).toEqual([
    {
      kind: 'prose',
      spans: [
        { kind: 'text', text: 'run ' },
        { kind: 'code', text: 'npm start' },
        { kind: 'text', text: ' now' },
      ],
    },
  ])
})

test('markup stays text', () => {
  expect(parseText('<img src=x onerror=alert(1)>')).toEqual([prose('<img src=x onerror=alert(1)>')])
})

test('characters that turn what follows around are taken out', () => {
  expect(parseText('a\u202eb\u2066c\u0000')).toEqual([prose('abc')])
})

test('no text is lost, whatever it is', () => {
  const visible = (text: string) => text.replace(/[^\P{Cc}]|[\u202a-\u202e\u2066-\u2069]|[`\s]/gu, '')
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const shown = parseText(text)
        .map((block) => (block.kind === 'code' ? block.text : block.spans.map((span) => span.text).join('')))
        .join('\n')
      expect(visible(shown)).toBe(visible(text))
    }),
  )
})
