/** What a browser hands to its WebRTC data channels, copied or slowed inside its pages. */

import type { BrowserContext, Page } from 'playwright/test'

const BINDING = 'copyOfFrame'

/** To be called before a page of the browser opens. @param frames every frame is added to these */
export async function tapChannels(context: BrowserContext, frames: Buffer[]): Promise<void> {
  await context.exposeBinding(BINDING, (_source, base64: string) => frames.push(Buffer.from(base64, 'base64')))
  await context.addInitScript((binding) => {
    const bytesOf = (data: unknown): Uint8Array => {
      if (typeof data === 'string') return new TextEncoder().encode(data)
      if (data instanceof ArrayBuffer) return new Uint8Array(data)
      if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
      throw new TypeError('the tap knows no such frame')
    }
    const send: (data: never) => void = RTCDataChannel.prototype.send
    RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: unknown) {
      const text = Array.from(bytesOf(data), (byte) => String.fromCharCode(byte)).join('')
      Reflect.apply(Reflect.get(globalThis, binding), undefined, [btoa(text)])
      Reflect.apply(send, this, [data])
    }
  }, BINDING)
}

/** As over a connection of so many bytes a second. To be called before a page of the browser opens. */
export async function slowsChannels(context: BrowserContext, bytes_per_s: number): Promise<void> {
  await context.addInitScript((rate) => {
    const send: (data: never) => void = RTCDataChannel.prototype.send
    const waiting: { readonly channel: RTCDataChannel; readonly frame: ArrayBufferView }[] = []
    const sendNext = () => {
      const next = waiting[0]
      if (next === undefined) return
      if (next.channel.readyState === 'open') Reflect.apply(send, next.channel, [next.frame])
      setTimeout(
        () => {
          waiting.shift()
          sendNext()
        },
        (1000 * next.frame.byteLength) / rate,
      )
    }
    RTCDataChannel.prototype.send = function (this: RTCDataChannel, data: unknown) {
      if (!ArrayBuffer.isView(data)) throw new TypeError('frames are bytes')
      waiting.push({ channel: this, frame: data })
      if (waiting.length === 1) sendNext()
    }
  }, bytes_per_s)
}

/** Sends one text over a data channel of the page's own, in clear. */
export async function sendInClear(page: Page, text: string): Promise<void> {
  await page.evaluate(async (text) => {
    const [from, to] = [new RTCPeerConnection(), new RTCPeerConnection()]
    const pass = (one: RTCPeerConnection, other: RTCPeerConnection) =>
      one.addEventListener('icecandidate', ({ candidate }) => {
        if (candidate !== null) void other.addIceCandidate(candidate)
      })
    pass(from, to)
    pass(to, from)
    const channel = from.createDataChannel('control')
    const opened = new Promise((resolve) => channel.addEventListener('open', resolve))
    await from.setLocalDescription()
    await to.setRemoteDescription(from.localDescription as RTCSessionDescription)
    await to.setLocalDescription()
    await from.setRemoteDescription(to.localDescription as RTCSessionDescription)
    await opened
    channel.send(text)
    from.close()
    to.close()
  }, text)
}
