/**
 * One screen as it stands, looked at wide and narrow, light and dark: nothing axe knows of, nothing that
 * overflows, and on a phone nothing too small for a finger. `SOTTO_SCREENS=<folder>` keeps a picture of each.
 */

import { join } from 'node:path'
import { expect, type Page } from 'playwright/test'
import { expectAccessible, rests } from './accessible.ts'

const WIDE = { width: 1280, height: 800 }
const NARROW = { width: 390, height: 844 }
const SCHEMES = ['light', 'dark'] as const
const FINGER_PX = 44

/** @param name of its pictures */
export async function looksRight(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  for (const size of [WIDE, NARROW]) {
    await page.setViewportSize(size)
    for (const colorScheme of SCHEMES) {
      await page.emulateMedia({ colorScheme })
      await rests(page)
      // What axe judges depends on the scheme, not on the width: one of each is enough.
      if ((size === WIDE) === (colorScheme === 'light')) await expectAccessible(page)
      await keepPicture(page, `${name}-${size.width}-${colorScheme}`)
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  }
  expect.soft(await page.evaluate(tooSmall, FINGER_PX), name).toEqual([])
  await page.emulateMedia({ colorScheme: null })
  if (before !== null) await page.setViewportSize(before)
  // Until what the width had covered can take focus again.
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}

async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.SOTTO_SCREENS
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}

/**
 * In the page: controls that can be pressed now and answer to less than a finger, measured by what lies under
 * each point through their middle. A choice answers with its label.
 */
function tooSmall(finger_px: number): readonly string[] {
  const found: string[] = []
  for (const control of document.querySelectorAll<HTMLElement>('button, select, input, textarea, a[href]')) {
    const target = control.closest('label') ?? control
    const { left, top, width, height } = target.getBoundingClientRect()
    const [x, y] = [left + width / 2, top + height / 2]
    const answers = (dx: number, dy: number) => {
      const at = document.elementFromPoint(x + dx, y + dy)
      return at !== null && target.contains(at)
    }
    const isSeen = control.checkVisibility({ visibilityProperty: true, opacityProperty: true })
    if (!isSeen || !answers(0, 0) || control.matches('[data-testid="delivery-mark"]')) continue
    const reach = (dx: number, dy: number) => {
      let steps = 0
      while (steps < finger_px && answers(dx * (steps + 1), dy * (steps + 1))) steps += 1
      return steps
    }
    const least = Math.min(reach(-1, 0) + reach(1, 0), reach(0, -1) + reach(0, 1)) + 1
    if (least < finger_px - 1) found.push(`${least} px: ${control.outerHTML.slice(0, 160)}`) // of the edges, half a pixel each
  }
  return found
}
