/**
 * Writing a message. Enter posts, Shift+Enter breaks the line; what is not posted yet is a draft kept
 * per channel. A message shows once it is committed, which takes milliseconds; one that is refused
 * comes back into the box.
 */

import { type JSX, onMount } from 'solid-js'
import type { EventId, IdentityId } from '../../engine/api.ts'
import { askToKeepStorage } from '../app/keep-storage.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { ErrorNote } from '../parts/error-note.tsx'
import hidden from '../parts/hidden.module.css'
import { Icon } from '../parts/icon.tsx'
import { cleanName } from '../parts/names.ts'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import styles from './composer.module.css'
import { createDraft } from './drafts.ts'

export interface ComposerProps {
  readonly identity: IdentityId
  readonly channelId: EventId<'channel'>
  readonly channelName: string
  readonly isDirect: boolean
  readonly onPosted: () => void
}

export function Composer(props: ComposerProps): JSX.Element {
  const { sotto, session } = useServices()
  const { identity, channelId } = props
  const send = createCommand(sotto, 'message.send')
  const draft = createDraft(sotto, identity, channelId)
  const { text } = draft
  const label = () => {
    const name = cleanName(props.channelName)
    return props.isDirect ? strings.composer.labelDirect(name) : strings.composer.label(name)
  }

  const write = (value: string) => {
    draft.write(value)
    if (send.error() !== undefined) send.clear()
  }

  const post = async () => {
    const posted = text()
    if (posted.trim() === '') return
    draft.clear()
    const id = await send.run({ as: identity, channel_id: channelId, text: posted })
    // The kept draft outlives the attempt, so that a crash in between loses nothing.
    if (id === undefined) draft.write(text() === '' ? posted : `${posted}\n${text()}`)
    else {
      draft.write(text())
      askToKeepStorage()
      props.onPosted()
    }
  }

  let box: HTMLTextAreaElement | undefined
  // Where a keyboard is at hand one types at once; on touch it would cover half of what was opened. With the next
  // frame: to focus is to lay out the whole page, on top of what made it.
  onMount(() => {
    if (!matchMedia('(pointer: fine)').matches) return
    const before = document.activeElement
    requestAnimationFrame(() => {
      const now = document.activeElement
      if (now === before || now === document.body) box?.focus({ preventScroll: true })
    })
  })

  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    void post()
  }

  return (
    <form
      class={styles.composer}
      onSubmit={(event) => {
        event.preventDefault()
        void post()
      }}
    >
      <ErrorNote code={send.error()} />
      <div class={styles.box}>
        <div class={styles.grow} data-text={`${text()} `}>
          <textarea
            ref={box}
            id="composer"
            class={styles.input}
            rows="1"
            dir={text() === '' ? undefined : 'auto'} // empty, Chromium keeps the direction of what was posted
            aria-label={label()}
            aria-describedby="composer-hint"
            placeholder={label()}
            autocomplete="off"
            value={text()}
            onInput={(event) => write(event.currentTarget.value)}
            onKeyDown={onKey}
          />
        </div>
        <button type="submit" class={styles.post} aria-label={strings.composer.post} disabled={text().trim() === ''}>
          <Icon name="post" />
        </button>
      </div>
      <p class={styles.as}>
        {strings.composer.postingAs} <PersonName name={session.current()?.person_name ?? ''} />
      </p>
      <p id="composer-hint" class={hidden.hidden}>
        {strings.composer.hint}
      </p>
    </form>
  )
}
