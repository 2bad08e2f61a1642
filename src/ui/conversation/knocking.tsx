/** A community joined by a short link, before any member has told which one it is: nothing to read or write yet. */

import { type JSX, Show } from 'solid-js'
import { useServices } from '../app/services.ts'
import { createQuery } from '../live/create-query.ts'
import { IconButton } from '../parts/button.tsx'
import { strings } from '../strings/en.ts'
import { ConnectionPill } from './connection-pill.tsx'
import styles from './knocking.module.css'

export function Knocking(props: { onMenu: (() => void) | undefined; onPeople: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const connection = createQuery(sotto, 'connection.state', () => {
    const as = session.current()?.identity
    return as === undefined ? undefined : { as }
  })
  return (
    <section class={styles.knocking} data-testid="knocking">
      <Show when={props.onMenu}>
        {(menu) => <IconButton icon="menu" label={strings.channels.open} onClick={() => menu()()} />}
      </Show>
      <div class={styles.words}>
        <h1 class={styles.title}>{strings.knocking.title}</h1>
        <p class={styles.text}>{strings.knocking.text}</p>
        <p class={styles.text}>{strings.knocking.stays}</p>
        <Show when={connection()}>{(row) => <ConnectionPill row={row()} onOpen={props.onPeople} />}</Show>
      </div>
    </section>
  )
}
