/** A decision inside a sheet: words, what failed, and two buttons, the safe one first. */

import { type JSX, onMount } from 'solid-js'
import type { EngineErrorCode } from '../../engine/api.ts'
import { strings } from '../strings/en.ts'
import { Button } from './button.tsx'
import { ErrorNote } from './error-note.tsx'
import sheet from './sheet.module.css'

export function Decision(props: {
  children: JSX.Element
  confirm: string
  /** The safe answer; *Cancel* where nothing is said. */
  keep?: string
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
          {props.keep ?? strings.cancel}
        </Button>
        <Button weight={props.isDanger ? 'danger' : 'primary'} onClick={props.onConfirm}>
          {props.confirm}
        </Button>
      </div>
    </>
  )
}
