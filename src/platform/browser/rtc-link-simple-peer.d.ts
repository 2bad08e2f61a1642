/** The part of simple-peer 9.11.1 that `rtc-link.ts` uses, in its bundled form, which runs without configuration. */

declare module 'simple-peer/simplepeer.min.js' {
  interface SimplePeerOptions {
    readonly initiator: boolean
    /** False: one description, with its candidates, each way. */
    readonly trickle: boolean
    /** Milliseconds from the first candidate until the description is given without the rest. */
    readonly iceCompleteTimeout: number
    /** Without it simple-peer asks STUN servers of its own choice. */
    readonly config: RTCConfiguration
    /** Ordered and reliable unless it says otherwise. */
    readonly channelConfig: RTCDataChannelInit
    /** One `data` event per message, whatever its size. */
    readonly objectMode: boolean
  }

  /** Frames go out through the channel: the stream's `write` is slow. */
  export default class SimplePeer {
    constructor(options: SimplePeerOptions)
    /** Set from `connect` until it closes. */
    readonly _channel: RTCDataChannel | null
    on(event: 'signal', listener: (signal: { readonly type: string; readonly sdp?: string }) => void): void
    on(event: 'connect' | 'close', listener: () => void): void
    on(event: 'data', listener: (data: Uint8Array) => void): void
    on(event: 'error', listener: (error: Error & { readonly code?: string }) => void): void
    signal(description: { readonly type: string; readonly sdp: string }): void
    destroy(): void
  }
}
