/**
 * One end of a link as the contract suite sees it: every argument and answer survives JSON, so the
 * end may live in another page or process. Records what the link reported, in order; judges nothing.
 */

import { toHex } from '../../engine/base/bytes.ts'
import { asLinkId } from '../../engine/base/ids.ts'
import type { Link, LinkDriver, LinkRole } from '../../engine/base/ports.ts'
import { LINK_HIGH_WATER_BYTES } from '../../engine/base/ports.ts'

export interface SeenFrame {
  readonly number: number
  readonly bytes: number
  /** Every byte is what {@link numberedFrame} put there. */
  readonly whole: boolean
}

export interface SeenByLink {
  /** Names of the events, in order: `signal`, `open`, `frame`, `drain`, `close`. */
  readonly order: readonly string[]
  readonly descriptions: readonly string[]
  /** Hexadecimal. */
  readonly fingerprints: readonly { readonly local: string; readonly remote: string }[]
  readonly frames: readonly SeenFrame[]
  readonly closes: readonly string[]
  /** Events reported from inside a call of a method of the link. */
  readonly reentrant: readonly string[]
}

export interface LinkProbe {
  signal(description: string): Promise<void>
  /** Sends `count` frames of `bytes` bytes, numbered from `first`. */
  sendNumbered(first: number, count: number, bytes: number): Promise<void>
  /** Sends frames of 64 KiB, numbered from 0, until more than the high-water mark is buffered; how many. */
  sendUntilHigh(): Promise<number>
  bufferedBytes(): Promise<number>
  close(reason: string): Promise<void>
  seen(): Promise<SeenByLink>
}

const HEADER_BYTES = 4

/** A frame that says which it is and how each of its bytes must look. At least four bytes. */
export function numberedFrame(number: number, bytes: number): Uint8Array {
  const frame = new Uint8Array(bytes)
  new DataView(frame.buffer).setUint32(0, number)
  for (let i = HEADER_BYTES; i < bytes; i++) frame[i] = (number + i * 31) & 0xff
  return frame
}

function inspect(frame: Uint8Array): SeenFrame {
  if (frame.length < HEADER_BYTES) return { number: -1, bytes: frame.length, whole: false }
  const number = new DataView(frame.buffer, frame.byteOffset).getUint32(0)
  const expected = numberedFrame(number, frame.length)
  return { number, bytes: frame.length, whole: frame.every((byte, i) => byte === expected[i]) }
}

export function openLinkProbe(driver: LinkDriver, name: string, role: LinkRole): LinkProbe {
  const order: string[] = []
  const descriptions: string[] = []
  const fingerprints: { local: string; remote: string }[] = []
  const frames: SeenFrame[] = []
  const closes: string[] = []
  const reentrant: string[] = []
  let insideCall = true

  const note = (event: string) => {
    order.push(event)
    if (insideCall) reentrant.push(event)
  }
  async function calling<Result>(call: () => Result): Promise<Result> {
    insideCall = true
    try {
      return call()
    } finally {
      insideCall = false
    }
  }

  const link: Link = driver.open(asLinkId(name), role, {
    onSignal(description) {
      note('signal')
      descriptions.push(description)
    },
    onOpen({ local, remote }) {
      note('open')
      fingerprints.push({ local: toHex(local), remote: toHex(remote) })
    },
    onFrame(frame) {
      note('frame')
      frames.push(inspect(frame))
    },
    onDrain: () => note('drain'),
    onClose(reason) {
      note('close')
      closes.push(reason)
    },
  })
  insideCall = false

  return {
    signal: (description) => calling(() => link.signal(description)),
    sendNumbered: (first, count, bytes) =>
      calling(() => {
        for (let number = first; number < first + count; number++) link.send(numberedFrame(number, bytes))
      }),
    sendUntilHigh: () =>
      calling(() => {
        let sent = 0
        while (link.bufferedBytes <= LINK_HIGH_WATER_BYTES) link.send(numberedFrame(sent++, 64 * 1024))
        return sent
      }),
    bufferedBytes: () => calling(() => link.bufferedBytes),
    close: (reason) => calling(() => link.close(reason)),
    seen: () => calling(() => ({ order, descriptions, fingerprints, frames, closes, reentrant })),
  }
}
