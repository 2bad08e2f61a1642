/**
 * `node scripts/icons.mjs`: draws the PNG icons from public/icon.svg with the Chromium at hand. Run when
 * the drawing changes; its results are committed.
 */

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright'
import { chromiumLaunchOptions } from './chromium.mjs'
import { ROOT } from './root.mjs'

const PAPER = '#fbfaf7'
/** Systems round and crop icons themselves where `isFull`: paper to every edge, no corners of our own. */
const ICONS = [
  { file: 'icon-192.png', pixels: 192, isFull: false },
  { file: 'icon-512.png', pixels: 512, isFull: false },
  { file: 'icon-180.png', pixels: 180, isFull: true },
  { file: 'icon-maskable-512.png', pixels: 512, isFull: true },
]

const drawing = readFileSync(join(ROOT, 'public', 'icon.svg'), 'utf8')
const browser = await chromium.launch(await chromiumLaunchOptions())
try {
  for (const { file, pixels, isFull } of ICONS) {
    const page = await browser.newPage({ viewport: { width: pixels, height: pixels } })
    const background = isFull ? PAPER : 'transparent'
    await page.setContent(
      `<style>html { background: ${background} } body { margin: 0 } svg { display: block; width: 100vw }</style>${drawing}`,
    )
    writeFileSync(join(ROOT, 'public', file), await page.screenshot({ omitBackground: true }))
    await page.close()
  }
} finally {
  await browser.close()
}
