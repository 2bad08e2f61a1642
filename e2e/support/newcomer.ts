/**
 * The story of one database: a newcomer to a community takes in its history and writes meanwhile, dies, and opens
 * again. Owns what was ever acknowledged, and holds every new life to it.
 */

import { expect } from 'playwright/test'
import type { IdentityRow, MessagePage } from '../../src/engine/api.ts'
import { fromHex } from '../../src/engine/base/bytes.ts'
import { must } from '../../src/engine/base/errors.ts'
import type { Found, Notice } from '../pages/opfs-engine/protocol.ts'
import { type DeliveryOrder, type History, NEWCOMER } from './history.ts'
import type { Death, RemoteEngine } from './opfs-engine.ts'

/** So many notices later, and a little more. */
export interface Moment {
  readonly notices: number
  readonly delay_ms: number
}

export interface Newcomer {
  /** Of the history, as far as the last opening found. */
  readonly framesStored: number
  /** Opens the database, compares it with everything that was ever told, and has unanswered commands answered. */
  opensAndIsWhole(): Promise<Found>
  /** Resumes, and dies when so many more frames have been reported. */
  feedsUntilDeath(death: Death, moment: Moment): Promise<void>
  takesInAllButTheLast(): Promise<void>
  /** Dies so many transactions into what the last frame releases. */
  diesInRelease(death: Death, moment: Moment): Promise<void>
  /** Opens a database in which a release was cut short, and dies while the opening goes on with it. */
  diesInReleaseOnOpening(death: Death, moment: Moment): Promise<void>
  takesInTheRest(): Promise<void>
  /** The same state, in every projected row, as an engine to which nothing happened. */
  isAsIfUndisturbed(): Promise<void>
}

const PAGE = 500

