/** Looking for a value in captured bytes in every dress it might have been given on the way. */

/** Something that must not be found. */
export interface Canary {
  readonly name: string
  /** Its forms before any encoding: bytes as they are, a text in UTF-8 and UTF-16. */
  readonly forms: readonly Buffer[]
}

export const bytesCanary = (name: string, bytes: Uint8Array): Canary => ({ name, forms: [Buffer.from(bytes)] })

export function textCanary(text: string): Canary {
  const utf16 = Buffer.from(text, 'utf16le')
  return { name: text, forms: [Buffer.from(text, 'utf8'), utf16, Buffer.from(utf16).swap16()] }
}

/** The characters of base64 that depend on these bytes alone when `offset` bytes stand before them. */
function base64At(bytes: Buffer, offset: number): string {
  const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
  return text.slice(Math.ceil((offset * 8) / 6), Math.floor(((offset + bytes.length) * 8) / 6))
}

/** One form raw, in hexadecimal, and in base64 and base64url at each of the three offsets. */
export function dressesOf(form: Buffer): readonly Buffer[] {
  const hex = form.toString('hex')
  const base64 = [0, 1, 2].map((offset) => base64At(form, offset))
  const base64Url = base64.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'))
  return [form, ...[hex, hex.toUpperCase(), ...base64, ...base64Url].map((text) => Buffer.from(text))]
}

/** Names of the canaries that are in these bytes; frames are also searched across their borders. */
export function findCanaries(canaries: readonly Canary[], frames: readonly Buffer[]): readonly string[] {
  const haystack = Buffer.concat(frames)
  return canaries
    .filter(({ forms }) => forms.flatMap(dressesOf).some((dress) => haystack.includes(dress)))
    .map(({ name }) => name)
}
