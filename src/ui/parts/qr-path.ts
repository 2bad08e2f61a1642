/** A QR code as one SVG path: a unit square per dark module, runs joined. */

import { encodeQR } from 'qr'

export interface QrPath {
  /** Modules on a side, quiet zone included. */
  readonly size: number
  readonly d: string
}

const QUIET_ZONE = 2

export function qrPath(text: string): QrPath {
  const rows = encodeQR(text, 'raw', { ecc: 'medium', border: QUIET_ZONE })
  let d = ''
  rows.forEach((row, y) => {
    let x = 0
    while (x < row.length) {
      const from = x
      while (row[x]) x++
      if (x > from) d += `M${from} ${y}h${x - from}v1h${from - x}z`
      else x++
    }
  })
  return { size: rows.length, d }
}
