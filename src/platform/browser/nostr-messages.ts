/** What a relay says to a client (NIP-01), parsed once, and the words of its refusals. */

export type RelayMessage =
  | { readonly kind: 'event'; readonly subscription: string; readonly event: unknown }
  | { readonly kind: 'ok'; readonly accepted: boolean; readonly reason: string }
  | { readonly kind: 'eose'; readonly subscription: string }
  | { readonly kind: 'closed'; readonly subscription: string; readonly reason: string }
  | { readonly kind: 'notice'; readonly text: string }

const MAX_REASON_CHARACTERS = 200

/** A server's own words are shown to people: bounded, one line, no control or direction characters. */
export function tidyReason(text: string): string {
  return text
    .slice(0, MAX_REASON_CHARACTERS)
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
}

/** `undefined` for what NIP-01 does not know: AUTH challenges, counts, garbage. */
export function parseRelayMessage(text: string): RelayMessage | undefined {
  let message: unknown
  try {
    message = JSON.parse(text)
  } catch {
    return undefined // not JSON: nothing NIP-01 knows
  }
  if (!Array.isArray(message)) return undefined
  const [verb, first, second, third]: readonly unknown[] = message
  if (typeof first !== 'string') return undefined
  const reason = (value: unknown) => (typeof value === 'string' ? tidyReason(value) : '')
  switch (verb) {
    case 'EVENT':
      return { kind: 'event', subscription: first, event: second }
    case 'OK':
      return { kind: 'ok', accepted: second === true, reason: reason(third) }
    case 'EOSE':
      return { kind: 'eose', subscription: first }
    case 'CLOSED':
      return { kind: 'closed', subscription: first, reason: reason(second) }
    case 'NOTICE':
      return { kind: 'notice', text: reason(first) }
    default:
      return undefined
  }
}

/** Notices are free text; these are the words relays use when a client is too eager. */
export function asksToSlowDown(notice: string): boolean {
  return /rate.?limit|too (many|fast|much|frequent)|slow.?down|spam/i.test(notice)
}
