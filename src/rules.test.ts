/**
 * The import rules are themselves tested: each is broken on purpose and must be reported, what is
 * allowed must not be, and the real tree must really be read. Some pairs of versions of the checker and
 * the compiler report "no violations" after reading nothing.
 */

import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, posix } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ROOT } from '../scripts/root.mjs'

const FEWEST_MODULES = 50
const CONFIG = join(ROOT, '.dependency-cruiser.cjs')
const { forbidden } = createRequire(import.meta.url)(CONFIG) as { forbidden: readonly { name: string }[] }

/** `to` is a path from the root, or a package. */
type Import = readonly [from: string, to: string]
/** One import that breaks a rule. */
type Seed = readonly [rule: string, ...Import]

const LAYER_SEEDS: readonly Seed[] = [
  ['base/', 'src/engine/base/a.ts', 'src/engine/crypto/leaf.ts'],
  ['crypto/', 'src/engine/crypto/a.ts', 'src/engine/db/leaf.ts'],
  ['db/', 'src/engine/db/a.ts', 'src/engine/store/leaf.ts'],
  ['store/', 'src/engine/store/a.ts', 'src/engine/events/leaf.ts'],
  ['events/', 'src/engine/events/a.ts', 'src/engine/authority/leaf.ts'],
  ['authority/', 'src/engine/authority/a.ts', 'src/engine/seal/leaf.ts'],
  ['seal/', 'src/engine/seal/a.ts', 'src/engine/transit/leaf.ts'],
  ['transit/', 'src/engine/transit/a.ts', 'src/engine/seal/leaf.ts'],
  ['pipeline/', 'src/engine/pipeline/a.ts', 'src/engine/sync/leaf.ts'],
  ['sync/', 'src/engine/sync/a.ts', 'src/engine/connect/leaf.ts'],
  ['connect/', 'src/engine/connect/a.ts', 'src/engine/flows/leaf.ts'],
  ['flows/', 'src/engine/flows/a.ts', 'src/engine/engine.ts'],
  ['read/', 'src/engine/read/a.ts', 'src/engine/device/leaf.ts'],
  ['device/', 'src/engine/device/a.ts', 'src/engine/engine.ts'],
].map(([layer, from, to]) => [`${layer} imports only what lies below it`, from ?? '', to ?? ''])

const SEEDS: readonly Seed[] = [
  ...LAYER_SEEDS,
  ['nothing imports itself in a circle', 'src/engine/base/circle-a.ts', 'src/engine/base/circle-b.ts'],
  ['every import exists', 'src/ui/lost.ts', 'src/ui/missing.ts'],
  ['pipeline/ names no event type', 'src/engine/pipeline/b.ts', 'src/engine/events/content/message.ts'],
  ['pipeline/ names no event type', 'src/engine/pipeline/c.ts', 'src/engine/events/registry.ts'],
  ['authority/ knows ids, not event types', 'src/engine/authority/b.ts', 'src/engine/events/identity/user.ts'],
  ['the engine knows no platform, boundary or interface', 'src/engine/sync/b.ts', 'src/platform/web/leaf.ts'],
  ['the engine knows no platform, boundary or interface', 'src/engine/sync/c.ts', 'src/rpc/leaf.ts'],
  ['the engine uses no package but noble', 'src/engine/read/b.ts', 'solid-js'],
  ['the engine and the interface run without Node', 'src/engine/db/b.ts', 'node:fs'],
  ['the engine and the interface run without Node', 'src/ui/b.ts', 'node:crypto'],
  ['noble is used in engine/crypto/ and for Nostr signatures only', 'src/engine/seal/b.ts', '@noble/curves'],
  ['noble is used in engine/crypto/ and for Nostr signatures only', 'src/platform/web/b.ts', '@noble/curves'],
  ['simple-peer is touched in one file', 'src/platform/browser/other-link.ts', 'simple-peer'],
  ['SQLite is touched by the platform only', 'src/rpc/b.ts', 'wa-sqlite'],
  ['the boundary and the platform see the engine from outside', 'src/rpc/c.ts', 'src/engine/store/leaf.ts'],
  ['the boundary and the platform see the engine from outside', 'src/platform/web/c.ts', 'src/engine/crypto/leaf.ts'],
  ['the boundary knows no platform', 'src/rpc/d.ts', 'src/platform/web/leaf.ts'],
  ['the platform knows no interface', 'src/platform/web/d.ts', 'src/ui/leaf.ts'],
  ['the interface sees api.ts and nothing else of us', 'src/ui/c.ts', 'src/engine/engine.ts'],
  ['the interface sees api.ts and nothing else of us', 'src/ui/d.ts', 'src/platform/web/leaf.ts'],
  ['a scenario sees api.ts and the testing world', 'src/scenarios/a.test.ts', 'src/engine/engine.ts'],
  ['what ships imports no test and nothing made for tests', 'src/platform/web/e.ts', 'src/testing/world.ts'],
  ['what ships imports no test and nothing made for tests', 'src/ui/e.ts', 'src/ui/e.test.ts'],
  ['what ships runs in the browser: no Node drivers, no simulation', 'src/main.tsx', 'src/platform/node/sql.ts'],
  ['what ships uses no development package', 'src/ui/f.ts', 'vitest'],
  ['the server stands by itself', 'server/a.ts', 'src/engine/api.ts'],
  ['a floor is measured without our code', 'bench/floor/a.ts', 'src/engine/base/leaf.ts'],
]

