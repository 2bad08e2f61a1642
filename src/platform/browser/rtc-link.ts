/**
 * Links over WebRTC, in the window: the only file that touches simple-peer. One description each way,
 * one ordered, reliable data channel, frames as its messages.
 *
 * An end is `opening` until the channel and the transport are ready, then `open`, then `closed`; it
 * reports nothing after `closed`. Closing lets what was sent leave first, for a second at most.
 */

import type SimplePeer from 'simple-peer/simplepeer.min.js'
import { assert } from '../../engine/base/errors.ts'
import type { LinkId, Timestamp } from '../../engine/base/ids.ts'
import {
  LINK_HIGH_WATER_BYTES,
  LINK_LOW_WATER_BYTES,
  type Link,
  type LinkDriver,
  type LinkEvents,
  type LinkRole,
  MAX_FRAME_BYTES,
} from '../../engine/base/ports.ts'
import type { IceServer } from './rendezvous-list.ts'
import { fingerprintOf, formatDescription, parseDescription, type RtcDescription } from './rtc-link-description.ts'

export interface RtcLinkOptions {
  /** Asked anew for each link, so that a changed list counts from the next one on. */
  iceServers(): readonly IceServer[]
  now(): Timestamp
  /** From `open` to an open channel, both descriptions' travel included. Default 20 s. */
  readonly open_timeout_ms?: number
}

const OPEN_TIMEOUT_MS = 20_000
/** A STUN server that does not answer delays the description no longer than this. */
const GATHERING_MS = 1_800
const FLUSH_MS = 1_000
/** simple-peer asks for statistics before it says `connect`; the other end may already be sending. */
const MAX_EARLY_FRAMES = 256

/** Fetched when the first link is opened. */
const loadSimplePeer = () => import('simple-peer/simplepeer.min.js')

function codeOf(error: Error & { readonly code?: string }): string {
  return error.code ?? error.name
}

function openRtcLink(options: RtcLinkOptions, id: LinkId, role: LinkRole, events: LinkEvents): Link {
  let state: 'opening' | 'open' | 'closed' = 'opening'
  let peer: SimplePeer | undefined
  let channel: RTCDataChannel | undefined
  let local: Uint8Array | undefined
  let remote: RtcDescription | undefined
  let isAboveHighWater = false
  let closing = false
  const early: Uint8Array[] = [] // frames that came before simple-peer said that the link is open

  const opening = setTimeout(() => finish('open timeout'), options.open_timeout_ms ?? OPEN_TIMEOUT_MS)

  /** Reports the end, once, and lets go of the carrier. Never called from inside a method of the link. */
  function finish(reason: string): void {
    if (state === 'closed') return
    state = 'closed'
    clearTimeout(opening)
    early.length = 0
    events.onClose(reason, options.now())
    release()
  }

  function release(): void {
    if (channel?.readyState !== 'open') {
      peer?.destroy()
      return
    }
    channel.close() // sends what is buffered, then tells the other end; simple-peer follows
    setTimeout(() => peer?.destroy(), FLUSH_MS)
  }

  function describe(type: string, sdp: string): void {
    if (state !== 'opening' || local !== undefined || (type !== 'offer' && type !== 'answer')) return
    local = fingerprintOf(sdp)
    if (local === undefined) finish('no certificate')
    else events.onSignal(formatDescription(type, sdp), options.now())
  }

  function onConnect(connected: SimplePeer): void {
    if (state !== 'opening') return
    if (local === undefined || remote === undefined || connected._channel === null) {
      finish('not connected')
      return
    }
    state = 'open'
    clearTimeout(opening)
    channel = connected._channel
    channel.bufferedAmountLowThreshold = LINK_LOW_WATER_BYTES - 1
    channel.addEventListener('bufferedamountlow', () => {
      if (!isAboveHighWater || state !== 'open') return
      isAboveHighWater = false
      events.onDrain(options.now())
    })
    events.onOpen({ local, remote: remote.fingerprint }, options.now())
    for (const frame of early.splice(0)) onFrame(frame)
  }

  function onFrame(frame: Uint8Array): void {
    if (state === 'opening') {
      if (early.push(frame) > MAX_EARLY_FRAMES) finish('too much before opening')
    } else if (state === 'open') events.onFrame(frame, options.now())
  }

  /** A Buffer over the message's own memory becomes a plain array over the same memory. */
  const plain = (data: Uint8Array) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength)

  async function start(): Promise<void> {
    const { default: Peer } = await loadSimplePeer()
    if (state === 'closed') return
    const made = new Peer({
      initiator: role === 'initiator',
      trickle: false,
      iceCompleteTimeout: GATHERING_MS,
      config: { iceServers: options.iceServers().map((server) => ({ ...server, urls: [...server.urls] })) },
      channelConfig: { ordered: true },
      objectMode: true,
    })
    made.on('signal', ({ type, sdp }) => describe(type, sdp ?? ''))
    made.on('connect', () => onConnect(made))
    made.on('data', (data) => onFrame(plain(data)))
    made.on('error', (error) => finish(codeOf(error)))
    made.on('close', () => finish('closed by the other end'))
    peer = made
    if (remote !== undefined) made.signal({ type: remote.type, sdp: remote.sdp })
  }
  start().catch((error: unknown) => finish(error instanceof Error ? codeOf(error) : 'no WebRTC'))

  const soon = (reason: string) => queueMicrotask(() => finish(reason))

  return {
    id,
    signal(text) {
      if (state !== 'opening' || remote !== undefined) return
      remote = parseDescription(text, role === 'initiator' ? 'answer' : 'offer')
      if (remote === undefined) soon('bad description')
      else peer?.signal({ type: remote.type, sdp: remote.sdp })
    },
    send(frame) {
      assert(frame.length <= MAX_FRAME_BYTES, 'a frame is at most 64 KiB')
      assert(state !== 'opening', 'frames are sent after onOpen')
      if (closing || channel?.readyState !== 'open') return
      try {
        channel.send(frame as Uint8Array<ArrayBuffer>)
      } catch (error) {
        soon(error instanceof Error ? error.name : 'cannot send') // the queue of 16 MiB is full
        return
      }
      if (channel.bufferedAmount > LINK_HIGH_WATER_BYTES) isAboveHighWater = true
    },
    get bufferedBytes() {
      return state === 'open' ? (channel?.bufferedAmount ?? 0) : 0
    },
    close(reason) {
      if (closing) return
      closing = true
      soon(reason)
    },
  }
}

export function createRtcLinks(options: RtcLinkOptions): LinkDriver {
  return { open: (id, role, events) => openRtcLink(options, id, role, events) }
}
