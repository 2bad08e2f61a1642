/**
 * Names as they may be shown. Whatever other people wrote: control and direction-changing characters
 * are taken out here and the rest is isolated by `<bdi>`, so no name can rearrange the line it is in.
 */

import { strings } from '../strings/en.ts'

// C0 and C1 controls, zero-width and direction marks, embeddings, isolates, the byte order mark.
const UNSAFE = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\u061c]/gu

export function cleanName(name: string): string {
  return name.replace(UNSAFE, '').trim()
}

/** The name, or words for who or what has not told one yet: a person, unless said otherwise. */
export function shownName(name: string, unknown = strings.unknownPerson): string {
  const clean = cleanName(name)
  return clean === '' ? unknown : clean
}

/** A name for the middle of a sentence, where `<bdi>` cannot stand: between a first strong isolate and its end. */
export function isolatedName(name: string, unknown = strings.unknownPerson): string {
  return `\u2068${shownName(name, unknown)}\u2069`
}

/** The first characters, as people see them, of the first and last word: at most two. */
export function initials(name: string): string {
  const words = cleanName(name).split(/\s+/u).filter(Boolean)
  const chosen = words.length > 1 ? [words[0], words[words.length - 1]] : words
  const letters = chosen.map((word) => firstGrapheme(word ?? '')).join('')
  return letters === '' ? '?' : letters.toLocaleUpperCase()
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' })

function firstGrapheme(word: string): string {
  for (const { segment } of graphemes.segment(word)) return segment
  return ''
}

const HUES = 12

/** Which of the twelve hues of the token file, from the first bytes of a hexadecimal id. */
export function hueOfId(id: string): number {
  const number = Number.parseInt(id.slice(0, 8), 16)
  return Number.isNaN(number) ? 0 : number % HUES
}

/** The nth hue to give out, from blue on: neighbours in order are far apart on the wheel (7 steps of 12). */
export function hueAt(position: number): number {
  return (8 + position * 7) % HUES
}
