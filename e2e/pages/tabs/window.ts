/** One tab: its `Sotto`, and what the test needs to know about it. */

import type { Sotto } from '../../../src/engine/api.ts'
import { asCommandId, asIdentity } from '../../../src/engine/base/ids.ts'
import { joinTabs } from '../../../src/platform/browser/join-tabs.ts'
import { openBroker } from '../../../src/platform/browser/tab-broker.ts'

export interface TabPage {
  create(name: string, id?: string): Promise<string>
  /** Names of the channels. */
  list(): Promise<readonly string[]>
  /** Starts a command and forgets it: its outcome is in {@link TabPage.outcome}. */
  begin(name: string): void
  outcome(): string | undefined
  /** What the tab's watch has reported, newest last. */
  readonly reports: readonly (readonly string[])[]
  readonly watchErrors: readonly string[]
  readonly storageErrors: readonly string[]
  /** Watches that the leader's engine keeps. */
  watches(): Promise<number>
}

const as = asIdentity(1)
const parameters = new URLSearchParams(location.search)
const storageErrors: string[] = []
const reports: (readonly string[])[] = []
const watchErrors: string[] = []
let outcome: string | undefined

const sotto: Sotto = joinTabs({
  startWorker: () => new Worker(new URL('./tiny-engine.worker.ts', import.meta.url), { type: 'module' }),
  links: {
    open() {
      throw new Error('there are no links here')
    },
  },
  broker: parameters.has('without-broker') ? undefined : openBroker(),
  onStorageError: (code) => storageErrors.push(code),
})

const page: TabPage = {
  create: (name, id) => sotto.command('channel.create', { as, name }, id === undefined ? undefined : asCommandId(id)),
  list: async () => (await sotto.query('channel.list', { as })).map((row) => row.name),
  begin(name) {
    page.create(name).then(
      () => {
        outcome = 'done'
      },
      (error: unknown) => {
        outcome = String(error)
      },
    )
  },
  outcome: () => outcome,
  reports,
  watchErrors,
  storageErrors,
  watches: async () => (await sotto.query('diagnostics.counters', { as })).watches ?? 0,
}

sotto.watch(
  'channel.list',
  { as },
  (rows) => reports.push(rows.map((row) => row.name)),
  (code) => watchErrors.push(code),
)

Object.assign(globalThis, { page })
