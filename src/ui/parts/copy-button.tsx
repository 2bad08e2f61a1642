/** Copying to the clipboard, said so once done, also aloud. */

import { createSignal, type JSX, onCleanup, Show } from 'solid-js'
import { buildId } from '../app/build.ts'
import { strings } from '../strings/en.ts'
import { Button, type ButtonWeight } from './button.tsx'
import hidden from './hidden.module.css'

const SHOWN_MS = 2000

/** @param props.onRefused the browser keeps the clipboard: the caller selects the text for the person */
export function CopyButton(props: {
  text: () => string
  label?: string
  weight?: ButtonWeight
  onRefused?: () => void
}): JSX.Element {
  const [isCopied, setCopied] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text())
    } catch {
      props.onRefused?.() // No permission, or no clipboard outside a secure context.
      return
    }
    setCopied(true)
    clearTimeout(timer)
    timer = setTimeout(() => setCopied(false), SHOWN_MS)
  }
  return (
    <>
      <Button weight={props.weight ?? 'plain'} icon="copy" onClick={() => void copy()}>
        {isCopied() ? strings.copied : (props.label ?? strings.copy)}
      </Button>
      <span class={hidden.hidden} role="status">
        <Show when={isCopied()}>{strings.copied}</Show>
      </span>
    </>
  )
}

/** What a report needs and nothing a person wrote: code, build, browser, and where in the code. */
export function CopyDetails(props: { code: string; fault?: unknown }): JSX.Element {
  const details = () =>
    [
      `code: ${props.code}`,
      `build: ${buildId}`,
      `browser: ${navigator.userAgent}`,
      `at: ${new Date().toISOString()}`,
      props.fault instanceof Error ? `fault: ${props.fault.name}\n${props.fault.stack ?? ''}` : '',
    ]
      .filter(Boolean)
      .join('\n')
  return <CopyButton text={details} label={strings.copyDetails} />
}
