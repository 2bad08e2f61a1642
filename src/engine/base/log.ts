/**
 * Structured logs: `[TAG] key=value …`, one fact a line, one formatter. Ids and every other long hex
 * string are cut to eight characters, byte strings are shown as their length only, so neither a secret
 * nor a message can reach a log line through this door. Never called from `validate` or `project`.
 */

import type { LogLevel, LogSink } from './ports.ts'

export type LogField = string | number | boolean | Uint8Array | undefined
export type LogFields = Readonly<Record<string, LogField>>

export interface Log {
  debug(tag: string, fields?: LogFields): void
  info(tag: string, fields?: LogFields): void
  warn(tag: string, fields?: LogFields): void
}

const ID_CHARACTERS = 8
const MAX_VALUE_CHARACTERS = 64

function format(value: string | number | boolean | Uint8Array): string {
  if (value instanceof Uint8Array) return `bytes(${value.length})`
  if (typeof value !== 'string') return String(value)
  const shortened = value.replace(/[0-9a-f]{16,}/g, (id) => id.slice(0, ID_CHARACTERS))
  const plain = shortened.slice(0, MAX_VALUE_CHARACTERS)
  return /^[\w.:+@/-]*$/.test(plain) ? plain : JSON.stringify(plain)
}

export function formatLine(tag: string, fields: LogFields): string {
  let line = `[${tag}]`
  for (const [key, value] of Object.entries(fields)) if (value !== undefined) line += ` ${key}=${format(value)}`
  return line
}

export function createLog(sink: LogSink): Log {
  const at =
    (level: LogLevel) =>
    (tag: string, fields: LogFields = {}) =>
      sink.write(level, formatLine(tag, fields))
  return { debug: at('debug'), info: at('info'), warn: at('warn') }
}
