/**
 * Mallory's end of one link: a real carrier, the real handshake and the real seal, so that what is wrong
 * with her bytes is only what a story puts into them. Answers pings, says READY, records everything it
 * hears; otherwise does nothing by itself. Knows no engine.
 */

import { asLinkId, type PeerId } from '../engine/base/ids.ts'
import type { LinkRole } from '../engine/base/ports.ts'
import { createTransit, type Transit } from '../engine/transit/frames.ts'
import { finishHandshake, type HandshakeSetup, startHandshake } from '../engine/transit/handshake.ts'
import {
  batchEvents,
  decodeMessage,
  encodeMessage,
  type Scope,
  type TransitMessage,
} from '../engine/transit/messages.ts'
import type { SimDevice } from '../platform/sim/network.ts'

export interface MaliciousLink {
  readonly peer: PeerId
  readonly role: LinkRole
  /** Both CONNECTs went well at this end, and nobody has closed. */
  readonly hasKeys: boolean
  /** Why it ended, in the carrier's words. */
  readonly closed: string | undefined
  readonly heard: readonly TransitMessage[]
  /** Every frame as it went over the carrier. */
  readonly frames: { readonly sent: readonly Uint8Array[]; readonly received: readonly Uint8Array[] }
  signal(description: string): void
  /** A message of the grammar, sealed. */
  says(message: TransitMessage): void
  /** Any plaintext, sealed with the next counter. */
  saysBytes(plaintext: Uint8Array): void
  /** A frame as it is. */
  sends(frame: Uint8Array): void
  /** Seals without sending: the counter is used up. */
  seals(plaintext: Uint8Array): Uint8Array
  /** New events, in as many LIVE frames as they need. */
  pushes(events: readonly Uint8Array[]): void
  /** Events as if they answered a flight. */
  gives(scope: Scope, events: readonly Uint8Array[]): void
  closes(): void
}

export interface MaliciousLinkOptions {
  readonly device: SimDevice
  readonly name: string
  readonly setup: HandshakeSetup & { readonly expected: { readonly peer_id: PeerId } }
  onSignal(description: string): void
  /** What goes out in place of the CONNECT. */
  readonly connect?: ((frame: Uint8Array) => Uint8Array) | undefined
}

export function createMaliciousLink({ device, name, setup, onSignal, connect }: MaliciousLinkOptions): MaliciousLink {
  const heard: TransitMessage[] = []
  const sent: Uint8Array[] = []
  const received: Uint8Array[] = []
  let started: ReturnType<typeof startHandshake> | undefined
  let transit: Transit | undefined
  let closed: string | undefined

  const send = (frame: Uint8Array): void => {
    sent.push(frame)
    carrier.send(frame)
  }

  const seal = (plaintext: Uint8Array): Uint8Array => {
    if (transit === undefined) throw new Error('mallory has no keys on this link')
    return transit.seal(plaintext)
  }

  const says = (message: TransitMessage): void => send(seal(encodeMessage(message)))

  const greet = (frame: Uint8Array): void => {
    if (started === undefined) return
    const result = finishHandshake(setup, started, frame)
    if (!result.ok) throw new Error(`mallory cannot read an honest CONNECT: ${result.reason}`)
    transit = createTransit(result.keys)
    says({ kind: 'ready' })
  }

  const hear = (frame: Uint8Array, keys: Transit): void => {
    const opening = keys.open(frame)
    if (!opening.ok) throw new Error(`mallory cannot open an honest frame: ${opening.reason}`)
    const decoding = decodeMessage(opening.plaintext)
    if (!decoding.ok) throw new Error(`mallory cannot read an honest message: ${decoding.reason}`)
    const { message } = decoding
    heard.push(message)
    if (message.kind === 'ping') says({ kind: 'pong', token: message.token })
  }

  const carrier = device.links.open(asLinkId(name), setup.role, {
    onSignal,
    onOpen(fingerprints) {
      started = startHandshake(setup, fingerprints)
      send(connect === undefined ? started.frame : connect(started.frame))
    },
    onFrame(frame) {
      received.push(frame)
      if (transit === undefined) greet(frame)
      else hear(frame, transit)
    },
    onDrain: () => undefined,
    onClose(reason) {
      closed = reason
    },
  })

  return {
    peer: setup.expected.peer_id,
    role: setup.role,
    get hasKeys() {
      return transit !== undefined && closed === undefined
    },
    get closed() {
      return closed
    },
    heard,
    frames: { sent, received },
    signal: (description) => carrier.signal(description),
    says,
    saysBytes: (plaintext) => send(seal(plaintext)),
    sends: send,
    seals: seal,
    pushes(events) {
      for (const batch of batchEvents(events)) says({ kind: 'live', events: batch })
    },
    gives(scope, events) {
      for (const batch of batchEvents(events)) says({ kind: 'events', scope, flight: 0, last: false, events: batch })
    },
    closes: () => carrier.close('mallory'),
  }
}
