/**
 * Text begun and not posted, per identity and channel. The engine keeps it, since its files forget what is
 * erased and the browser's own storage does not; here it is while this window is open, and is handed over at
 * most twice a second, and at once when the window is hidden or the channel left.
 */

import { type Accessor, createSignal, onCleanup, onMount } from 'solid-js'
import type { EventId, IdentityId, Sotto } from '../../engine/api.ts'
import { codeOf } from '../strings/errors.ts'

/** What is typed in this time is lost when the browser dies. */
const KEEP_AFTER_MS = 500

const inMemory = new Map<string, string>()

export interface Draft {
  readonly text: Accessor<string>
  write(text: string): void
  /** Shows an empty box; what was kept stays, until the next {@link Draft.write}. */
  clear(): void
}

export function createDraft(sotto: Sotto, as: IdentityId, channel_id: EventId<'channel'>): Draft {
  const name = `${as}.${channel_id}`
  let kept = inMemory.get(name)
  let timer: ReturnType<typeof setTimeout> | undefined
  const [text, setText] = createSignal(kept ?? '')

  const keep = async () => {
    if (timer === undefined) return
    clearTimeout(timer)
    timer = undefined
    const written = inMemory.get(name) ?? ''
    if (written === kept) return
    kept = written
    try {
      await sotto.command('draft.keep', { as, channel_id, text: written })
    } catch (thrown) {
      kept = undefined // to be tried again with the next word
      // Who has just left the community or the channel has no draft there: nothing went wrong.
      const code = codeOf(thrown)
      if (code !== 'unknown_identity' && code !== 'unknown_channel') console.warn(`[DRAFT_KEEP] result=${code}`)
    }
  }

  const read = async () => {
    try {
      const stored = await sotto.query('draft.text', { as, channel_id })
      if (inMemory.has(name)) return // typed meanwhile
      kept = stored
      setText(stored)
    } catch (thrown) {
      console.warn(`[DRAFT_READ] result=${codeOf(thrown)}`)
    }
  }
  if (kept === undefined) void read()

  const onHidden = () => {
    if (document.visibilityState === 'hidden') void keep()
  }
  onMount(() => document.addEventListener('visibilitychange', onHidden))
  onCleanup(() => {
    document.removeEventListener('visibilitychange', onHidden)
    void keep()
  })

  return {
    text,
    write(value) {
      inMemory.set(name, value)
      setText(value)
      timer ??= setTimeout(() => void keep(), KEEP_AFTER_MS)
    },
    clear: () => setText(''),
  }
}
