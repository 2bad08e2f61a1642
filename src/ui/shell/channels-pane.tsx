/** The channels of the open community, its conversations, and its menu. */

import { createEffect, createSignal, For, type JSX, Show } from 'solid-js'
import type { ChannelRow } from '../../engine/api.ts'
import { channelTitle } from '../app/channel-title.ts'
import { isUnread } from '../app/read-marks.ts'
import { isMute } from '../app/refusal.ts'
import { useServices } from '../app/services.ts'
import { Button, IconButton } from '../parts/button.tsx'
import hidden from '../parts/hidden.module.css'
import { Icon } from '../parts/icon.tsx'
import { Menu } from '../parts/menu.tsx'
import { createMenuPress } from '../parts/menu-press.ts'
import { shownName } from '../parts/names.ts'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import styles from './channels-pane.module.css'

export interface ChannelsPaneProps {
  readonly isClosable: boolean
  readonly onClose: () => void
  readonly onInvite: () => void
  readonly onLeave: () => void
  readonly onNewChannel: () => void
  readonly onNewDirect: () => void
}

const ICONS = { public: 'hash', private: 'lock', direct: 'people' } as const

export function ChannelsPane(props: ChannelsPaneProps): JSX.Element {
  const { session } = useServices()
  const [menuAt, setMenuAt] = createSignal<DOMRect>()
  let more: HTMLButtonElement | undefined
  const press = createMenuPress(
    () => menuAt() !== undefined,
    () => setMenuAt(more?.getBoundingClientRect()),
  )
  const channels = () => session.channels() ?? []
  const appeared = createAppeared(channels)
  /** Not while nobody has told of the community yet, nor when nothing written here goes out any more. */
  const canAct = () => channels().length > 0 && !isMute(session.current())
  return (
    <nav class={styles.pane} aria-label={strings.channels.label}>
      <header class={styles.header}>
        <h2 class={styles.network}>
          <PersonName name={session.current()?.network_name ?? ''} unknown={strings.unknownCommunity} />
        </h2>
        <IconButton
          icon="more"
          label={strings.leaving.menu}
          ref={more}
          aria-haspopup="menu"
          aria-expanded={menuAt() !== undefined}
          {...press}
        />
        <Show when={props.isClosable}>
          <IconButton icon="close" label={strings.channels.closePane} onClick={() => props.onClose()} />
        </Show>
      </header>
      <p class={hidden.hidden} role="status">
        {appeared()}
      </p>
      <div class={styles.lists}>
        <Section
          label={strings.channels.label}
          add={strings.channels.add}
          onAdd={canAct() ? props.onNewChannel : undefined}
          channels={channels().filter((channel) => channel.kind !== 'direct')}
          onChosen={props.onClose}
        />
        <Section
          label={strings.channels.direct}
          add={strings.channels.addDirect}
          onAdd={canAct() ? props.onNewDirect : undefined}
          channels={channels().filter((channel) => channel.kind === 'direct')}
          onChosen={props.onClose}
        />
      </div>
      <Show when={canAct()}>
        <footer class={styles.footer}>
          <Button weight="quiet" icon="invite" onClick={() => props.onInvite()}>
            {strings.channels.invitePeople}
          </Button>
        </footer>
      </Show>
      <Show when={menuAt()} keyed>
        {(at) => (
          <Menu
            label={strings.leaving.menu}
            at={at}
            items={[
              ...(canAct()
                ? [{ label: strings.channels.invitePeople, icon: 'invite', onChoose: props.onInvite } as const]
                : []),
              { label: strings.leaving.ask, icon: 'leave', isDanger: true, onChoose: props.onLeave },
            ]}
            onClose={() => menuAt() === at && setMenuAt(undefined)}
          />
        )}
      </Show>
    </nav>
  )
}

/** Of the channels that come while the list is there the last one, aloud. */
function createAppeared(channels: () => readonly ChannelRow[]): () => string {
  const [words, setWords] = createSignal('')
  let known: ReadonlySet<string> = new Set()
  createEffect(() => {
    const rows = channels()
    const fresh = rows.filter((row) => !known.has(row.channel_id)).at(-1)
    if (known.size > 0 && fresh !== undefined)
      setWords(strings.channels.appeared(shownName(channelTitle(fresh, strings.channels.alone))))
    known = new Set(rows.map((row) => row.channel_id))
  })
  return words
}

function Section(props: {
  label: string
  add: string
  onAdd: (() => void) | undefined
  channels: readonly ChannelRow[]
  onChosen: () => void
}): JSX.Element {
  return (
    <section>
      <div class={styles.section}>
        <h3 class={styles.label}>{props.label}</h3>
        <Show when={props.onAdd}>
          {(add) => <IconButton icon="plus" label={props.add} class={styles.small} onClick={() => add()()} />}
        </Show>
      </div>
      <ul class={styles.list}>
        <For each={props.channels}>{(channel) => <ChannelItem channel={channel} onChosen={props.onChosen} />}</For>
      </ul>
    </section>
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
        <Icon name={ICONS[props.channel.kind]} size={16} />
        <span class={styles.name}>
          <PersonName name={channelTitle(props.channel, strings.channels.alone)} />
        </span>
        <Show when={props.channel.kind === 'private'}>
          <span class={hidden.hidden}>{strings.channels.kinds.private}</span>
        </Show>
        <Show when={hasNews()}>
          <span class={styles.dot}>
            <span class={hidden.hidden}>{strings.channels.unread}</span>
          </span>
        </Show>
      </button>
    </li>
  )
}
