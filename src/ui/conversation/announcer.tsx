/** Says new messages of others politely to screen readers. The list itself is silent: scrolling is not news. */

import { type Accessor, createEffect, createSignal, type JSX } from 'solid-js'
import type { MessageRow } from '../../engine/api.ts'
import hidden from '../parts/hidden.module.css'
import { shownName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'

const MAX_SPOKEN_CHARACTERS = 280

export function Announcer(props: {
  rows: Accessor<readonly MessageRow[] | undefined>
  /** Whether the last row is the newest there is. */
  isCurrent: Accessor<boolean>
}): JSX.Element {
  const [words, setWords] = createSignal('')
  let newest: number | undefined
  createEffect(() => {
    const last = props.rows()?.at(-1)
    if (props.rows() === undefined || !props.isCurrent()) return
    const at = last?.created_at ?? 0
    if (newest !== undefined && last !== undefined && at > newest && !last.mine)
      setWords(strings.messages.said(shownName(last.author_name), last.text.slice(0, MAX_SPOKEN_CHARACTERS)))
    newest = Math.max(newest ?? 0, at)
  })
  return (
    <div class={hidden.hidden} role="log" aria-live="polite">
      {words()}
    </div>
  )
}
