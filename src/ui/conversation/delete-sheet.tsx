/** Deleting messages for everyone: what goes, what that can and cannot do, and the button. Loaded when asked. */

import { For, type JSX, Show } from 'solid-js'
import type { IdentityId, MessageRow } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Decision } from '../parts/decision.tsx'
import { PersonName } from '../parts/person-name.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { strings } from '../strings/en.ts'
import { formatClock } from '../strings/format.ts'
import styles from './delete-sheet.module.css'

/** Of several, so many are quoted; the rest is counted. */
const QUOTED = 3

export default function DeleteSheet(props: {
  identity: IdentityId
  rows: readonly MessageRow[]
  onDone: () => void
  onClose: () => void
}): JSX.Element {
  const { sotto } = useServices()
  const erase = createCommand(sotto, 'message.delete')
  const submit = async () => {
    if (erase.running()) return
    const message_ids = props.rows.map((row) => row.message_id)
    // The engine answers nothing; a code says that it failed.
    await erase.run({ as: props.identity, message_ids })
    if (erase.error() === undefined) props.onDone()
  }
  return (
    <Sheet title={strings.deletion.title(props.rows.length)} onClose={props.onClose}>
      <ul class={styles.quotes}>
        <For each={props.rows.slice(0, QUOTED)}>
          {(row) => (
            <li>
              <p class={styles.author}>
                <PersonName name={row.author_name} /> <span class={styles.time}>{formatClock(row.created_at)}</span>
              </p>
              <p class={styles.text} dir="auto">
                {row.text}
              </p>
            </li>
          )}
        </For>
        <Show when={props.rows.length > QUOTED}>
          <li class={styles.more}>{strings.deletion.more(props.rows.length - QUOTED)}</li>
        </Show>
      </ul>
      <Decision
        confirm={strings.deletion.confirm}
        keep={strings.deletion.keep}
        isDanger
        error={erase.error()}
        onConfirm={() => void submit()}
        onBack={props.onClose}
      >
        <p>{strings.deletion.can}</p>
        <p>{strings.deletion.cannot}</p>
      </Decision>
    </Sheet>
  )
}
