/** The number two people compare, in twelve groups of five, with what it is for. */

import { For, type JSX, Show } from 'solid-js'
import type { IdentityId, PersonId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createQuery } from '../live/create-query.ts'
import { isolatedName } from '../parts/names.ts'
import sheet from '../parts/sheet.module.css'
import { strings } from '../strings/en.ts'
import styles from './person-sheet.module.css'

export function SafetyNumber(props: { identity: IdentityId; person: PersonId; name: string }): JSX.Element {
  const { sotto } = useServices()
  const number = createQuery(sotto, 'safety.number', () => ({ as: props.identity, person: props.person }))
  const groups = () => number()?.match(/\d{5}/g) ?? []
  return (
    <Show when={groups().length > 0}>
      <section class={sheet.section}>
        <h3 class={sheet.label}>{strings.person.safety}</h3>
        <p class={styles.digits} data-testid="safety-number">
          <For each={groups()}>{(group) => <span>{group}</span>}</For>
        </p>
        <p class={sheet.hint}>{strings.person.safetyHint(isolatedName(props.name))}</p>
      </section>
    </Show>
  )
}
