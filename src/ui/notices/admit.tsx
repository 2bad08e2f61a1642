/** Letting in somebody whose link was ending as they came, where this person may. */

import { type JSX, Show } from 'solid-js'
import type { IdentityId, NoticeRow } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { strings } from '../strings/en.ts'

export function Admit(props: { identity: IdentityId; row: NoticeRow }): JSX.Element {
  const { sotto } = useServices()
  const admit = createCommand(sotto, 'invite.admit')
  return (
    <Show when={props.row.admit}>
      {(join) => (
        <>
          <Button onClick={() => void admit.run({ as: props.identity, join: join() })}>{strings.notices.admit}</Button>
          <ErrorNote code={admit.error()} />
        </>
      )}
    </Show>
  )
}
