/** Links as somebody who knows the format would break them: checksums and all. */

import { concatBytes, fromBase64Url, toBase64Url } from '../../src/engine/base/bytes.ts'
import { domainHash } from '../../src/engine/crypto/hash.ts'
import { linkPrefix } from '../../src/engine/flows/link-text.ts'
import { createWorld } from '../../src/testing/world.ts'

const LINK_PREFIX = linkPrefix('j')
const CHECKSUM_BYTES = 4
/** version 1 | flags 1 | secret 32 | network 32 | author 32 | seq (one byte while small) | prev 32 | created_at 6 */
const SIGNATURE_AT = 1 + 1 + 32 + 32 + 32 + 1 + 32 + 6
const DAY_MS = 24 * 60 * 60 * 1000

const base = (link: string) => link.slice(0, link.indexOf(LINK_PREFIX))

/** The link with one character of its text replaced by another of the same alphabet. */
export function changeCharacter(link: string, at: number): string {
  const position = base(link).length + LINK_PREFIX.length + at
  const other = link[position] === 'A' ? 'B' : 'A'
  return link.slice(0, position) + other + link.slice(position + 1)
}

/** The link with its bytes changed and its checksum made to fit again. */
export function changeBytes(link: string, change: (content: Uint8Array) => void): string {
  const bytes = fromBase64Url(link.slice(base(link).length + LINK_PREFIX.length))
  if (bytes === undefined) throw new Error('the link to break is none')
  const content = bytes.slice(0, -CHECKSUM_BYTES)
  change(content)
  const checksum = domainHash('link-checksum', undefined, content).slice(0, CHECKSUM_BYTES)
  return base(link) + LINK_PREFIX + toBase64Url(concatBytes(content, checksum))
}

const flip = (bytes: Uint8Array, at: number) => bytes.fill((bytes[at] ?? 0) ^ 1, at, at + 1)

export const withVersionByte = (link: string, version: number): string =>
  changeBytes(link, (content) => content.fill(version, 0, 1))

export const withAlteredSignature = (link: string): string =>
  changeBytes(link, (content) => flip(content, SIGNATURE_AT))

/** One character of the sealed names: what the inviter signed is no longer what the link says. */
export const withAlteredContent = (link: string): string =>
  changeBytes(link, (content) => flip(content, content.length - 1))

/** A link in perfect order whose time ran out yesterday. */
export async function expiredLink(address: string): Promise<string> {
  const world = createWorld({ seed: 'expired link', mode: 'direct', network: { start_at: Date.now() - 2 * DAY_MS } })
  const alice = await world.actor('Alice')
  await alice.createsCommunity('Yesterday')
  const link = await alice.invites({ days: 1 })
  world.end()
  return address + link
}
