/**
 * Numbers, times and plurals in words, by `Intl` for one language. Formatters are made once: making
 * one costs more than using it a thousand times.
 */

export const LANGUAGE = 'en'

const integer = new Intl.NumberFormat(LANGUAGE)
const plural = new Intl.PluralRules(LANGUAGE)
const clock = new Intl.DateTimeFormat(LANGUAGE, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
const weekday = new Intl.DateTimeFormat(LANGUAGE, { weekday: 'long', day: 'numeric', month: 'long' })
const dated = new Intl.DateTimeFormat(LANGUAGE, { day: 'numeric', month: 'long', year: 'numeric' })
const whole = new Intl.DateTimeFormat(LANGUAGE, { dateStyle: 'full', timeStyle: 'short' })
const relative = new Intl.RelativeTimeFormat(LANGUAGE, { numeric: 'auto' })
const joined = new Intl.ListFormat(LANGUAGE, { type: 'conjunction' })

/** `Intl` says "now", which reads badly after a verb. */
const JUST_NOW = 'just now'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
export const DAY_MS = 24 * HOUR_MS

export const formatCount = (count: number): string => integer.format(count)

/** "1 message", "2 messages": the noun in its plural categories, English has two. */
export function counted(count: number, one: string, other: string): string {
  return `${integer.format(count)} ${plural.select(count) === 'one' ? one : other}`
}

export const formatList = (items: readonly string[]): string => joined.format(items)

/** "09:41", in this device's time zone. */
export const formatClock = (t_ms: number): string => clock.format(t_ms)

/** Date and time in full, for titles and screen readers. */
export const formatMoment = (t_ms: number): string => whole.format(t_ms)

/** The local calendar day, as a number that orders and compares. */
export function localDay(t_ms: number): number {
  const at = new Date(t_ms)
  return at.getFullYear() * 10_000 + at.getMonth() * 100 + at.getDate()
}

/** "Today", "Yesterday", "Monday, November 3", or with the year when it is not this one. */
export function formatDay(t_ms: number, now_ms: number): string {
  if (localDay(t_ms) === localDay(now_ms)) return sentenceCase(relative.format(0, 'day'))
  if (localDay(t_ms) === localDay(now_ms - DAY_MS)) return sentenceCase(relative.format(-1, 'day'))
  return new Date(t_ms).getFullYear() === new Date(now_ms).getFullYear() ? weekday.format(t_ms) : dated.format(t_ms)
}

/** "just now", "5 minutes ago", "3 hours ago", "yesterday", "in 6 days". */
export function formatAgo(t_ms: number, now_ms: number): string {
  const distance_ms = t_ms - now_ms
  const size_ms = Math.abs(distance_ms)
  if (size_ms < MINUTE_MS) return JUST_NOW
  if (size_ms < HOUR_MS) return relative.format(Math.trunc(distance_ms / MINUTE_MS), 'minute')
  if (size_ms < DAY_MS) return relative.format(Math.trunc(distance_ms / HOUR_MS), 'hour')
  return relative.format(Math.trunc(distance_ms / DAY_MS), 'day')
}

function sentenceCase(text: string): string {
  return text.charAt(0).toLocaleUpperCase(LANGUAGE) + text.slice(1)
}
