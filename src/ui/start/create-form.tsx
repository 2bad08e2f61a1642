/** Starting a community: two fields and one button. */

import { createSignal, type JSX } from 'solid-js'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { TextField } from '../parts/field.tsx'
import { strings } from '../strings/en.ts'
import { MAX_NAME_CHARACTERS } from './limits.ts'
import styles from './start.module.css'

export function CreateForm(props: { persona: string; personName: string }): JSX.Element {
  const { sotto, session } = useServices()
  const create = createCommand(sotto, 'network.create')
  const [personName, setPersonName] = createSignal(props.personName)
  const [networkName, setNetworkName] = createSignal('')

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (create.running()) return
    const made = await create.run({
      persona: props.persona,
      person_name: personName().trim(),
      network_name: networkName().trim(),
    })
    if (made !== undefined) session.open(made.identity, made.channel_id)
  }

  return (
    <form class={styles.form} onSubmit={(event) => void submit(event)}>
      <TextField
        label={strings.start.yourName}
        hint={strings.start.yourNameHint}
        autocomplete="nickname"
        maxLength={MAX_NAME_CHARACTERS}
        autofocus={props.personName === ''}
        value={personName()}
        onValue={setPersonName}
      />
      <TextField
        label={strings.start.communityName}
        maxLength={MAX_NAME_CHARACTERS}
        autofocus={props.personName !== ''}
        value={networkName()}
        onValue={setNetworkName}
      />
      <ErrorNote code={create.error()} />
      <Button type="submit" weight="primary" class={styles.submit} aria-disabled={create.running()}>
        {create.running() ? strings.start.creating : strings.start.create}
      </Button>
    </form>
  )
}
