/** The rail: the communities of the current persona, the way into another, and who one is. */

import { For, type JSX } from 'solid-js'
import { useServices } from '../app/services.ts'
import { Avatar } from '../parts/avatar.tsx'
import { IconButton } from '../parts/button.tsx'
import { initials, shownName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'
import { IdentityMenu } from './identity-menu.tsx'
import styles from './rail.module.css'

export function Rail(props: { onDevices: () => void }): JSX.Element {
  const { session } = useServices()
  const addCommunity = () => {
    const persona = session.persona()?.persona
    if (persona !== undefined) session.enter({ persona, isFresh: false })
  }
  return (
    <nav class={styles.rail} aria-label={strings.rail.label}>
      <ul class={styles.communities}>
        <For each={session.persona()?.identities}>
          {(row) => (
            <li>
              <button
                type="button"
                class={styles.community}
                title={shownName(row.network_name, strings.unknownCommunity)}
                aria-label={shownName(row.network_name, strings.unknownCommunity)}
                aria-current={row.identity === session.current()?.identity}
                onClick={() => session.open(row.identity)}
              >
                {initials(row.network_name)}
              </button>
            </li>
          )}
        </For>
        <li>
          <IconButton class={styles.add} icon="plus" label={strings.rail.add} onClick={addCommunity} />
        </li>
      </ul>
      <button
        type="button"
        class={styles.me}
        popoverTarget="identity-menu"
        aria-label={strings.rail.identities(shownName(session.current()?.person_name ?? ''))}
        title={strings.identities.title}
      >
        <Avatar name={session.current()?.person_name ?? ''} peer={session.current()?.person_id ?? ''} />
      </button>
      <IdentityMenu id="identity-menu" onDevices={() => props.onDevices()} />
    </nav>
  )
}
