import { expect, test } from 'vitest'
import { toHex } from '../../engine/base/bytes.ts'
import { fingerprintOf, formatDescription, parseDescription } from './rtc-link-description.ts'

const HEX = Array.from({ length: 32 }, (_, i) => (i * 7).toString(16).padStart(2, '0').slice(-2))
const LINE = `a=fingerprint:sha-256 ${HEX.join(':').toUpperCase()}`
const sdp = (...lines: readonly string[]) => ['v=0', 's=-', ...lines, ''].join('\r\n')

test('the fingerprint of a description is its 32 bytes, in whatever case and level it is written', () => {
  expect(toHex(fingerprintOf(sdp(LINE)) ?? new Uint8Array())).toBe(HEX.join(''))
  expect(fingerprintOf(sdp(LINE, 'm=application 9', LINE.toLowerCase()))).toEqual(fingerprintOf(sdp(LINE)))
})

test('a description with no, another, a short, or a second fingerprint vouches for nothing', () => {
  const other = LINE.replace('00:', 'FF:')
  for (const lines of [
    [],
    [LINE.replace('sha-256', 'sha-1')],
    [LINE, LINE.replace('sha-256', 'sha-512')],
    [LINE, other],
    [LINE.slice(0, -3)],
    [LINE.replace('00:', 'ZZ:')],
  ]) {
    expect(fingerprintOf(sdp(...lines))).toBeUndefined()
  }
})

test('a description is read back as it was written, and only as what is expected', () => {
  const text = formatDescription('offer', sdp(LINE))
  expect(parseDescription(text, 'offer')?.sdp).toBe(sdp(LINE))
  expect(parseDescription(text, 'answer')).toBeUndefined()
})

test('what is no description is undefined', () => {
  const foreign = ['', 'x', 'null', '7', '[]', '{}', '{"type":"offer"}', '{"type":"offer","sdp":7}']
  for (const text of [
    ...foreign,
    formatDescription('offer', sdp()),
    formatDescription('offer', sdp(LINE, 'a'.repeat(30_000))),
  ]) {
    expect(parseDescription(text, 'offer')).toBeUndefined()
  }
})
