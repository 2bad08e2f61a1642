/** The floor of starting, as the page itself sees it. Imports nothing of ours. */

/** Milliseconds from the start of the navigation to the second frame after the page was there. */
export function emptyPagePainted(): Promise<number> {
  return new Promise((resolve) => {
    const twoFrames = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now())))
    if (document.readyState === 'complete') twoFrames()
    else addEventListener('load', twoFrames)
  })
}
