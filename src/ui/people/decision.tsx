/** A decision about a person inside their sheet: words, what failed, and two buttons, the safe one first. */

import { type JSX, onMount } from 'solid-js'
import type { EngineErrorCode } from '../../engine/api.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import sheet from '../parts/sheet.module.css'
import { strings } from '../strings/en.ts'

export function Decision(props: {
  children: JSX.Element
  confirm: string
  isDanger: boolean
  error: EngineErrorCode | undefined
  onConfirm: () => void
  onBack: () => void
}): JSX.Element {
  let back: HTMLButtonElement | undefined
  // What was pressed to get here is gone; the safe answer takes its place.
  onMount(() => back?.focus())
  return (
    <>
      <div class={sheet.words}>{props.children}</div>
      <ErrorNote code={props.error} />
      <div class={sheet.actions}>
        <Button ref={back} onClick={props.onBack}>
          {strings.cancel}
        </Button>
        <Button weight={props.isDanger ? 'danger' : 'primary'} onClick={props.onConfirm}>
          {props.confirm}
        </Button>
      </div>
    </>
  )
}
