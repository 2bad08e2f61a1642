/** A class that a component names is in the style sheet it imports, and one that a sheet has is named: neither the compiler nor the bundler says so. */

import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { expect, test } from 'vitest'

const TREE = join(import.meta.dirname, '../../src/ui')
const SHEET = /import (\w+) from '([^']+\.module\.css)'/g

interface Component {
  readonly path: string
  readonly source: string
}

const componentsIn = (folder: string): readonly Component[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({ path: join(folder, name), source: readFileSync(join(folder, name), 'utf8') }))

const classesIn = (css: string): readonly string[] =>
  [...css.replace(/\/\*.*?\*\//gs, '').matchAll(/\.([A-Za-z_][\w-]*)/g)].map(([, name]) => name ?? '')

/** Of each sheet, what components name of it; `*` where one chooses by a value. */
function namedClasses(components: readonly Component[]): ReadonlyMap<string, ReadonlySet<string>> {
  const named = new Map<string, Set<string>>()
  for (const { path, source } of components) {
    const code = source.replace(/^import .*$/gm, '')
    for (const [, name, file] of source.matchAll(SHEET)) {
      const sheet = normalize(join(dirname(path), file ?? ''))
      const known = named.get(sheet) ?? new Set<string>()
      for (const [, key, chosen] of code.matchAll(new RegExp(`\\b${name}(?:\\.(\\w+)|(\\[))`, 'g'))) {
        known.add(chosen === undefined ? (key ?? '') : '*')
      }
      named.set(sheet, known)
    }
  }
  return named
}

function mismatches(components: readonly Component[], read: (sheet: string) => string): readonly string[] {
  return [...namedClasses(components)].flatMap(([sheet, named]) => {
    const classes = new Set(classesIn(read(sheet)))
    const missing = [...named].filter((name) => name !== '*' && !classes.has(name))
    const unused = named.has('*') ? [] : [...classes].filter((name) => !named.has(name))
    return [
      ...missing.map((name) => `${sheet} has no ${name}`),
      ...unused.map((name) => `${name} of ${sheet} is not named`),
    ]
  })
}

test('a class that is missing and one that is left over are found', () => {
  const source = "import styles from './a.module.css'\nconst a = <p class={styles.hint} data-of={styles.module} />"
  expect(mismatches([{ path: '/ui/a.tsx', source }], () => '/* .ghost */ .hint { inset: 0.5px } .module {}')).toEqual(
    [],
  )
  expect(mismatches([{ path: '/ui/a.tsx', source }], () => '.hint {} .old {}')).toEqual([
    '/ui/a.module.css has no module',
    'old of /ui/a.module.css is not named',
  ])
  const chosen = "import styles from './a.module.css'\nconst a = <p class={styles[weight]} />"
  expect(mismatches([{ path: '/ui/a.tsx', source: chosen }], () => '.plain {} .loud {}')).toEqual([])
})

test('every class of the interface is there and used', () => {
  const components = componentsIn(TREE)
  expect(components.length).toBeGreaterThan(50)
  expect(mismatches(components, (sheet) => readFileSync(sheet, 'utf8'))).toEqual([])
})
