/** Ctrl+K: to any channel of the open community by typing a part of its name. Loaded when first used. */

import { createMemo, createSignal, createUniqueId, For, type JSX, Show } from 'solid-js'
import type { ChannelRow } from '../../engine/api.ts'
import { channelTitle } from '../app/channel-title.ts'
import { useServices } from '../app/services.ts'
import field from '../parts/field.module.css'
import { Icon } from '../parts/icon.tsx'
import { PersonName } from '../parts/person-name.tsx'
import { Sheet } from '../parts/sheet.tsx'
import { strings } from '../strings/en.ts'
import styles from './channel-switcher.module.css'

const nameOf = (channel: ChannelRow): string => channelTitle(channel, strings.channels.alone)

export default function ChannelSwitcher(props: { onClose: () => void }): JSX.Element {
  const { session } = useServices()
  const listId = createUniqueId()
  const [text, setText] = createSignal('')
  const [position, setPosition] = createSignal(0)
  const matches = createMemo(() => {
    const part = text().trim().replace(/^#/, '').toLocaleLowerCase()
    return (session.channels() ?? []).filter((channel) => nameOf(channel).toLocaleLowerCase().includes(part))
  })
  const open = (channel: ChannelRow | undefined) => {
    const as = session.current()?.identity
    if (as === undefined || channel === undefined) return
    props.onClose()
    session.open(as, channel.channel_id)
  }
  const onKey = (event: KeyboardEvent) => {
    const last = matches().length - 1
    if (event.key === 'ArrowDown') setPosition(Math.min(last, position() + 1))
    else if (event.key === 'ArrowUp') setPosition(Math.max(0, position() - 1))
    else if (event.key === 'Enter') open(matches()[position()])
    else return
    event.preventDefault()
  }
  return (
    <Sheet title={strings.channels.switchTo} onClose={props.onClose}>
      <input
        class={field.input}
        type="text"
        role="combobox"
        autofocus
        spellcheck={false}
        autocomplete="off"
        aria-label={strings.channels.switchHint}
        placeholder={strings.channels.switchHint}
        aria-expanded="true"
        aria-controls={listId}
        aria-activedescendant={matches().length > 0 ? `${listId}-${position()}` : undefined}
        onInput={(event) => {
          setText(event.currentTarget.value)
          setPosition(0)
        }}
        onKeyDown={onKey}
      />
      <div id={listId} role="listbox" class={styles.list} aria-label={strings.channels.label}>
        <For each={matches()}>
          {(channel, index) => (
            // biome-ignore lint/a11y/useFocusableInteractive: the combobox keeps focus and names the active option
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the combobox's
            <div
              id={`${listId}-${index()}`}
              role="option"
              class={styles.option}
              aria-selected={index() === position()}
              onClick={() => open(channel)}
            >
              <Icon name="hash" size={16} />
              <PersonName name={nameOf(channel)} />
            </div>
          )}
        </For>
      </div>
      <Show when={matches().length === 0}>
        <p role="status">{strings.channels.noMatch}</p>
      </Show>
    </Sheet>
  )
}
