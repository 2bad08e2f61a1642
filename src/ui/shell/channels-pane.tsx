/** The channels of the open community. */

import { createSignal, For, type JSX, Show } from 'solid-js'
import type { ChannelRow } from '../../engine/api.ts'
import { isUnread } from '../app/read-marks.ts'
import { useServices } from '../app/services.ts'
import { Button, IconButton } from '../parts/button.tsx'
import hidden from '../parts/hidden.module.css'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import styles from './channels-pane.module.css'
import { NewChannelSheet } from './new-channel-sheet.tsx'

export function ChannelsPane(props: {
  isClosable: boolean
  onClose: () => void
  onInvite: () => void
  onLeave: () => void
}): JSX.Element {
  const { session } = useServices()
  const [isAdding, setAdding] = createSignal(false)
  const [menuAt, setMenuAt] = createSignal<DOMRect>()
  return (
    <nav class={styles.pane} aria-label={strings.channels.label}>
      <header class={styles.header}>
        <h2 class={styles.network}>
          <PersonName name={session.current()?.network_name ?? ''} unknown={strings.unknownCommunity} />
        </h2>
        <IconButton
          icon="more"
          label={strings.leaving.menu}
          aria-haspopup="menu"
          onClick={(event) => setMenuAt(event.currentTarget.getBoundingClientRect())}
        />
        <Show when={props.isClosable}>
          <IconButton icon="close" label={strings.channels.closePane} onClick={() => props.onClose()} />
        </Show>
      </header>
      <div class={styles.section}>
        <h3 class={styles.label}>{strings.channels.label}</h3>
        <Show when={session.may('create_public_channel')}>
          <IconButton icon="plus" label={strings.channels.add} class={styles.small} onClick={() => setAdding(true)} />
        </Show>
      </div>
      <ul class={styles.list}>
        <For each={session.channels()}>{(channel) => <ChannelItem channel={channel} onChosen={props.onClose} />}</For>
      </ul>
      <footer class={styles.footer}>
        <Button weight="quiet" icon="invite" onClick={() => props.onInvite()}>
          {strings.channels.invitePeople}
        </Button>
      </footer>
      <Show when={menuAt()} keyed>
        {(at) => (
          <Menu
            label={strings.leaving.menu}
            at={at}
            items={[
              { label: strings.channels.invitePeople, icon: 'invite', onChoose: props.onInvite },
              { label: strings.leaving.ask, icon: 'leave', isDanger: true, onChoose: props.onLeave },
            ]}
            onClose={() => menuAt() === at && setMenuAt(undefined)}
          />
        )}
      </Show>
      <Show when={isAdding()}>
        <NewChannelSheet onClose={() => setAdding(false)} />
      </Show>
    </nav>
  )
}

function ChannelItem(props: { channel: ChannelRow; onChosen: () => void }): JSX.Element {
  const { session } = useServices()
  const isCurrent = () => session.channelId() === props.channel.channel_id
  const hasNews = () => !isCurrent() && isUnread(session.current()?.identity, props.channel)
  const choose = () => {
    const identity = session.current()?.identity
    if (identity !== undefined) session.open(identity, props.channel.channel_id)
    props.onChosen()
  }
  return (
    <li>
      <button
        type="button"
        class={styles.channel}
        aria-current={isCurrent() ? 'page' : undefined}
        data-unread={hasNews()}
        onClick={choose}
      >
        <Icon name="hash" size={16} />
        <span class={styles.name}>
          <PersonName name={props.channel.name} />
        </span>
        <Show when={hasNews()}>
          <span class={styles.dot}>
            <span class={hidden.hidden}>{strings.channels.unread}</span>
          </span>
        </Show>
      </button>
    </li>
  )
}
