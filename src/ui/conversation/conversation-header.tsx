/** The line above a conversation: which channel, how connected, and the way to people and invites. */

import { type JSX, Show } from 'solid-js'
import type { ChannelRow, ConnectionRow } from '../../engine/api.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { Icon } from '../parts/icon.tsx'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import { ConnectionPill } from './connection-pill.tsx'
import styles from './conversation-header.module.css'

export interface ConversationHeaderProps {
  readonly channel: ChannelRow | undefined
  readonly channelName: string
  readonly connection: ConnectionRow | undefined
  readonly arePeopleOpen: boolean
  readonly onMenu: (() => void) | undefined
  readonly onPeople: () => void
  /** To the community: absent in channels of few, and where nobody can be invited any more. */
  readonly onInvite: (() => void) | undefined
  readonly onGroup: () => void
}

export function ConversationHeader(props: ConversationHeaderProps): JSX.Element {
  return (
    <header class={styles.header}>
      <Show when={props.onMenu}>
        {(menu) => <IconButton icon="menu" label={strings.channels.open} onClick={() => menu()()} />}
      </Show>
      <div class={styles.words}>
        <h1 class={styles.name}>
          <Show when={props.channel?.kind !== 'direct'}>
            <span class={styles.hash}>
              <Show when={props.channel?.kind === 'private'} fallback="#">
                <Icon name="lock" size={16} />
              </Show>
            </span>
          </Show>
          <PersonName name={props.channelName} />
        </h1>
        <Show when={props.connection}>{(row) => <ConnectionPill row={row()} onOpen={props.onPeople} />}</Show>
      </div>
      <div class={styles.actions}>
        <Show when={props.channel !== undefined && props.channel.kind !== 'public' && props.channel}>
          {(channel) => (
            <Button weight="quiet" onClick={() => props.onGroup()}>
              {strings.group.open(channel().people.length)}
            </Button>
          )}
        </Show>
        <Show when={props.onInvite}>
          {(invite) => (
            <Button
              weight="quiet"
              icon="invite"
              class={styles.invite}
              aria-label={strings.invite.open}
              onClick={() => invite()()}
            >
              {strings.invite.open}
            </Button>
          )}
        </Show>
        <IconButton
          icon="people"
          label={strings.people.title}
          aria-pressed={props.arePeopleOpen}
          onClick={() => props.onPeople()}
        />
      </div>
    </header>
  )
}
