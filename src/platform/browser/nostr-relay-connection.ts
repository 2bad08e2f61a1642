/**
 * One relay: connect, ask for the topics, speak politely, notice when it is gone, come back.
 *
 *   closed ──connect──▶ connecting ──open──▶ open ◀──accepted── refused
 *     ▲                     │                 │ └────CLOSED, OK false──▲
 *     └──── back-off ◀──────┴── socket closed, or silent when it had to answer
 *
 * `refused` keeps its socket: the relay is there, and will not let us listen or publish for now.
 */

import type { Random, RendezvousServerState, RendezvousState } from '../../engine/base/ports.ts'
import { backoff, RECONNECT_BACKOFF, REFUSED_BACKOFF } from './nostr-backoff.ts'
import { SOTTO_KIND, TOPIC_TAG } from './nostr-event.ts'
import { asksToSlowDown, parseRelayMessage, type RelayMessage, tidyReason } from './nostr-messages.ts'
import { createPublishQueue } from './nostr-publish-queue.ts'
import type { OpenSocket, RelaySocket } from './nostr-socket.ts'
import type { Scheduler } from './rendezvous-scheduler.ts'

export interface RelayConnectionOptions {
  readonly url: string
  readonly scheduler: Scheduler
  readonly random: Random
  readonly openSocket: OpenSocket
  /** A raw event of our subscription. */
  onEvent(event: unknown): void
  onChange(): void
}

export interface RelayConnection {
  state(): RendezvousServerState
  listen(topics: readonly string[]): void
  /** @param text an EVENT message */
  publish(text: string): void
  reconnect(): void
  close(): void
}

const SUBSCRIPTION = 's'
const CONNECT_TIMEOUT_MS = 10_000
const ANSWER_TIMEOUT_MS = 10_000
/** A connection that lived so long was a good one: the next failure starts at the first back-off. */
const STABLE_MS = 60_000
/** Topics that change often are asked for at most this often. */
const REQUEST_EVERY_MS = 500
/** A socket heard from so recently is alive, and an attempt so young is still worth waiting for. */
const FRESH_MS = 2_000

export function createRelayConnection(options: RelayConnectionOptions): RelayConnection {
  const { url, scheduler, random } = options
  let state: RendezvousState = 'closed'
  let reason: string | undefined
  let socket: RelaySocket | undefined
  let socketIsOpen = false
  let closedForGood = false
  let topics: readonly string[] = []
  let isListening = false
  let failures = 0
  let requestRefusals = 0
  let requestNotBefore = 0
  let attemptedAt = Number.NEGATIVE_INFINITY
  let heardAt = Number.NEGATIVE_INFINITY
  const timers = new Map<string, () => void>()

  const queue = createPublishQueue({ scheduler, random, send: (text) => transmit(text) })

  function setTimer(name: string, delay_ms: number, action: () => void): void {
    timers.get(name)?.()
    timers.set(name, scheduler.after(delay_ms, action))
  }
  function stopTimer(...names: readonly string[]): void {
    for (const name of names) timers.get(name)?.()
  }

  function become(next: RendezvousState, why?: string): void {
    if (state === next && reason === why) return
    state = next
    reason = why
    options.onChange()
  }

  function transmit(text: string): boolean {
    if (socket === undefined || !socketIsOpen) return false
    socket.send(text)
    expectAnswer(false)
    return true
  }

  /** Everything we say is answered. Some relays are silent about ephemeral events: those are asked again. */
  function expectAnswer(alreadyAsked: boolean): void {
    setTimer('answer', ANSWER_TIMEOUT_MS, () => {
      if (alreadyAsked || topics.length === 0) leave('no answer')
      else {
        socket?.send(request())
        expectAnswer(true)
      }
    })
  }

  const request = () =>
    JSON.stringify(['REQ', SUBSCRIPTION, { kinds: [SOTTO_KIND], [`#${TOPIC_TAG}`]: topics, limit: 0 }])

  /** Brings the relay's subscription in line with the topics, now or when it may be asked again. */
  function subscribe(): void {
    if (!socketIsOpen) return
    const wait_ms = requestNotBefore - scheduler.now()
    if (wait_ms > 0) {
      setTimer('request', wait_ms, subscribe)
      return
    }
    if (topics.length === 0 && !isListening) return
    requestNotBefore = scheduler.now() + REQUEST_EVERY_MS
    if (topics.length > 0) transmit(request())
    else if (isListening) socket?.send(JSON.stringify(['CLOSE', SUBSCRIPTION])) // has no answer
    isListening = topics.length > 0
  }

  function connect(): void {
    stopTimer('retry')
    attemptedAt = scheduler.now()
    become('connecting')
    setTimer('connect', CONNECT_TIMEOUT_MS, () => leave('timed out'))
    let mine: RelaySocket | undefined
    const isMine = () => mine !== undefined && socket === mine
    try {
      mine = options.openSocket(url, {
        onOpen: () => isMine() && onOpen(),
        onText: (text) => isMine() && onText(text),
        onClose: (why) => isMine() && leave(why),
      })
      socket = mine
    } catch (error) {
      // An address the platform never opens (syntax, mixed content): only a person can change that.
      stopTimer('connect')
      become('refused', tidyReason(error instanceof Error ? error.message : String(error)))
    }
  }

  function onOpen(): void {
    stopTimer('connect')
    socketIsOpen = true
    isListening = false
    heardAt = scheduler.now()
    setTimer('stable', STABLE_MS, () => {
      failures = 0
    })
    become('open')
    subscribe()
    queue.flush()
  }

  /** Gives the socket up and comes back later. */
  function leave(why: string): void {
    dropSocket()
    become('closed', why)
    setTimer('retry', backoff(RECONNECT_BACKOFF, failures++, random), connect)
  }

  function dropSocket(): void {
    const old = socket
    socket = undefined
    socketIsOpen = false
    stopTimer('connect', 'answer', 'stable', 'request', 'retry')
    old?.close()
  }

  function onText(text: string): void {
    heardAt = scheduler.now()
    stopTimer('answer')
    const message = parseRelayMessage(text)
    if (message !== undefined) onMessage(message)
  }

  function onMessage(message: RelayMessage): void {
    switch (message.kind) {
      case 'event':
        if (message.subscription === SUBSCRIPTION) options.onEvent(message.event)
        return
      case 'eose':
        requestRefusals = 0
        if (state === 'refused') become('open')
        return
      case 'ok':
        if (message.accepted) {
          queue.accepted()
          become('open')
          return
        }
        queue.pause()
        become(message.reason.startsWith('rate-limited:') ? 'open' : 'refused', message.reason)
        return
      case 'closed':
        if (message.subscription !== SUBSCRIPTION) return
        isListening = false
        requestNotBefore = scheduler.now() + backoff(REFUSED_BACKOFF, requestRefusals++, random)
        become('refused', message.reason)
        subscribe()
        return
      case 'notice':
        if (!asksToSlowDown(message.text)) return
        queue.pause()
        become(state, message.text)
        return
    }
  }

  connect()
  return {
    state: () => (reason === undefined ? { url, state } : { url, state, reason }),
    listen(wanted) {
      if (wanted.length === topics.length && wanted.every((topic, i) => topic === topics[i])) return
      topics = [...wanted]
      subscribe()
    },
    publish: (text) => queue.push(text),
    reconnect() {
      const now = scheduler.now()
      if (closedForGood || now - attemptedAt < FRESH_MS) return
      if (socketIsOpen && now - heardAt < FRESH_MS) return
      dropSocket()
      failures = 0
      connect()
    },
    close() {
      closedForGood = true
      dropSocket()
      queue.stop()
    },
  }
}
