/**
 * A query of the engine as a signal that stays true. Results are reconciled into a store by each
 * list's own key, so rows that did not change keep their identity and the screen does not flicker.
 */

import { type Accessor, createEffect, createSignal, onCleanup } from 'solid-js'
import { createStore, reconcile } from 'solid-js/store'
import type { EngineErrorCode, QueryArgs, QueryName, QueryResult, Sotto } from '../../engine/api.ts'

/** What tells two rows of one result apart. Nested lists (servers) have no row of this name. */
const ROW_KEYS: Readonly<Record<QueryName, string>> = {
  'identity.list': 'identity',
  'channel.list': 'channel_id',
  'group.members': 'person_id',
  'draft.text': '',
  'message.list': 'message_id',
  'message.delivery': 'peer_id',
  'member.list': 'person_id',
  'capability.list': '',
  'notice.list': 'notice_id',
  'device.linking': 'peer_id',
  'device.list': 'peer_id',
  'safety.number': '',
  'key.health': 'peer_id',
  'message.waiting': 'missing',
  'connection.state': 'url',
  'connection.peers': 'peer_id',
  'invite.list': 'invite_id',
  'invite.preview': 'short',
  'diagnostics.counters': '',
  'diagnostics.chains': '',
}

export interface Query<Result> {
  /** `undefined` until the first answer, and after a change of arguments until the next. */
  (): Result | undefined
  readonly error: Accessor<EngineErrorCode | undefined>
}

interface Held<Result> {
  readonly value: Result | undefined
}

/**
 * @param args `undefined` while there is nothing to ask. A change starts anew from nothing, so that
 *   no row of one identity is ever shown under another.
 */
export function createQuery<N extends QueryName>(
  sotto: Sotto,
  name: N,
  args: () => QueryArgs<N> | undefined,
): Query<QueryResult<N>> {
  const [held, setHeld] = createStore<Held<QueryResult<N>>>({ value: undefined })
  const [error, setError] = createSignal<EngineErrorCode>()

  createEffect(() => {
    const asked = args()
    if (asked === undefined) return
    const stop = sotto.watch(
      name,
      asked,
      (result) => {
        setHeld(reconcile({ value: result }, { key: ROW_KEYS[name] }))
        setError(undefined)
      },
      setError,
    )
    onCleanup(() => {
      stop()
      setHeld(reconcile({ value: undefined }))
      setError(undefined)
    })
  })

  return Object.assign(() => held.value, { error })
}
