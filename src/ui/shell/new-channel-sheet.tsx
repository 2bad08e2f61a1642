/** Creating a channel: its name, who can read it, and of a private one who is in it. Opens it once it is there. */

import { createSignal, For, type JSX, Show } from 'solid-js'
import type { PersonId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createOthers } from '../live/create-others.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { TextField } from '../parts/field.tsx'
import { PeoplePicker } from '../parts/people-picker.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { MAX_NAME_CHARACTERS } from '../start/limits.ts'
import start from '../start/start.module.css'
import { strings } from '../strings/en.ts'
import styles from './new-channel-sheet.module.css'

const KINDS = ['public', 'private'] as const
type Kind = (typeof KINDS)[number]

/** @param props.mayPublic whether this person may create one that everybody reads */
export default function NewChannelSheet(props: { mayPublic: boolean; onClose: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const create = createCommand(sotto, 'channel.create')
  const createPrivate = createCommand(sotto, 'channel.createPrivate')
  const as = session.current()?.identity
  const others = createOthers(sotto, () => as)
  const [name, setName] = createSignal('')
  const [kind, setKind] = createSignal<Kind>(props.mayPublic ? 'public' : 'private')
  const [chosen, setChosen] = createSignal<ReadonlySet<PersonId>>(new Set())
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (as === undefined || create.running() || createPrivate.running()) return
    const typed = name()
      .trim()
      .replace(/^#+\s*/, '')
    const channel =
      kind() === 'public'
        ? await create.run({ as, name: typed })
        : await createPrivate.run({ as, name: typed, people: [...chosen()] })
    if (channel === undefined) return
    props.onClose()
    session.open(as, channel)
  }
  return (
    <Sheet title={strings.channels.addTitle} onClose={props.onClose}>
      <form class={start.form} onSubmit={(event) => void submit(event)}>
        <TextField
          label={strings.channels.name}
          maxLength={MAX_NAME_CHARACTERS}
          autofocus
          value={name()}
          onValue={setName}
        />
        <fieldset class={styles.kinds}>
          <legend class={styles.label}>{strings.channels.whoReads}</legend>
          <For each={KINDS.filter((option) => option === 'private' || props.mayPublic)}>
            {(option) => (
              <label class={styles.kind}>
                <input type="radio" name="kind" checked={kind() === option} onChange={() => setKind(option)} />
                <span>
                  {strings.channels.kinds[option]}
                  <span class={styles.hint}>{strings.channels.kindHints[option]}</span>
                </span>
              </label>
            )}
          </For>
        </fieldset>
        <Show when={kind() === 'private'}>
          <PeoplePicker
            label={strings.channels.privateWith}
            people={others()}
            chosen={chosen()}
            onChosen={setChosen}
            none={strings.channels.nobodyElse}
          />
        </Show>
        <ErrorNote code={create.error() ?? createPrivate.error()} />
        <Button type="submit" weight="primary" class={start.submit}>
          {strings.channels.create}
        </Button>
      </form>
    </Sheet>
  )
}
