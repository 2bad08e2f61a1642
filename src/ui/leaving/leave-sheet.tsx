/** Leaving a community: what goes, what stays with others, what would be lost, and the button. Loaded when asked. */

import { type JSX, Show } from 'solid-js'
import type { IdentityRow } from '../../engine/api.ts'
import { forgetReadMarks } from '../app/read-marks.ts'
import { isRefusal } from '../app/refusal.ts'
import { forgetSeenNotices } from '../app/seen-notices.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createQuery } from '../live/create-query.ts'
import { Decision } from '../parts/decision.tsx'
import { isolatedName } from '../parts/names.ts'
import sheet from '../parts/sheet.module.css'
import { Sheet } from '../parts/sheet.tsx'
import { strings } from '../strings/en.ts'

export default function LeaveSheet(props: { row: IdentityRow; onClose: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const { identity, role, network_name } = props.row
  const leave = createCommand(sotto, 'network.leave')
  const connection = createQuery(sotto, 'connection.state', () => ({ as: identity }))
  const unsaid = () => (isRefusal(role) ? 0 : (connection()?.waiting_out ?? 0))
  const submit = async () => {
    if (leave.running()) return
    const former = session.identities()?.filter((row) => row.continues_as === identity) ?? []
    // First those whose place this one has taken: left alone they would come to light again.
    for (const as of [...former.map((row) => row.identity), identity]) {
      await leave.run({ as })
      if (leave.error() !== undefined) return
      forgetReadMarks(as)
      forgetSeenNotices(as)
    }
    props.onClose()
  }
  return (
    <Sheet title={strings.leaving.title(isolatedName(network_name, strings.unknownCommunity))} onClose={props.onClose}>
      <Decision
        confirm={strings.leaving.confirm}
        keep={strings.leaving.stay}
        isDanger
        error={leave.error()}
        onConfirm={() => void submit()}
        onBack={props.onClose}
      >
        <p>{strings.leaving.goes}</p>
        <p>{strings.leaving.stays}</p>
        <Show when={role === 'founder'}>
          <p>{strings.leaving.founder}</p>
        </Show>
        <Show when={unsaid() > 0}>
          <p class={sheet.warning}>{strings.leaving.unsaid(unsaid())}</p>
        </Show>
      </Decision>
    </Sheet>
  )
}
