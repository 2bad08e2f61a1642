/** Creating a channel: one field. Opens it once it is there. */

import { createSignal, type JSX } from 'solid-js'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { TextField } from '../parts/field.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { MAX_NAME_CHARACTERS } from '../start/limits.ts'
import start from '../start/start.module.css'
import { strings } from '../strings/en.ts'

export function NewChannelSheet(props: { onClose: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const create = createCommand(sotto, 'channel.create')
  const [name, setName] = createSignal('')
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const as = session.current()?.identity
    if (as === undefined || create.running()) return
    const channel = await create.run({
      as,
      name: name()
        .trim()
        .replace(/^#+\s*/, ''),
    })
    if (channel === undefined) return
    props.onClose()
    session.open(as, channel)
  }
  return (
    <Sheet title={strings.channels.addTitle} onClose={props.onClose}>
      <form class={start.form} onSubmit={(event) => void submit(event)}>
        <TextField
          label={strings.channels.name}
          hint={strings.channels.nameHint}
          maxLength={MAX_NAME_CHARACTERS}
          autofocus
          value={name()}
          onValue={setName}
        />
        <ErrorNote code={create.error()} />
        <Button type="submit" weight="primary" class={start.submit}>
          {strings.channels.create}
        </Button>
      </form>
    </Sheet>
  )
}
