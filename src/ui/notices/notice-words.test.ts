import { describe, expect, test } from 'vitest'
import { noticeWords } from './notice-words.ts'

const plain = (text: string) => text.replace(/[\u2068\u2069]/g, '')

describe('a notice as a sentence', () => {
  test('a join names whose link it came by', () => {
    expect(plain(noticeWords({ kind: 'joined', name: 'Carol', by: 'Alice' }))).toBe(
      'Carol joined by a link that Alice made.',
    )
  })
  test('a name that would turn the sentence around stays in its place', () => {
    const words = noticeWords({ kind: 'removed', name: '\u202egnuoy', by: 'שרה' })
    expect(words).toBe('\u2068שרה\u2069 removed \u2068gnuoy\u2069.')
  })
  test('who has no name yet is an unknown member', () => {
    expect(plain(noticeWords({ kind: 'promoted', name: '', by: 'Alice' }))).toBe('Alice made Unknown member an admin.')
  })
})
