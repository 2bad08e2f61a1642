/** Making this browser a further device of somebody who is a member already: the code, read or pasted. */

import { createSignal, type JSX } from 'solid-js'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { TextField } from '../parts/field.tsx'
import { strings } from '../strings/en.ts'
import { fragmentInText } from './invite-link.ts'
import styles from './start.module.css'

/** @param props.code what the page was opened with, empty when it is to be pasted */
export function LinkDeviceForm(props: { persona: string; code: string; onLinking: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const join = createCommand(sotto, 'device.join')
  const [text, setText] = createSignal(props.code)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (join.running()) return
    const made = await join.run({ persona: props.persona, code: fragmentInText(text()) })
    if (made === undefined) return
    props.onLinking()
    session.open(made.identity)
  }
  return (
    <form class={styles.form} onSubmit={(event) => void submit(event)}>
      <TextField
        label={strings.devices.code}
        hint={strings.devices.codeHint}
        autofocus
        code
        value={text()}
        onValue={setText}
      />
      <ErrorNote code={join.error()} />
      <Button type="submit" weight="primary" class={styles.submit} aria-disabled={join.running()}>
        {strings.devices.linkThis}
      </Button>
    </form>
  )
}
