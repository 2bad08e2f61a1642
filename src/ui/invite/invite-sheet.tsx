/** Inviting: make a link with an expiry and a number of uses, pass it on, see and close those that are open. */

import { createSignal, type JSX, Show } from 'solid-js'
import type { NewInvite } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createQuery } from '../live/create-query.ts'
import { shownName } from '../parts/names.ts'
import sheet from '../parts/sheet.module.css'
import { Sheet } from '../parts/sheet.tsx'
import { strings } from '../strings/en.ts'
import { InviteForm } from './invite-form.tsx'
import { InviteReady } from './invite-ready.tsx'
import { OpenInvites } from './open-invites.tsx'

export default function InviteSheet(props: { onClose: () => void }): JSX.Element {
  const { session } = useServices()
  const [made, setMade] = createSignal<NewInvite>()
  return (
    <Sheet
      title={strings.invite.title(shownName(session.current()?.network_name ?? '', strings.unknownCommunity))}
      onClose={props.onClose}
    >
      <Show when={session.may('invite')} fallback={<NotYou />}>
        <Show when={made()} keyed fallback={<InviteForm onMade={setMade} />}>
          {(invite) => <InviteReady invite={invite} onAnother={() => setMade(undefined)} />}
        </Show>
      </Show>
      <OpenInvites mayClose={session.may('invite')} />
    </Sheet>
  )
}

function NotYou(): JSX.Element {
  const { sotto, session } = useServices()
  const members = createQuery(sotto, 'member.list', () => {
    const as = session.current()?.identity
    return as === undefined ? undefined : { as }
  })
  const founder = () => members()?.find((row) => row.role === 'founder')?.name
  return (
    <p class={sheet.hint}>
      {founder() ? strings.invite.notYouNamed(shownName(founder() ?? '')) : strings.invite.notYou}
    </p>
  )
}
