/**
 * The text form of what people hand to each other: `#<name>=<version>.<base64url>`, the last four bytes a
 * checksum. Everything is in the fragment, never sent to a host. Owns the text, knows no content.
 */

import { concatBytes, equalBytes, fromBase64Url, toBase64Url } from '../base/bytes.ts'
import { EngineError } from '../base/errors.ts'
import { ID_BYTES, idFromBytes } from '../base/ids.ts'
import { domainHash } from '../crypto/hash.ts'

/** `j` is an invite link, `d` the code of a device's lobby. */
export type LinkName = 'j' | 'd'

const TEXT_VERSION = 1
const CHECKSUM_BYTES = 4
const MAX_LINK_CHARACTERS = 4096

/** What stands before the data: the name of the parameter and the version of the text form. */
export function linkPrefix(name: LinkName): string {
  return `#${name}=${TEXT_VERSION}.`
}

function checksum(bytes: Uint8Array): Uint8Array {
  return domainHash('link-checksum', undefined, bytes).slice(0, CHECKSUM_BYTES)
}

export function encodeLinkText(name: LinkName, ...parts: readonly Uint8Array[]): string {
  const bytes = concatBytes(...parts)
  return linkPrefix(name) + toBase64Url(concatBytes(bytes, checksum(bytes)))
}

/**
 * @param text a fragment, or any text that ends with one
 * @throws EngineError `link_malformed`, `link_too_large`, `link_version`, `link_checksum`
 */
export function readLinkText(name: LinkName, text: string): LinkReader {
  const at = text.indexOf(`#${name}=`)
  if (at < 0) throw new EngineError('link_malformed', `no #${name}= in it`)
  const link = text.slice(at).trim()
  if (link.length > MAX_LINK_CHARACTERS) throw new EngineError('link_too_large')
  if (!link.startsWith(linkPrefix(name))) {
    throw /^#\w=\d+\./.test(link) ? new EngineError('link_version') : new EngineError('link_malformed')
  }
  const bytes = fromBase64Url(link.slice(linkPrefix(name).length))
  if (bytes === undefined || bytes.length <= CHECKSUM_BYTES) throw new EngineError('link_malformed', 'not base64url')
  const content = bytes.subarray(0, -CHECKSUM_BYTES)
  if (!equalBytes(checksum(content), bytes.subarray(-CHECKSUM_BYTES))) throw new EngineError('link_checksum')
  return new LinkReader(content)
}

/** Reads bytes in order; running past the end is a malformed link. */
export class LinkReader {
  #at = 0
  readonly #bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }
  take(length: number): Uint8Array {
    const end = this.#at + length
    if (end > this.#bytes.length) throw new EngineError('link_malformed', 'too short')
    const part = this.#bytes.slice(this.#at, end)
    this.#at = end
    return part
  }
  uint(size: number): number {
    return this.take(size).reduce((value, byte) => value * 256 + byte, 0)
  }
  /** LEB128. */
  varint(): number {
    let value = 0
    for (let scale = 1; scale < 2 ** 35; scale *= 128) {
      const byte = this.uint(1)
      value += (byte % 128) * scale
      if (byte < 128) return value
    }
    throw new EngineError('link_malformed', 'varint')
  }
  id<Id extends string>(): Id {
    return idFromBytes<Id & string>(this.take(ID_BYTES))
  }
  rest(): Uint8Array {
    return this.take(this.#bytes.length - this.#at)
  }
  /** @throws EngineError `link_malformed` when something is left */
  end(): void {
    if (this.#at < this.#bytes.length) throw new EngineError('link_malformed', 'too long')
  }
}
