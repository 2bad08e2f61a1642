/**
 * The integers of sync messages: one byte, 48 bits big-endian, and minimal LEB128 up to 2^53 − 1.
 * A {@link Reader} never throws: after the first fault it answers zeros and stays failed.
 */

/** Collects bytes into one growing buffer. */
export class Writer {
  #bytes = new Uint8Array(256)
  #length = 0

  get length(): number {
    return this.#length
  }

  u8(value: number): void {
    this.#reserve(1)
    this.#bytes[this.#length++] = value
  }

  varint(value: number): void {
    let rest = value
    while (rest > 0x7f) {
      this.u8((rest % 128) | 0x80)
      rest = Math.floor(rest / 128)
    }
    this.u8(rest)
  }

  /** Little-endian, as words of sums and keys are everywhere else. */
  u32(value: number): void {
    for (let shift = 0; shift < 32; shift += 8) this.u8((value >>> shift) & 0xff)
  }

  u48(value: number): void {
    for (let place = 2 ** 40; place >= 1; place /= 256) this.u8(Math.floor(value / place) % 256)
  }

  raw(bytes: Uint8Array): void {
    this.#reserve(bytes.length)
    this.#bytes.set(bytes, this.#length)
    this.#length += bytes.length
  }

  /** A copy of what was written. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#length)
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#bytes.length) return
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + count))
    larger.set(this.#bytes)
    this.#bytes = larger
  }
}

export function varintBytes(value: number): number {
  let bytes = 1
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 128)) bytes++
  return bytes
}

const EMPTY = new Uint8Array(0)

export class Reader {
  readonly #bytes: Uint8Array
  #at = 0
  #failed = false

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
  }

  get failed(): boolean {
    return this.#failed
  }

  get atEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  fail(): void {
    this.#failed = true
  }

  u8(): number {
    if (this.#failed || this.atEnd) {
      this.#failed = true
      return 0
    }
    return this.#bytes[this.#at++] as number
  }

  /** Fails on more than 2^53 − 1 and on encodings longer than needed. */
  varint(): number {
    let value = 0
    for (let place = 1, count = 1; count <= 8; place *= 128, count++) {
      const byte = this.u8()
      value += (byte & 0x7f) * place
      if (byte < 0x80) {
        if ((byte === 0 && count > 1) || !Number.isSafeInteger(value)) this.#failed = true
        return this.#failed ? 0 : value
      }
    }
    this.#failed = true
    return 0
  }

  u48(): number {
    let value = 0
    for (let i = 0; i < 6; i++) value = value * 256 + this.u8()
    return value
  }

  /** A view of the next bytes, not a copy: nothing is allocated for a length somebody claimed. */
  raw(count: number): Uint8Array {
    if (this.#failed || count > this.#bytes.length - this.#at) {
      this.#failed = true
      return EMPTY
    }
    this.#at += count
    return this.#bytes.subarray(this.#at - count, this.#at)
  }
}
