/** The menu of a message, the bar while several are chosen, and the confirmation of a deletion. */

import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import type { IdentityId, MessageRow } from '../../engine/api.ts'
import { Button } from '../parts/button.tsx'
import hidden from '../parts/hidden.module.css'
import { Menu, type MenuItem } from '../parts/menu.tsx'
import { strings } from '../strings/en.ts'
import type { MenuAsked, MessageActions } from './create-message-actions.ts'
import styles from './message-actions.module.css'

const DeleteSheet = lazy(() => import('./delete-sheet.tsx'))

export interface MessageActionsProps {
  readonly actions: MessageActions
  readonly identity: IdentityId
  readonly rows: readonly MessageRow[]
  /** After a deletion: to the row that is next to it, or to the composer. */
  readonly onGoTo: (id: string | undefined) => void
}

export function MessageActionsParts(props: MessageActionsProps): JSX.Element {
  const { actions } = props
  const [said, setSaid] = createSignal('')
  const chosenRows = () => props.rows.filter((row) => actions.chosen()?.has(row.message_id))
  const done = () => {
    setSaid(strings.deletion.done(actions.deleting().length))
    actions.endDeletion()
    actions.endChoosing()
    props.onGoTo(actions.focusAfter())
  }
  const items = ({ row }: MenuAsked): readonly MenuItem[] => [
    { label: strings.messages.copyText, icon: 'copy', onChoose: () => void copy(row) },
    ...(row.may_delete
      ? ([
          { label: strings.messages.chooseSeveral, icon: 'choose', onChoose: () => actions.choose(row.message_id) },
          { label: strings.deletion.ask, icon: 'bin', isDanger: true, onChoose: () => actions.askDeletion([row]) },
        ] as const)
      : []),
  ]
  return (
    <>
      <Show when={actions.menu()} keyed>
        {(asked) => (
          <Menu
            label={strings.messages.actions}
            at={asked.at}
            items={items(asked)}
            onClose={() => actions.menu() === asked && actions.askMenu(undefined)}
          />
        )}
      </Show>
      <Show when={actions.chosen()}>
        {(chosen) => (
          <section class={styles.bar} aria-label={strings.messages.chooseSeveral}>
            <p class={styles.count} role="status">
              {strings.messages.chosen(chosen().size)}
            </p>
            <Button weight="quiet" onClick={() => actions.endChoosing()}>
              {strings.cancel}
            </Button>
            <Button weight="danger" disabled={chosen().size === 0} onClick={() => actions.askDeletion(chosenRows())}>
              {strings.deletion.ask}
            </Button>
          </section>
        )}
      </Show>
      <Suspense>
        <Show when={actions.deleting().length > 0}>
          <DeleteSheet
            identity={props.identity}
            rows={actions.deleting()}
            onDone={done}
            onClose={() => actions.endDeletion()}
          />
        </Show>
      </Suspense>
      <p class={hidden.hidden} role="status">
        {said()}
      </p>
    </>
  )
}

/** Where the browser keeps the clipboard to itself, the text is marked for the person to copy. */
async function copy(row: MessageRow): Promise<void> {
  try {
    await navigator.clipboard.writeText(row.text)
  } catch {
    const shown = document.querySelector(`[data-text="${row.message_id}"]`) // No permission, or no secure context.
    if (shown !== null) getSelection()?.selectAllChildren(shown)
  }
}
