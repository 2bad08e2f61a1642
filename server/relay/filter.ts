/** NIP-01 filters: what a REQ may ask for, and what matches. */

import { isHex64, isWhole, type NostrEvent } from './event.ts'

export interface Filter {
  readonly ids?: ReadonlySet<string>
  readonly authors?: ReadonlySet<string>
  readonly kinds?: ReadonlySet<number>
  readonly since?: number
  readonly until?: number
  /** Of the stored events only. */
  readonly limit?: number
  /** Tag name (one letter) to the values of which one must be there. */
  readonly tags: ReadonlyMap<string, ReadonlySet<string>>
}

const TAG_FIELD = /^#[a-zA-Z]$/

function listOf<Item>(
  value: unknown,
  isItem: (item: unknown) => item is Item,
  maxValues: number,
): Set<Item> | undefined {
  if (!Array.isArray(value) || value.length > maxValues || !value.every(isItem)) return undefined
  return new Set(value)
}

const isText = (value: unknown): value is string => typeof value === 'string'

/** The filter, or why it is none, with the prefix NIP-01 wants in a CLOSED. */
export function parseFilter(value: unknown, maxValues: number): Filter | string {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'invalid: a filter is an object'
  let filter: Filter = { tags: new Map() }
  const tags = new Map<string, ReadonlySet<string>>()
  for (const [field, content] of Object.entries(value)) {
    if (field === 'ids' || field === 'authors') {
      const set = listOf(content, isHex64, maxValues)
      if (set === undefined) return `invalid: ${field} is not a list of 64 hexadecimal characters each`
      filter = { ...filter, [field]: set }
    } else if (field === 'kinds') {
      const kinds = listOf(content, isWhole, maxValues)
      if (kinds === undefined) return 'invalid: kinds is not a list of numbers'
      filter = { ...filter, kinds }
    } else if (field === 'since' || field === 'until' || field === 'limit') {
      if (!isWhole(content)) return `invalid: ${field} is not a whole number`
      filter = { ...filter, [field]: content }
    } else if (TAG_FIELD.test(field)) {
      const set = listOf(content, isText, maxValues)
      if (set === undefined) return `invalid: ${field} is not a list of strings`
      tags.set(field.slice(1), set)
    } else return 'unsupported: a filter has ids, authors, kinds, #tags, since, until and limit'
  }
  return { ...filter, tags }
}

export function matches(filter: Filter, event: NostrEvent): boolean {
  if (filter.ids !== undefined && !filter.ids.has(event.id)) return false
  if (filter.authors !== undefined && !filter.authors.has(event.pubkey)) return false
  if (filter.kinds !== undefined && !filter.kinds.has(event.kind)) return false
  if (filter.since !== undefined && event.created_at < filter.since) return false
  if (filter.until !== undefined && event.created_at > filter.until) return false
  for (const [name, values] of filter.tags) {
    if (!event.tags.some(([tag, value]) => tag === name && value !== undefined && values.has(value))) return false
  }
  return true
}
