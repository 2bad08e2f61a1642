/** How long a new link lives and how often it may be used. */

import { createSignal, type JSX } from 'solid-js'
import type { NewInvite } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { SelectField } from '../parts/field.tsx'
import { strings } from '../strings/en.ts'
import { DAY_MS } from '../strings/format.ts'
import styles from './invite-sheet.module.css'

const LIFETIMES = [
  { value: 'hour', ms: DAY_MS / 24 },
  { value: 'day', ms: DAY_MS },
  { value: 'week', ms: 7 * DAY_MS },
  { value: 'month', ms: 30 * DAY_MS },
] as const
const USES = [1, 5, 25, 100, 400]

export function InviteForm(props: { onMade: (invite: NewInvite) => void }): JSX.Element {
  const { sotto, session } = useServices()
  const create = createCommand(sotto, 'invite.create')
  const [lifetime, setLifetime] = createSignal<string>('week')
  const [uses, setUses] = createSignal(25)
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    const as = session.current()?.identity
    const chosen = LIFETIMES.find((option) => option.value === lifetime())
    if (as === undefined || chosen === undefined || create.running()) return
    const made = await create.run({ as, expires_at: Date.now() + chosen.ms, max_uses: uses() })
    if (made !== undefined) props.onMade(made)
  }
  return (
    <form class={styles.form} onSubmit={(event) => void submit(event)}>
      <div class={styles.pair}>
        <SelectField
          label={strings.invite.expires}
          value={lifetime()}
          options={LIFETIMES.map(({ value }) => ({ value, label: strings.invite.expiryOptions[value] }))}
          onValue={setLifetime}
        />
        <SelectField
          label={strings.invite.uses}
          value={String(uses())}
          options={USES.map((count) => ({ value: String(count), label: strings.invite.useOptions(count) }))}
          onValue={(value) => setUses(Number(value))}
        />
      </div>
      <ErrorNote code={create.error()} />
      <Button type="submit" weight="primary" class={styles.make}>
        {create.running() ? strings.invite.making : strings.invite.make}
      </Button>
    </form>
  )
}
