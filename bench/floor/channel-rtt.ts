/**
 * The floor of delivery and of bootstrap: one bare data channel between the same two browsers, its small messages
 * sent back at once, large ones taken in. One description each way, candidates included. Imports nothing of ours.
 */

export interface ChannelEnd {
  offer(): Promise<string>
  /** @returns the answer */
  answer(offer: string): Promise<string>
  /** Resolves when the channel is open. */
  accept(answer: string): Promise<void>
  /** Milliseconds of each of so many round trips, one after another. */
  roundTrips(count: number, bytes: number): Promise<readonly number[]>
  /** Milliseconds until so many bytes, in messages of 60 KiB, are there. */
  bulk(bytes: number): Promise<number>
}

const GATHERING_MS = 2_000
/** Smaller messages are sent back. */
const LARGE_BYTES = 16 * 1024
const BULK_BYTES = 60 * 1024
const HIGH_WATER_BYTES = 1024 * 1024

async function gathered(connection: RTCPeerConnection): Promise<string> {
  await new Promise<void>((resolve) => {
    const look = () => {
      if (connection.iceGatheringState === 'complete') resolve()
    }
    connection.addEventListener('icegatheringstatechange', look)
    setTimeout(resolve, GATHERING_MS)
    look()
  })
  return JSON.stringify(connection.localDescription)
}

export function createChannelEnd(): ChannelEnd {
  let connection: RTCPeerConnection | undefined
  let channel: RTCDataChannel | undefined

  const made = () => {
    connection = new RTCPeerConnection()
    return connection
  }

  return {
    async offer() {
      const own = made()
      channel = own.createDataChannel('floor', { ordered: true })
      channel.binaryType = 'arraybuffer'
      await own.setLocalDescription()
      return gathered(own)
    },
    async answer(offer) {
      const own = made()
      own.addEventListener('datachannel', ({ channel: theirs }) => {
        theirs.binaryType = 'arraybuffer'
        theirs.addEventListener('message', ({ data }) => {
          if (data.byteLength < LARGE_BYTES) theirs.send(data)
        })
      })
      await own.setRemoteDescription(JSON.parse(offer))
      await own.setLocalDescription()
      return gathered(own)
    },
    async accept(answer) {
      const opening = channel
      if (connection === undefined || opening === undefined) throw new Error('there is no offer')
      const open = new Promise((resolve) => opening.addEventListener('open', resolve, { once: true }))
      await connection.setRemoteDescription(JSON.parse(answer))
      await open
    },
    async roundTrips(count, bytes) {
      const open = channel
      if (open === undefined) throw new Error('there is no channel')
      const message = new Uint8Array(bytes)
      const took: number[] = []
      for (let i = 0; i < count; i++) {
        const back = new Promise((resolve) => open.addEventListener('message', resolve, { once: true }))
        const sent = performance.now()
        open.send(message)
        await back
        took.push(performance.now() - sent)
      }
      return took
    },
    async bulk(bytes) {
      const open = channel
      if (open === undefined) throw new Error('there is no channel')
      const message = new Uint8Array(BULK_BYTES)
      const begun = performance.now()
      open.bufferedAmountLowThreshold = HIGH_WATER_BYTES / 2
      for (let left = bytes; left > 0; left -= BULK_BYTES) {
        if (open.bufferedAmount > HIGH_WATER_BYTES) {
          await new Promise((resolve) => open.addEventListener('bufferedamountlow', resolve, { once: true }))
        }
        open.send(message)
      }
      const back = new Promise((resolve) => open.addEventListener('message', resolve, { once: true }))
      open.send(new Uint8Array(1)) // the channel keeps the order: when this comes back, all is there
      await back
      return performance.now() - begun
    },
  }
}
