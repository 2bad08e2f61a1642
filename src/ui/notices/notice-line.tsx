/**
 * News of who came, went or was made an admin, over the messages until it is put away. What was there when
 * this browser first saw the community is no news, nor is what one did oneself.
 */

import { createEffect, createMemo, For, type JSX, Show } from 'solid-js'
import type { IdentityId, NoticeRow } from '../../engine/api.ts'
import { putAway, unseenNotices } from '../app/seen-notices.ts'
import { useServices } from '../app/services.ts'
import { Button } from '../parts/button.tsx'
import { strings } from '../strings/en.ts'
import { Admit } from './admit.tsx'
import { noticeWords } from './notice-words.ts'
import styles from './notices.module.css'

/** The newest; the rest is counted, and told in the people panel. */
const SHOWN = 3

export function NoticeLine(props: { identity: IdentityId; notices: readonly NoticeRow[] }): JSX.Element {
  const { session } = useServices()
  const { identity } = props
  const news = createMemo(() => {
    const me = session.current()?.person_id
    return (unseenNotices(identity, props.notices) ?? []).filter((row) => row.person_id !== me && !row.is_own)
  })
  createEffect(() => {
    const { notices } = props
    if (session.current()?.role !== 'joining' && unseenNotices(identity, notices) === undefined)
      putAway(identity, notices)
  })
  return (
    <Show when={news().length > 0}>
      <div class={styles.line} data-testid="notice-line">
        <ul class={styles.list}>
          <For each={news().slice(-SHOWN)}>
            {(row) => (
              <li class={styles.notice}>
                <span class={styles.words}>{noticeWords(row)}</span>
                <Admit identity={identity} row={row} />
              </li>
            )}
          </For>
          <Show when={news().length > SHOWN}>
            <li class={styles.hint}>{strings.notices.more(news().length - SHOWN)}</li>
          </Show>
        </ul>
        <Button weight="quiet" onClick={() => putAway(identity, props.notices)}>
          {strings.notices.dismiss}
        </Button>
      </div>
    </Show>
  )
}
