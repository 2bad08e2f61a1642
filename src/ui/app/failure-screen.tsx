/** A whole screen for what stops everything: what happened, what is safe, what to do, and the details. */

import { type JSX, Show } from 'solid-js'
import type { EngineErrorCode } from '../../engine/api.ts'
import { Button } from '../parts/button.tsx'
import { CopyDetails } from '../parts/copy-button.tsx'
import { Logo } from '../parts/logo.tsx'
import { strings } from '../strings/en.ts'
import { ERROR_TEXTS } from '../strings/errors.ts'
import styles from './app.module.css'
import { buildId } from './build.ts'

/** @param props.text instead of the sentences of the code */
export function FailureScreen(props: {
  title: string
  text?: string
  code: EngineErrorCode
  fault?: unknown
}): JSX.Element {
  return (
    <main class={styles.failure} data-code={props.code}>
      <Logo />
      <h1 class={styles.title}>{props.title}</h1>
      <Show
        when={props.text}
        fallback={
          <p class={styles.text} role="alert">
            {ERROR_TEXTS[props.code].happened} {ERROR_TEXTS[props.code].safe} {ERROR_TEXTS[props.code].todo}
          </p>
        }
      >
        <p class={styles.text} role="alert">
          {props.text}
        </p>
      </Show>
      <div class={styles.actions}>
        <Button weight="primary" onClick={() => location.reload()}>
          {strings.reload}
        </Button>
        <CopyDetails code={props.code} fault={props.fault} />
      </div>
      <p class={styles.build}>{strings.build(buildId)}</p>
    </main>
  )
}
