/** Changing the name one goes by in one community. */

import { createSignal, type JSX } from 'solid-js'
import type { IdentityRow } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { TextField } from '../parts/field.tsx'
import { shownName } from '../parts/names.ts'
import { MAX_NAME_CHARACTERS } from '../start/limits.ts'
import { strings } from '../strings/en.ts'
import styles from './identity-menu.module.css'

export function NameForm(props: { row: IdentityRow; onDone: () => void }): JSX.Element {
  const { sotto } = useServices()
  const rename = createCommand(sotto, 'profile.set')
  const [name, setName] = createSignal(props.row.person_name)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (rename.running() || name().trim() === props.row.person_name) return
    const done = await rename.run({ as: props.row.identity, name: name().trim() })
    if (done !== undefined) props.onDone()
  }
  return (
    <form class={styles.rename} onSubmit={(event) => void submit(event)}>
      <TextField
        label={strings.identities.nameHere(shownName(props.row.network_name, strings.unknownCommunity))}
        maxLength={MAX_NAME_CHARACTERS}
        value={name()}
        onValue={setName}
      />
      <Button type="submit" disabled={name().trim() === '' || name().trim() === props.row.person_name}>
        {strings.identities.save}
      </Button>
      <ErrorNote code={rename.error()} />
    </form>
  )
}
