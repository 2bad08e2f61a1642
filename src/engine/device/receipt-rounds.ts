/**
 * How receipts go about among the links of one identity: what is new at once along the push tree, what has
 * changed over the other links in rounds, everything over a link that opens. Owns the pace of the rounds; what a
 * receipt says and which is believed is of `receipts.ts`.
 */

import { asLinkId, type LinkId, type Timestamp } from '../base/ids.ts'
import { isOver } from '../base/pauses.ts'
import type { PeerLink } from './peer-link.ts'
import type { Receipts } from './receipts.ts'

/** Between two rounds over links that are not of the push tree. */
const LAZY_HAVE_MS = 30_000

export interface ReceiptRoundsHost {
  readonly receipts: Receipts
  openLinks(): readonly PeerLink[]
  isEager(link: LinkId): boolean
  now(): Timestamp
}

export interface ReceiptRounds {
  opened(link: PeerLink, t_ms: Timestamp): void
  /** Takes in what a link said; whether it was well made. */
  heard(link: LinkId, statement: Uint8Array): boolean
  tick(t_ms: Timestamp): void
}

export function createReceiptRounds(host: ReceiptRoundsHost, start_ms: Timestamp): ReceiptRounds {
  const { receipts } = host
  let toldLazy_ms: number = start_ms

  /** The links that are not of the tree hear of it in their own time. */
  const tellTree = (except: string, statement: Uint8Array, t_ms: Timestamp): void => {
    for (const link of host.openLinks()) {
      if (link.id !== except && host.isEager(link.id)) link.send({ kind: 'have', statement }, t_ms)
    }
  }

  const tellHeld = (t_ms: Timestamp): void => {
    const { news, bad } = receipts.due(t_ms)
    for (const { bytes, link } of news) tellTree(link, bytes, t_ms)
    for (const { link } of bad) {
      host
        .openLinks()
        .find(({ id }) => id === asLinkId(link))
        ?.charge(t_ms)
    }
  }

  const tellLazy = (t_ms: Timestamp): void => {
    if (!isOver(toldLazy_ms, LAZY_HAVE_MS, t_ms)) return
    toldLazy_ms = t_ms
    const lazy = host.openLinks().filter((link) => !host.isEager(link.id))
    for (const statement of receipts.takeChanged()) {
      for (const link of lazy) link.send({ kind: 'have', statement }, t_ms)
    }
  }

  return {
    opened(link, t_ms) {
      receipts.changed()
      for (const statement of receipts.newest()) link.send({ kind: 'have', statement }, t_ms)
    },
    heard(link, statement) {
      const t_ms = host.now()
      const worth = receipts.take(statement, link, t_ms)
      if (worth === 'news') tellTree(link, statement, t_ms)
      return worth !== 'bad'
    },
    tick(t_ms) {
      const statement = host.openLinks().length > 0 ? receipts.renew(t_ms) : undefined
      if (statement !== undefined) tellTree('', statement, t_ms)
      tellHeld(t_ms)
      tellLazy(t_ms)
    },
  }
}
