import { decodeQR } from 'qr/decode.js'
import { expect, test } from 'vitest'
import { qrPath } from './qr-path.ts'

const SCALE = 4

/** Draws the path's unit runs, as a browser would, into pixels for the decoder. */
function drawn({ size, d }: { size: number; d: string }) {
  const side = size * SCALE
  const data = new Uint8ClampedArray(side * side * 4).fill(255)
  for (const [, x, y, width] of d.matchAll(/M(\d+) (\d+)h(\d+)v1h-\d+z/g))
    for (let row = Number(y) * SCALE; row < (Number(y) + 1) * SCALE; row++)
      for (let column = Number(x) * SCALE; column < (Number(x) + Number(width)) * SCALE; column++)
        data.fill(0, (row * side + column) * 4, (row * side + column) * 4 + 3)
  return { width: side, height: side, data }
}

test('the drawn code reads back as the link', () => {
  const link = `https://sotto.example/#j=1.${'AbC_-9'.repeat(20)}`
  expect(decodeQR(drawn(qrPath(link)))).toBe(link)
})
