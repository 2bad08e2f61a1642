/**
 * Byte strings: the few operations the engine needs, none of them a codec for anything the protocol
 * defines. Every function returns a fresh array; none keeps a reference to its argument.
 */

const HEX_CODES: readonly number[] = Array.from('0123456789abcdef', (digit) => digit.charCodeAt(0))
/** As many as an id has. */
const BYTES_AT_ONCE = 32
const codes: number[] = new Array(2 * BYTES_AT_ONCE).fill(0)

export const EMPTY_BYTES = new Uint8Array(0)

/**
 * Lower-case hexadecimal, two characters a byte. Made from character codes and not by appending: such a
 * text is flat, so that neither a map nor SQLite has to put its thirty pieces together first.
 */
export function toHex(bytes: Uint8Array): string {
  let text = ''
  for (let from = 0; from < bytes.length; from += BYTES_AT_ONCE) {
    const length = Math.min(bytes.length - from, BYTES_AT_ONCE)
    for (let i = 0; i < length; i++) {
      const byte = bytes[from + i] as number
      codes[2 * i] = HEX_CODES[byte >> 4] as number
      codes[2 * i + 1] = HEX_CODES[byte & 15] as number
    }
    text += String.fromCharCode.apply(null, length === BYTES_AT_ONCE ? codes : codes.slice(0, 2 * length))
  }
  return text
}

function nibble(code: number): number {
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 97 && code <= 102) return code - 87
  return -1
}

/** The inverse of {@link toHex}; `undefined` unless the text is lower-case hexadecimal of even length. */
export function fromHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0) return undefined
  const bytes = new Uint8Array(text.length / 2)
  for (let i = 0; i < bytes.length; i++) {
    const high = nibble(text.charCodeAt(2 * i))
    const low = nibble(text.charCodeAt(2 * i + 1))
    if (high < 0 || low < 0) return undefined
    bytes[i] = high * 16 + low
  }
  return bytes
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array {
  let length = 0
  for (const part of parts) length += part.length
  const whole = new Uint8Array(length)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** Not constant-time: for public values only. Secrets are compared by the MAC that covers them. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}

/** Lexicographic order, the order of the hexadecimal forms too. */
export function compareBytes(a: Uint8Array, b: Uint8Array): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const difference = (a[i] as number) - (b[i] as number)
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

const BASE64URL = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const BASE64URL_VALUE: ReadonlyMap<string, number> = new Map([...BASE64URL].map((c, i) => [c, i]))

/** RFC 4648 section 5, without padding. */
export function toBase64Url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const group = ((bytes[i] ?? 0) << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0)
    const characters = Math.min(bytes.length - i, 3) + 1
    for (let k = 0; k < characters; k++) text += BASE64URL[(group >> (18 - 6 * k)) & 63]
  }
  return text
}

/** RFC 4648 section 5, strict: no padding, no foreign character, unused bits zero; else `undefined`. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (text.length % 4 === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let width = 0
  let at = 0
  for (const character of text) {
    const value = BASE64URL_VALUE.get(character)
    if (value === undefined) return undefined
    bits = ((bits << 6) | value) & 0xffffff
    width += 6
    if (width >= 8) {
      width -= 8
      bytes[at++] = (bits >> width) & 0xff
    }
  }
  return (bits & ((1 << width) - 1)) === 0 ? bytes : undefined
}

const encoder = new TextEncoder()
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

export function utf8(text: string): Uint8Array {
  return encoder.encode(text)
}

/** Strict UTF-8; `undefined` where the bytes are not. */
export function fromUtf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes)
  } catch {
    return undefined // TextDecoder has no way to say it but to throw
  }
}

/** The text with every lone surrogate, which UTF-8 cannot carry, replaced by U+FFFD. */
export function wellFormed(text: string): string {
  return text.replace(/\p{Surrogate}/gu, '\u{fffd}')
}

/** The low 32 bits, big-endian. */
export function u32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
}
