/** The links that still admit people, each with the way to close it. */

import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import type { InviteRow } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createNow } from '../live/create-now.ts'
import { createQuery } from '../live/create-query.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { shownName } from '../parts/names.ts'
import sheet from '../parts/sheet.module.css'
import { strings } from '../strings/en.ts'
import { formatAgo } from '../strings/format.ts'
import styles from './invite-sheet.module.css'

export function OpenInvites(props: { mayClose: boolean }): JSX.Element {
  const { sotto, session } = useServices()
  const invites = createQuery(sotto, 'invite.list', () => {
    const as = session.current()?.identity
    return as === undefined ? undefined : { as }
  })
  const open = createMemo(() => invites()?.filter((row) => row.state === 'open'))
  return (
    <Show when={open()}>
      {(rows) => (
        <section class={sheet.section}>
          <h3 class={sheet.label}>{strings.invite.live}</h3>
          <ul>
            <For each={rows()} fallback={<li class={sheet.hint}>{strings.invite.noneLive}</li>}>
              {(row) => <OpenInvite row={row} mayClose={props.mayClose} />}
            </For>
          </ul>
        </section>
      )}
    </Show>
  )
}

function OpenInvite(props: { row: InviteRow; mayClose: boolean }): JSX.Element {
  const { sotto, session } = useServices()
  const close = createCommand(sotto, 'invite.close')
  const now = createNow()
  const [isAsking, setAsking] = createSignal(false)
  const confirm = () => {
    const as = session.current()?.identity
    if (as !== undefined) void close.run({ as, invite_id: props.row.invite_id })
  }
  const facts = () =>
    [
      strings.invite.ends(formatAgo(props.row.expires_at, now())),
      props.row.by === '' ? '' : strings.invite.by(shownName(props.row.by)),
    ]
      .filter(Boolean)
      .join(', ')
  return (
    <li class={styles.invite} data-testid="invite">
      <div class={styles.facts}>
        <p class={styles.usage}>{strings.invite.usage(props.row.uses, props.row.max_uses)}</p>
        <p class={sheet.hint}>{isAsking() ? strings.invite.closeSure : facts()}</p>
      </div>
      <Show when={props.mayClose}>
        <Show
          when={isAsking()}
          fallback={
            <Button weight="quiet" onClick={() => setAsking(true)}>
              {strings.invite.closeOne}
            </Button>
          }
        >
          <Button weight="quiet" onClick={() => setAsking(false)}>
            {strings.invite.keepIt}
          </Button>
          <Button weight="danger" onClick={confirm}>
            {strings.invite.closeIt}
          </Button>
        </Show>
      </Show>
      <ErrorNote code={close.error()} />
    </li>
  )
}
