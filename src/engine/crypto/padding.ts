/**
 * Padding of sealed plaintexts, so that a ciphertext's length tells little: ISO/IEC 7816-4 (0x80, then
 * zeros) up to a Padmé length (Nikitin et al., "Reducing Metadata Leakage from Encrypted Files and
 * Communication with PURBs", 2019, section 4), at least 64 bytes. Overhead is at most 12 % beyond that,
 * and a length of up to L leaks O(log log L) bits.
 */

export const MIN_PADDED_BYTES = 64
const MARK = 0x80

/** Padmé: the length with all but its leading bits rounded up. @param length 2 … 2^30 */
function padme(length: number): number {
  const exponent = 31 - Math.clz32(length) // floor(log2 length)
  const kept = 32 - Math.clz32(exponent) // floor(log2 exponent) + 1
  const mask = (1 << (exponent - kept)) - 1
  return (length + mask) & ~mask
}

/** The length to which a plaintext of `length` bytes is padded, the mark included. */
export function paddedLength(length: number): number {
  return padme(Math.max(MIN_PADDED_BYTES, length + 1))
}

/** plaintext ‖ 0x80 ‖ zeros, in fresh bytes. */
export function pad(plaintext: Uint8Array): Uint8Array {
  const padded = new Uint8Array(paddedLength(plaintext.length))
  padded.set(plaintext)
  padded[plaintext.length] = MARK
  return padded
}

/**
 * The plaintext, as a view of `padded`; `undefined` unless {@link pad} would have given these bytes.
 * Not constant-time: the padding lies under the AEAD's tag, nobody without the key can probe it.
 */
export function unpad(padded: Uint8Array): Uint8Array | undefined {
  let at = padded.length - 1
  while (at >= 0 && padded[at] === 0) at--
  if (padded[at] !== MARK || paddedLength(at) !== padded.length) return undefined
  return padded.subarray(0, at)
}
