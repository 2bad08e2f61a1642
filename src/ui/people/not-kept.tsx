/** What this device does not keep of somebody who sent too much, and the way to keep it after all. */

import { type JSX, Show } from 'solid-js'
import type { IdentityId, MemberRow } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { isolatedName } from '../parts/names.ts'
import sheet from '../parts/sheet.module.css'
import { strings } from '../strings/en.ts'

export function NotKept(props: { identity: IdentityId; row: MemberRow }): JSX.Element {
  const { sotto } = useServices()
  const keep = createCommand(sotto, 'member.keepAll')
  return (
    <Show when={props.row.not_kept > 0}>
      <section class={sheet.section} data-testid="not-kept">
        <p class={sheet.hint}>{strings.person.notKept(isolatedName(props.row.name), props.row.not_kept)}</p>
        <ErrorNote code={keep.error()} />
        <div>
          <Button onClick={() => void keep.run({ as: props.identity, person: props.row.person_id })}>
            {strings.person.keepThem}
          </Button>
        </div>
      </section>
    </Show>
  )
}
