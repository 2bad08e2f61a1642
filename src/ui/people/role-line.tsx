/** What somebody is in the community, and by whose link they came. */

import { type JSX, Show } from 'solid-js'
import type { MemberRow } from '../../engine/api.ts'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'

export function RoleLine(props: { row: MemberRow }): JSX.Element {
  return (
    <>
      {strings.people.roles[props.row.role]}
      <Show when={props.row.joined_by}>
        {(joined) => (
          <>
            , {strings.people.invitedBy} <PersonName name={joined().by} />
          </>
        )}
      </Show>
    </>
  )
}
