/** The label table: separation of purposes, and that nothing in the engine goes round it. */

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { concatBytes, equalBytes, utf8 } from '../base/bytes.ts'
import { InvariantError } from '../base/errors.ts'
import { domain, LABELS, NO_NETWORK } from './domains.ts'

const ENGINE = join(import.meta.dirname, '..')

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sources(path)
    return path.endsWith('.ts') && !path.endsWith('.test.ts') ? [path] : []
  })
}

/** Without comments, where grammars quote labels. */
function code(file: string): string {
  return readFileSync(file, 'utf8')
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|\s)\/\/.*$/gm, '')
}

describe('domain labels', () => {
  it('are prefix-free: no label with its separator begins another', () => {
    for (const a of LABELS) {
      for (const b of LABELS) {
        if (a === b) continue
        const [short, long] = [domain(a), domain(b)]
        expect(equalBytes(long.subarray(0, short.length), short), `${a} begins ${b}`).toBe(false)
      }
    }
  })

  it('are unique, lower-case words without a byte that could be the separator', () => {
    expect(new Set(LABELS).size).toBe(LABELS.length)
    for (const label of LABELS) expect(label).toMatch(/^[a-z]+(-[a-z]+)*$/)
  })

  it('become label, zero byte, network id', () => {
    const network = new Uint8Array(32).fill(7)
    expect(domain('event', network)).toEqual(concatBytes(utf8('sotto/v1/event'), Uint8Array.of(0), network))
    expect(domain('key-id')).toEqual(concatBytes(utf8('sotto/v1/key-id'), Uint8Array.of(0)))
    expect(NO_NETWORK).toEqual(new Uint8Array(32))
  })

  it('are not shared with callers, who may write to what they are given', () => {
    domain('id').fill(0xff)
    expect(domain('id')).toEqual(utf8('sotto/v1/id\0'))
  })

  it('take a network id of 32 bytes and nothing else', () => {
    expect(() => domain('event', new Uint8Array(31))).toThrow(InvariantError)
  })

  it('are spelled nowhere in the engine but in the table', () => {
    const files = sources(ENGINE)
    const spelling = /['"`]sotto\//
    expect(files.length).toBeGreaterThan(8)
    expect(files.filter((file) => spelling.test(code(file))).map((file) => file.slice(ENGINE.length))).toEqual([
      '/crypto/domains.ts',
    ])
  })

  it('are the only way to a primitive: nothing outside this folder imports the cryptography library', () => {
    const importers = sources(ENGINE).filter((file) => readFileSync(file, 'utf8').includes("'@noble/"))
    expect(importers.length).toBeGreaterThan(0)
    expect(importers.filter((file) => !file.startsWith(join(ENGINE, 'crypto')))).toEqual([])
  })
})
