/** Removing somebody from the community: what that can and cannot do, and which links end with it. */

import { type JSX, Show } from 'solid-js'
import type { IdentityId, MemberRow } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createQuery } from '../live/create-query.ts'
import { Decision } from '../parts/decision.tsx'
import { isolatedName } from '../parts/names.ts'
import sheet from '../parts/sheet.module.css'
import { strings } from '../strings/en.ts'

export function Removal(props: {
  identity: IdentityId
  row: MemberRow
  onDone: () => void
  onBack: () => void
}): JSX.Element {
  const { sotto } = useServices()
  const remove = createCommand(sotto, 'member.remove')
  const invites = createQuery(sotto, 'invite.list', () => ({ as: props.identity }))
  const openLinks = () => invites()?.filter((row) => row.state === 'open').length ?? 0
  const name = () => isolatedName(props.row.name)
  const submit = async () => {
    if (remove.running()) return
    await remove.run({ as: props.identity, person: props.row.person_id })
    if (remove.error() === undefined) props.onDone()
  }
  return (
    <Decision
      confirm={strings.person.removeConfirm}
      isDanger
      error={remove.error()}
      onConfirm={() => void submit()}
      onBack={props.onBack}
    >
      <p>{strings.person.removeCan(name())}</p>
      <p>{strings.person.removeCannot(name())}</p>
      <Show when={openLinks() > 0}>
        <p class={sheet.strong}>{strings.person.removeLinks(openLinks(), name())}</p>
      </Show>
    </Decision>
  )
}
