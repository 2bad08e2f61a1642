/** A file of frames, as a link would carry them: (length u32, big-endian | encoded EVENTS message)*. */

import { concatBytes, u32 } from '../../../src/engine/base/bytes.ts'
import { decodeMessage } from '../../../src/engine/transit/messages.ts'

export function encodeFrames(frames: readonly Uint8Array[]): Uint8Array {
  return concatBytes(...frames.flatMap((frame) => [u32(frame.length), frame]))
}

export function eventsIn(frame: Uint8Array): readonly Uint8Array[] {
  const decoded = decodeMessage(frame)
  if (!decoded.ok || decoded.message.kind !== 'events') throw new Error('a frame of events')
  return decoded.message.events
}

/** The events of each frame. */
export function decodeFrames(file: Uint8Array): readonly (readonly Uint8Array[])[] {
  const lengths = new DataView(file.buffer, file.byteOffset, file.byteLength)
  const frames: (readonly Uint8Array[])[] = []
  for (let at = 0; at < file.length; ) {
    const length = lengths.getUint32(at)
    frames.push(eventsIn(file.subarray(at + 4, at + 4 + length)))
    at += 4 + length
  }
  return frames
}
