/** Making somebody an admin, or a co-founder, and taking it back. */

import { createSignal, type JSX, Show } from 'solid-js'
import type { IdentityId, MemberRow } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Decision } from '../parts/decision.tsx'
import { isolatedName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'
import styles from './person-sheet.module.css'

interface DecisionProps {
  readonly identity: IdentityId
  readonly row: MemberRow
  readonly onDone: () => void
  readonly onBack: () => void
}

export function Promotion(props: DecisionProps): JSX.Element {
  const { sotto, session } = useServices()
  const grant = createCommand(sotto, 'admin.grant')
  const [isCoFounder, setCoFounder] = createSignal(false)
  const name = () => isolatedName(props.row.name)
  const submit = async () => {
    if (grant.running()) return
    await grant.run({ as: props.identity, person: props.row.person_id, co_founder: isCoFounder() })
    if (grant.error() === undefined) props.onDone()
  }
  return (
    <Decision
      confirm={isCoFounder() ? strings.person.makeCoFounder : strings.person.makeAdmin}
      isDanger={false}
      error={grant.error()}
      onConfirm={() => void submit()}
      onBack={props.onBack}
    >
      <p>{strings.person.adminCan(name())}</p>
      <Show when={session.may('grant_co_founder')}>
        <label class={styles.choice}>
          <input
            type="checkbox"
            checked={isCoFounder()}
            onChange={(event) => setCoFounder(event.currentTarget.checked)}
          />
          <span>{strings.person.coFounder}</span>
        </label>
      </Show>
    </Decision>
  )
}

export function Demotion(props: DecisionProps): JSX.Element {
  const { sotto } = useServices()
  const revoke = createCommand(sotto, 'admin.revoke')
  const submit = async () => {
    if (revoke.running()) return
    await revoke.run({ as: props.identity, person: props.row.person_id })
    if (revoke.error() === undefined) props.onDone()
  }
  return (
    <Decision
      confirm={strings.person.takeBack}
      isDanger={false}
      error={revoke.error()}
      onConfirm={() => void submit()}
      onBack={props.onBack}
    >
      <p>{strings.person.demoteText(isolatedName(props.row.name))}</p>
    </Decision>
  )
}
