/** The build's name follows from what is built, and from nothing else. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { computeBuildId } from './build-id.ts'

let root: string
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), text)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'sotto-build-id-'))
  for (const path of ['index.html', 'package-lock.json', 'vite.config.ts', 'server/headers.ts']) write(path, path)
  for (const path of ['public/icon.svg', 'src/main.tsx', 'src/ui/app.tsx']) write(path, path)
})
afterEach(() => rmSync(root, { recursive: true }))

test('the same sources have the same name', () => {
  const name = computeBuildId(root)
  expect(name).toMatch(/^[0-9a-f]{12}$/)
  write('src/main.tsx', 'src/main.tsx')
  expect(computeBuildId(root)).toBe(name)
})

test('another source, dependency or public file gives another name', () => {
  const names = [computeBuildId(root)]
  for (const path of ['src/main.tsx', 'package-lock.json', 'public/icon.svg']) {
    write(path, 'changed')
    names.push(computeBuildId(root))
  }
  expect(new Set(names).size).toBe(names.length)
})

test('text that moves from one file to the next changes the name', () => {
  write('src/a.ts', 'one')
  write('src/b.ts', 'two')
  const before = computeBuildId(root)
  write('src/a.ts', 'on')
  write('src/b.ts', 'etwo')
  expect(computeBuildId(root)).not.toBe(before)
})

test('tests and documents are not part of the build', () => {
  const name = computeBuildId(root)
  write('src/main.test.ts', 'test')
  write('src/scenarios/story.test.ts', 'test')
  write('src/engine/PROTOCOL.md', 'words')
  expect(computeBuildId(root)).toBe(name)
})
