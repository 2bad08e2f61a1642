/**
 * What tabs of one origin say to each other to find the one that leads. Bulletins reach all tabs over a
 * BroadcastChannel, tabs of other builds too, so `v`, `kind` and their meaning never change:
 *
 *   who      a tab has come and asks who leads
 *   leader   the sender's worker has the database; said once it is ready, and to each who
 *   failed   the sender had the lock and could not open the database
 *
 * A term is one worker's life. A follower is connected once to each term, by a MessagePort that the
 * broker hands on, or, where there is no common broker, over a second BroadcastChannel.
 */

import type { EngineErrorCode } from '../../engine/base/errors.ts'

export const BULLETINS = 'sotto:tabs'
export const LEADER_LOCK = 'sotto:leader'
/** Held by each tab for its life: whoever is granted it knows that the tab is gone. */
export const tabLock = (tab: string): string => `sotto:tab:${tab}`

export type Bulletin = { readonly v: number } & (
  | { readonly kind: 'who' }
  | {
      readonly kind: 'leader'
      readonly term: string
      /** The leader's broker script; empty when it has none. */
      readonly broker: string
    }
  | { readonly kind: 'failed'; readonly code: EngineErrorCode }
)

/** A tab to the broker. With `reach` goes the port that the leader shall serve. */
export type ToBroker =
  | { readonly kind: 'lead'; readonly term: string }
  | { readonly kind: 'reach'; readonly term: string; readonly tab: string }

/** The broker to the leader's tab, and to a follower that asked for one it does not know. With `reached` goes the port. */
export type FromBroker =
  | { readonly kind: 'leading'; readonly term: string }
  | { readonly kind: 'reached'; readonly tab: string }
  | { readonly kind: 'unreached'; readonly term: string }

/** The window of the leader to its worker; ports are transferred. */
export type ToEngineWorker =
  | {
      readonly kind: 'start'
      /** Address of the page, against which the rendezvous list is found. */
      readonly base: string
      readonly links: MessagePort
    }
  | { readonly kind: 'client'; readonly tab: string; readonly port: MessagePort }
  | { readonly kind: 'gone'; readonly tab: string }
  | { readonly kind: 'online'; readonly isOnline: boolean }

export type FromEngineWorker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly code: EngineErrorCode; readonly detail: string }

/** All of these come from this origin's own scripts, and all but bulletins from this very build. */
export function parseTabMessage<Message extends Bulletin | ToBroker | FromBroker | ToEngineWorker | FromEngineWorker>(
  data: unknown,
): Message {
  return data as Message
}
