/**
 * In the place of a channel this person is no longer in: says so, and goes elsewhere only when asked. Another
 * channel that opened by itself would be given the words still being typed.
 */

import { type JSX, onMount, Show } from 'solid-js'
import { useServices } from '../app/services.ts'
import { focusIfLost } from '../live/focus.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { isolatedName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'
import styles from './knocking.module.css'

export function ChannelGone(props: { title: string; onMenu: (() => void) | undefined }): JSX.Element {
  const { session } = useServices()
  const first = () => session.channels()?.find((row) => row.channel_id === session.current()?.channel_id)
  let title: HTMLHeadingElement | undefined
  onMount(() => focusIfLost(() => title)) // what had it may have gone with the channel
  const go = () => {
    const row = session.current()
    if (row !== undefined) session.open(row.identity, first()?.channel_id)
  }
  return (
    <section class={styles.knocking} data-testid="channel-gone">
      <Show when={props.onMenu}>
        {(menu) => <IconButton icon="menu" label={strings.channels.open} onClick={() => menu()()} />}
      </Show>
      <div class={styles.words}>
        <h1 ref={title} class={styles.title} tabindex="-1">
          {strings.group.gone(isolatedName(props.title))}
        </h1>
        <p class={styles.text}>{strings.group.goneText}</p>
        <Show when={first()}>{(row) => <Button onClick={go}>{strings.channels.goTo(row().name)}</Button>}</Show>
      </div>
    </section>
  )
}
