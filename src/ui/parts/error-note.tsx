/** An error in its three sentences: what happened, what is safe, what to do. */

import { type JSX, Show } from 'solid-js'
import type { EngineErrorCode } from '../../engine/api.ts'
import { ERROR_TEXTS } from '../strings/errors.ts'
import { CopyDetails } from './copy-button.tsx'
import styles from './error-note.module.css'
import { StateShape } from './state-shape.tsx'

/** Somebody or something altered the bytes: the one kind of error that is shown in red. */
const FAILED_CHECKS: ReadonlySet<EngineErrorCode> = new Set([
  'link_checksum',
  'link_signature',
  'link_secret',
  'link_sealed_part',
])

export function ErrorNote(props: { code: EngineErrorCode | undefined }): JSX.Element {
  return (
    <Show when={props.code}>
      {(code) => (
        <div class={styles.note} role="alert" data-code={code()} data-failed-check={FAILED_CHECKS.has(code())}>
          <StateShape name="triangle" size={16} />
          <div class={styles.words}>
            <p class={styles.happened}>{ERROR_TEXTS[code()].happened}</p>
            <p>
              {ERROR_TEXTS[code()].safe} {ERROR_TEXTS[code()].todo}
            </p>
            <Show when={code() === 'internal' || code() === 'worker_gone'}>
              <CopyDetails code={code()} />
            </Show>
          </div>
        </div>
      )}
    </Show>
  )
}
