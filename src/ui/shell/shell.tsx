/**
 * The main layout: rail, channels, conversation, and the people panel on demand. Between the breaks the
 * channels slide over the conversation; on a narrow window rail and channels do together.
 */

import { createEffect, createSignal, type JSX, lazy, Match, onCleanup, onMount, Show, Suspense, Switch } from 'solid-js'
import type { ChannelRow, IdentityId, IdentityRow } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { ChannelGone } from '../conversation/channel-gone.tsx'
import { Conversation } from '../conversation/conversation.tsx'
import { Knocking } from '../conversation/knocking.tsx'
import { createMedia, NARROW, WIDE } from '../live/create-media.ts'
import { createFocusReturn } from '../live/focus.ts'
import { NextTask } from '../live/next-task.tsx'
import hidden from '../parts/hidden.module.css'
import { PeoplePanel } from '../people/people-panel.tsx'
import { strings } from '../strings/en.ts'
import { ChannelsPane } from './channels-pane.tsx'
import { Rail } from './rail.tsx'
import styles from './shell.module.css'

const NewChannelSheet = lazy(() => import('./new-channel-sheet.tsx'))
const NewDirectSheet = lazy(() => import('./new-direct-sheet.tsx'))
const GroupSheet = lazy(() => import('../group/group-sheet.tsx'))
const DevicesSheet = lazy(() => import('../devices/devices-sheet.tsx'))
const InviteSheet = lazy(() => import('../invite/invite-sheet.tsx'))
const LeaveSheet = lazy(() => import('../leaving/leave-sheet.tsx'))
const ChannelSwitcher = lazy(() => import('./channel-switcher.tsx'))

export function Shell(): JSX.Element {
  const { session } = useServices()
  const isWide = createMedia(WIDE)
  const isNarrow = createMedia(NARROW)
  const [isPaneOpen, setPaneOpen] = createSignal(false)
  const [arePeopleOpen, setPeopleOpen] = createSignal(false)
  const [isInviting, setInviting] = createSignal(false)
  const [areDevicesOpen, setDevicesOpen] = createSignal(false)
  const [leaving, setLeaving] = createSignal<IdentityRow>()
  const [adding, setAdding] = createSignal<'channel' | 'direct'>()
  const [group, setGroup] = createSignal<{ readonly identity: IdentityId; readonly channel: ChannelRow }>()
  const [isSwitching, setSwitching] = createSignal(false)

  let side: HTMLDivElement | undefined
  let people: HTMLElement | undefined

  const isPaneShown = () => isWide() || isPaneOpen()
  const isCovered = () => (isPaneOpen() && !isWide()) || (arePeopleOpen() && !isWide())
  const onMenu = () => (isWide() ? undefined : () => setPaneOpen(true))
  const closeOver = () => {
    setPaneOpen(false)
    if (!isWide()) setPeopleOpen(false)
  }
  const onEscape = () => {
    if (isCovered()) closeOver()
    else if (people?.contains(document.activeElement)) setPeopleOpen(false)
  }

  const openGroup = () => {
    const [identity, channel] = [session.current()?.identity, session.channel()]
    if (identity !== undefined && channel !== undefined) setGroup({ identity, channel })
  }

  createEffect(() => {
    session.channelId()
    setPaneOpen(false)
  })

  onMount(() => {
    const onKey = (event: KeyboardEvent) => {
      // A dialog above takes its Escape for itself.
      if (event.key === 'Escape' && document.querySelector('dialog[open]') === null) onEscape()
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      setSwitching(true)
    }
    addEventListener('keydown', onKey)
    onCleanup(() => removeEventListener('keydown', onKey))
  })
  createFocusReturn(isCovered, () => (isPaneOpen() ? side : people))
  createKeyboardInset()

  return (
    <div class={styles.shell} data-people={arePeopleOpen()} data-pane={isPaneShown()} data-hue={session.persona()?.hue}>
      <button type="button" class={hidden.skip} onClick={() => document.getElementById('composer')?.focus()}>
        {strings.skipToComposer}
      </button>
      <div ref={side} class={styles.side} inert={isNarrow() && !isPaneOpen()}>
        <Rail onDevices={() => setDevicesOpen(true)} />
        <div class={styles.pane} inert={!isPaneShown()}>
          <NextTask>
            <ChannelsPane
              isClosable={!isWide()}
              onClose={() => setPaneOpen(false)}
              onInvite={() => setInviting(true)}
              onLeave={() => setLeaving(session.current())}
              onNewChannel={() => setAdding('channel')}
              onNewDirect={() => setAdding('direct')}
            />
          </NextTask>
        </div>
      </div>
      <Show when={isCovered()}>
        <button type="button" class={styles.scrim} tabindex="-1" aria-label={strings.close} onClick={closeOver} />
      </Show>
      <main class={styles.main} inert={isCovered()}>
        <Switch fallback={<Knocking onMenu={onMenu()} onPeople={() => setPeopleOpen(!arePeopleOpen())} />}>
          <Match when={session.gone()}>{(title) => <ChannelGone title={title()} onMenu={onMenu()} />}</Match>
          <Match when={session.channelId()} keyed>
            {(channelId) => (
              <Conversation
                channelId={channelId}
                arePeopleOpen={arePeopleOpen()}
                onMenu={onMenu()}
                onPeople={() => setPeopleOpen(!arePeopleOpen())}
                onInvite={() => setInviting(true)}
                onGroup={openGroup}
              />
            )}
          </Match>
        </Switch>
      </main>
      <Show when={arePeopleOpen()}>
        <PeoplePanel ref={people} onClose={() => setPeopleOpen(false)} />
      </Show>
      <Suspense>
        <Show when={isInviting()}>
          <InviteSheet onClose={() => setInviting(false)} />
        </Show>
        <Show when={areDevicesOpen()}>
          <DevicesSheet onClose={() => setDevicesOpen(false)} />
        </Show>
        <Show when={leaving()} keyed>
          {(row) => <LeaveSheet row={row} onClose={() => setLeaving(undefined)} />}
        </Show>
        <Show when={adding() === 'channel'}>
          <NewChannelSheet mayPublic={session.may('create_public_channel')} onClose={() => setAdding(undefined)} />
        </Show>
        <Show when={adding() === 'direct'}>
          <NewDirectSheet onClose={() => setAdding(undefined)} />
        </Show>
        <Show when={group()} keyed>
          {(asked) => (
            <GroupSheet identity={asked.identity} channel={asked.channel} onClose={() => setGroup(undefined)} />
          )}
        </Show>
        <Show when={isSwitching()}>
          <ChannelSwitcher onClose={() => setSwitching(false)} />
        </Show>
      </Suspense>
    </div>
  )
}

/** Keeps the composer above an on-screen keyboard that covers the page instead of resizing it. */
function createKeyboardInset(): void {
  onMount(() => {
    const viewport = window.visualViewport
    if (viewport === null) return
    const fit = () => {
      const covered = innerHeight - viewport.height * viewport.scale
      document.documentElement.style.setProperty('--keyboard', `${Math.max(0, Math.round(covered))}px`)
    }
    viewport.addEventListener('resize', fit)
    onCleanup(() => viewport.removeEventListener('resize', fit))
  })
}