/** Imports that look like the ones above and are allowed. */
const ALLOWED: readonly Import[] = [
  ['src/engine/sync/a.ts', 'src/engine/pipeline/leaf.ts'],
  ['src/engine/pipeline/a.ts', 'src/engine/events/event-module.ts'],
  ['src/engine/crypto/a.ts', '@noble/curves'],
  ['src/engine/flows/a.ts', 'src/engine/read/leaf.ts'],
  ['src/engine/read/a.ts', 'src/engine/flows/leaf.ts'],
  ['src/engine/device/a.ts', 'src/engine/read/leaf.ts'],
  ['src/engine/api.ts', 'src/engine/events/registry.ts'],
  ['src/engine/db/a.test.ts', 'src/platform/node/sql.ts'],
  ['src/platform/browser/rtc-link.ts', 'simple-peer'],
  ['src/platform/browser/nostr-event.ts', '@noble/curves'],
  ['src/platform/sqlite/driver.ts', 'wa-sqlite'],
  ['src/platform/browser/engine.worker.ts', 'src/engine/engine.ts'],
  ['src/ui/a.tsx', 'src/engine/api.ts'],
  ['src/ui/b.tsx', 'solid-js'],
  ['src/main.tsx', 'src/platform/browser/rtc-link.ts'],
  ['src/scenarios/a.test.ts', 'src/testing/world.ts'],
  ['src/testing/world.ts', 'src/engine/engine.ts'],
]

const PACKAGES = ['@noble/curves', 'simple-peer', 'solid-js', 'wa-sqlite']
const DEVELOPMENT_PACKAGES = ['vitest']

interface Violation {
  readonly rule: string
  readonly from: string
}

interface Cruised {
  readonly violations: readonly Violation[]
  readonly modules: readonly string[]
}

interface CruiserOutput {
  readonly modules: readonly { readonly source: string }[]
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { readonly name: string } }[]
  }
}

function cruise(folder: string, parts: readonly string[]): Cruised {
  const cruiser = join(ROOT, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs')
  const args = [cruiser, ...parts, '--config', CONFIG, '--output-type', 'json']
  const { stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  })
  if (stdout === '') throw new Error(stderr)
  const { modules, summary } = JSON.parse(stdout) as CruiserOutput
  return {
    modules: modules.map((module) => module.source),
    violations: summary.violations.map(({ rule, from }) => ({ rule: rule.name, from })),
  }
}

function write(folder: string, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true })
  writeFileSync(join(folder, path), text)
}

function specifier(from: string, to: string): string {
  if (!/\.tsx?$/.test(to)) return to
  const path = posix.relative(posix.dirname(from), to)
  return path.startsWith('.') ? path : `./${path}`
}

const CIRCLE_BACK: Import = ['src/engine/base/circle-b.ts', 'src/engine/base/circle-a.ts']

/** A tree of our shape in which each file has that one import, and what it imports exists unless it is missing. */
function plant(folder: string, imports: readonly Import[]): void {
  const dependencies = Object.fromEntries(PACKAGES.map((name) => [name, '1.0.0']))
  const devDependencies = Object.fromEntries(DEVELOPMENT_PACKAGES.map((name) => [name, '1.0.0']))
  write(folder, 'package.json', JSON.stringify({ name: 'planted', type: 'module', dependencies, devDependencies }))
  write(folder, 'tsconfig.app.json', '{}')
  for (const name of [...PACKAGES, ...DEVELOPMENT_PACKAGES]) {
    write(folder, `node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0', main: 'index.js' }))
    write(folder, `node_modules/${name}/index.js`, 'module.exports = {}\n')
  }
  for (const [, to] of imports) {
    if (/\.tsx?$/.test(to) && !to.endsWith('missing.ts')) write(folder, to, 'export type Leaf = string\n')
  }
  for (const [from, to] of imports) {
    // A type import: erased by the compiler, and still a dependency of the design.
    write(folder, from, `import type { Leaf } from '${specifier(from, to)}'\nexport type Uses = Leaf\n`)
  }
  for (const part of ['src', 'server', 'bench']) write(folder, `${part}/present.ts`, 'export {}\n')
}

describe('import rules', () => {
  const folders: string[] = []
  const planted = (imports: readonly Import[]): Cruised => {
    const folder = mkdtempSync(join(tmpdir(), 'sotto-rules-'))
    folders.push(folder)
    plant(folder, imports)
    return cruise(folder, ['src', 'server', 'bench'])
  }
  let broken: Cruised
  beforeAll(() => {
    broken = planted([...SEEDS.map(([, from, to]): Import => [from, to]), CIRCLE_BACK])
  })
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true, force: true })
  })

  test.each(forbidden.map(({ name }) => name))('%s: has a seed', (name) => {
    expect(SEEDS.map(([rule]) => rule)).toContain(name)
  })

  test.each(SEEDS)('%s: %s may not import %s', (rule, from) => {
    expect(broken.violations).toContainEqual({ rule, from })
  })

  test('what is allowed is not reported', () => {
    expect(planted(ALLOWED).violations).toEqual([])
  })

  test(`the real tree is read: more than ${FEWEST_MODULES} of our modules`, () => {
    const ours = cruise(ROOT, ['src']).modules.filter((path) => path.startsWith('src/'))
    expect(ours.length).toBeGreaterThan(FEWEST_MODULES)
  })
})