export async function createNewcomer(
  engine: RemoteEngine,
  history: History,
  order: DeliveryOrder,
  directory: string,
): Promise<Newcomer> {
  const { joining, t_ms } = history
  const { frames } = history.deliveries[order]
  /** Command id to message id, of the commands answered. */
  const acknowledged = new Map<string, string>()
  /** What the join itself has recorded: the invite comes with the link. */
  let joined: ReadonlySet<string> = new Set()
  let me: IdentityRow | undefined
  let life = 0
  let framesStored = 0
  /** Notices that were acted on. */
  let heard = 0
  /** Commands of the life that was fed last are named so, and numbered. */
  let prefix = ''

  const as = { as: NEWCOMER }
  const self = () => must(me, 'the identity')

  const open = () => engine.open({ directory, life: `${directory}/${++life}`, t_ms, joining })
  const feed = (to = frames.length) => {
    prefix = `${directory}/${life}`
    const writes = { channel_id: must(self().channel_id, 'the first channel'), prefix }
    return engine.feed({ as: NEWCOMER, frames: `/${order}`, from: framesStored, to, t_ms, writes })
  }

  /** @throws Error when `act` ends before its time has come */
  const diesAt = async (
    death: Death,
    { notices, delay_ms }: Moment,
    act: () => Promise<unknown>,
    counts: (notice: Notice) => boolean,
  ) => {
    let seen = 0
    const moment = engine.told((notice) => counts(notice) && ++seen >= notices)
    const ended = act().then(() => {
      throw new Error('it ended before it could die')
    })
    await Promise.race([moment, ended])
    ended.catch(() => undefined) // what it was doing fails with it
    await new Promise((resolve) => setTimeout(resolve, delay_ms))
    await engine.dies(death)
  }

  /** What was told since the last time, as far as it reached this process before the death. */
  const listen = () => {
    const news = engine.notices.slice(heard)
    heard = engine.notices.length
    for (const notice of news) {
      if (notice.kind === 'acknowledged') acknowledged.set(notice.id, notice.message_id)
    }
    return {
      writes: news.filter(({ kind }) => kind === 'begun').length,
      stored: Math.max(-1, ...news.map((notice) => (notice.kind === 'stored' ? notice.frame : -1))),
    }
  }

  const ownTexts = async (): Promise<readonly string[]> => {
    const channel_id = must(self().channel_id, 'the first channel')
    const texts: string[] = []
    for (let before: object = {}; ; ) {
      const page = (await engine.query(
        'message.list',
        { ...as, channel_id, limit: PAGE, ...before },
        t_ms,
      )) as MessagePage
      texts.unshift(...page.messages.flatMap(({ mine, text }) => (mine ? [text] : [])))
      const first = page.messages[0]
      if (!page.more_before || first === undefined) return texts
      before = { before: { created_at: first.created_at, message_id: first.message_id } }
    }
  }

  /** How many whole frames the log holds. @throws when it holds anything but whole frames, in their order */
  const countFrames = (others: readonly string[]): number => {
    let count = 0
    let at = 0
    for (const frame of frames) {
      const news = frame.filter((id) => !joined.has(id))
      if (at + news.length > others.length) break
      expect(others.slice(at, at + news.length)).toEqual(news)
      at += news.length
      count += 1
    }
    expect(others.length - at).toBe(0)
    return count
  }

  const write = async (text: string): Promise<void> => {
    const channel_id = must(self().channel_id, 'the first channel')
    const message_id = await engine.command('message.send', { ...as, channel_id, text }, text, t_ms)
    expect(message_id).toBe(acknowledged.get(text) ?? message_id)
    acknowledged.set(text, String(message_id))
  }

  /**
   * Asks again for everything the dead worker was asked, and for what it may have been asked before it died without
   * this process having heard of it: all of it is there exactly once.
   */
  const writesAgain = async (writes: number): Promise<void> => {
    const there = new Set(await ownTexts())
    for (let n = 0; n <= writes || there.has(`${prefix}-${n - 1}`); n++) await write(`${prefix}-${n}`)
    expect((await ownTexts()).toSorted()).toEqual([...acknowledged.keys()].toSorted())
  }

  return {
    get framesStored() {
      return framesStored
    },

    async opensAndIsWhole() {
      const found = await open()
      expect(found.integrity).toEqual(['ok'])
      const { writes, stored } = listen()
      const [row] = (await engine.query('identity.list', {}, t_ms)) as readonly IdentityRow[]
      me = must(row, 'the identity')
      const log = await engine.log(NEWCOMER)
      if (life === 1) joined = new Set(log.map(({ event_id }) => event_id))
      const others = log.filter(({ event_id, author }) => author !== self().peer_id && !joined.has(event_id))
      framesStored = countFrames(others.map(({ event_id }) => event_id))
      expect(framesStored).toBeGreaterThan(stored)

      const held = new Set(log.map(({ event_id }) => event_id))
      expect([...acknowledged].filter(([, message_id]) => !held.has(message_id))).toEqual([])
      await engine.idle()
      const before = await engine.fingerprint(NEWCOMER)
      expect(await engine.replay(NEWCOMER)).toBe(before)

      if (prefix !== '') await writesAgain(writes)
      return found
    },

    feedsUntilDeath(death, moment) {
      return diesAt(
        death,
        moment,
        () => feed(),
        ({ kind }) => kind === 'stored',
      )
    },

    async takesInAllButTheLast() {
      await feed(frames.length - 1)
      listen()
      framesStored = frames.length - 1
    },

    diesInRelease(death, moment) {
      return diesAt(
        death,
        moment,
        () => feed(),
        ({ kind }) => kind === 'committed',
      )
    },

    diesInReleaseOnOpening(death, moment) {
      const opensAndGoesOn = async (): Promise<void> => {
        await open()
        await engine.idle()
      }
      return diesAt(death, moment, opensAndGoesOn, (notice) => {
        if (notice.kind === 'found') expect(notice.found.ready).toBeGreaterThan(0)
        return notice.kind === 'committed'
      })
    },

    async takesInTheRest() {
      await feed()
      listen()
      framesStored = frames.length
      expect(await engine.blocked(NEWCOMER)).toBe(0)
    },

    async isAsIfUndisturbed() {
      const own = await engine.eventsOf(NEWCOMER, self().peer_id)
      const bytes = own.map((event) => must(fromHex(event), 'hexadecimal text'))
      expect((await ownTexts()).toSorted()).toEqual([...acknowledged.keys()].toSorted())
      expect(await engine.fingerprint(NEWCOMER)).toBe(await history.undisturbed(bytes))
    },
  }
}
