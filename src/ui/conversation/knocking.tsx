/** A community nobody has told about yet: joined by a short link, or as a further device. Nothing to read or write. */

import { type JSX, Show } from 'solid-js'
import { useServices } from '../app/services.ts'
import { BeingLinked } from '../devices/being-linked.tsx'
import { createQuery } from '../live/create-query.ts'
import { IconButton } from '../parts/button.tsx'
import { strings } from '../strings/en.ts'
import { ConnectionPill } from './connection-pill.tsx'
import styles from './knocking.module.css'

export function Knocking(props: { onMenu: (() => void) | undefined; onPeople: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const as = () => {
    const identity = session.current()?.identity
    return identity === undefined ? undefined : { as: identity }
  }
  const connection = createQuery(sotto, 'connection.state', as)
  const linking = createQuery(sotto, 'device.linking', as)
  return (
    <section class={styles.knocking} data-testid="knocking">
      <Show when={props.onMenu}>
        {(menu) => <IconButton icon="menu" label={strings.channels.open} onClick={() => menu()()} />}
      </Show>
      <div class={styles.words}>
        <Show
          when={linking()}
          fallback={
            <>
              <h1 class={styles.title}>{strings.knocking.title}</h1>
              <p class={styles.text}>{strings.knocking.text}</p>
              <p class={styles.text}>{strings.knocking.stays}</p>
            </>
          }
        >
          {(row) => (
            <Show when={session.current()?.identity}>
              {(identity) => <BeingLinked identity={identity()} row={row()} />}
            </Show>
          )}
        </Show>
        <Show when={linking()?.state !== 'refused' && connection()}>
          {(row) => (
            <div class={styles.pill}>
              <ConnectionPill row={row()} onOpen={props.onPeople} />
            </div>
          )}
        </Show>
      </div>
    </section>
  )
}
