/** Who came and went, newest first: a part of the people panel. */

import { For, type JSX, Show } from 'solid-js'
import { useServices } from '../app/services.ts'
import { createNow } from '../live/create-now.ts'
import { createQuery } from '../live/create-query.ts'
import { strings } from '../strings/en.ts'
import { formatAgo, formatMoment } from '../strings/format.ts'
import { Admit } from './admit.tsx'
import { noticeWords } from './notice-words.ts'
import styles from './notices.module.css'

const SHOWN = 30

export function Notices(): JSX.Element {
  const { sotto, session } = useServices()
  const now = createNow()
  return (
    <Show when={session.current()?.identity} keyed>
      {(identity) => {
        const notices = createQuery(sotto, 'notice.list', () => ({ as: identity }))
        return (
          <Show when={(notices()?.length ?? 0) > 0}>
            <section>
              <h3 class={styles.label}>{strings.notices.title}</h3>
              <ul class={styles.past} data-testid="notices">
                <For each={notices()?.slice(-SHOWN).toReversed()}>
                  {(row) => (
                    <li class={styles.notice}>
                      <span class={styles.words}>
                        {noticeWords(row)}{' '}
                        <span class={styles.hint} title={formatMoment(row.at)}>
                          {formatAgo(row.at, now())}
                        </span>
                      </span>
                      <Admit identity={identity} row={row} />
                    </li>
                  )}
                </For>
              </ul>
            </section>
          </Show>
        )
      }}
    </Show>
  )
}
