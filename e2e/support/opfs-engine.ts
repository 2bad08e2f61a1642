/** The engine of `e2e/pages/opfs-engine/` in a browser profile, and three ways for it to die. */

import type { Page } from 'playwright/test'
import { type Method, NOTICE_BINDING, type Notice, type OpfsEngine } from '../pages/opfs-engine/protocol.ts'
import type { OpfsEnginePage } from '../pages/opfs-engine/window.ts'
import type { Profile } from './profile.ts'

declare const page: OpfsEnginePage

export type Death = 'worker terminated' | 'page crashed' | 'browser killed'

export interface RemoteEngine extends OpfsEngine {
  /** What has reached this process, in the order it was said, of all lives. */
  readonly notices: readonly Notice[]
  /** Resolves when the worker has told something of which this holds. */
  told(holds: (notice: Notice) => boolean): Promise<void>
  /** Dies where it stands, and is there to be opened again. */
  dies(death: Death): Promise<void>
}

/** @param address of the built page */
export async function createRemoteEngine(profile: Profile, address: string): Promise<RemoteEngine> {
  const notices: Notice[] = []
  const listeners = new Set<(notice: Notice) => void>()

  const visit = async (): Promise<Page> => {
    const visited = await profile.context.newPage()
    await visited.goto(address)
    await visited.waitForFunction(() => 'page' in globalThis)
    return visited
  }
  const prepare = () =>
    profile.context.exposeBinding(NOTICE_BINDING, (_source, notice: Notice) => {
      notices.push(notice)
      for (const listener of listeners) listener(notice)
    })
  await prepare()
  let tab = await visit()

  const call =
    <M extends Method>(method: M) =>
    (...args: Parameters<OpfsEngine[M]>): ReturnType<OpfsEngine[M]> =>
      tab.evaluate(([name, given]) => Reflect.apply(page.call, undefined, [name, ...given]), [
        method,
        args,
      ] as const) as ReturnType<OpfsEngine[M]>

  const deaths: Readonly<Record<Death, () => Promise<void>>> = {
    'worker terminated': () => tab.evaluate(() => page.kill()),
    async 'page crashed'() {
      const crashed = tab.waitForEvent('crash')
      const devtools = await profile.context.newCDPSession(tab)
      devtools.send('Page.crash').catch(() => undefined) // the page that would answer is the one that crashes
      await crashed
      await tab.close()
      tab = await visit()
    },
    async 'browser killed'() {
      await profile.kill()
      await profile.start()
      await prepare()
      tab = await visit()
    },
  }

  return {
    open: call('open'),
    command: call('command'),
    query: call('query'),
    receive: call('receive'),
    feed: call('feed'),
    log: call('log'),
    eventsOf: call('eventsOf'),
    fingerprint: call('fingerprint'),
    tick: call('tick'),
    idle: call('idle'),
    replay: call('replay'),
    blocked: call('blocked'),
    notices,
    told: (holds) =>
      new Promise((resolve) => {
        const listener = (notice: Notice) => {
          if (!holds(notice)) return
          listeners.delete(listener)
          resolve()
        }
        listeners.add(listener)
      }),
    dies: (death) => deaths[death](),
  }
}
