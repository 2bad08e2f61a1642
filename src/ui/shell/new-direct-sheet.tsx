/** Opening a conversation with one person or some: the one there is with exactly these, or a new one. */

import { createSignal, type JSX } from 'solid-js'
import type { PersonId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createOthers } from '../live/create-others.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { PeoplePicker } from '../parts/people-picker.tsx'
import { Sheet } from '../parts/sheet.tsx'
import start from '../start/start.module.css'
import { strings } from '../strings/en.ts'

export default function NewDirectSheet(props: { onClose: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const open = createCommand(sotto, 'direct.open')
  const as = session.current()?.identity
  const others = createOthers(sotto, () => as)
  const [chosen, setChosen] = createSignal<ReadonlySet<PersonId>>(new Set())
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (as === undefined || chosen().size === 0 || open.running()) return
    const channel = await open.run({ as, people: [...chosen()] })
    if (channel === undefined) return
    props.onClose()
    session.open(as, channel)
  }
  return (
    <Sheet title={strings.channels.directTitle} onClose={props.onClose}>
      <form class={start.form} onSubmit={(event) => void submit(event)}>
        <PeoplePicker
          label={strings.channels.directWith}
          people={others()}
          chosen={chosen()}
          onChosen={setChosen}
          none={strings.channels.nobodyElse}
        />
        <ErrorNote code={open.error()} />
        <Button type="submit" weight="primary" class={start.submit} disabled={chosen().size === 0}>
          {strings.channels.directOpen}
        </Button>
      </form>
    </Sheet>
  )
}
