/** Choosing some of the members: a checkbox each. Holds nothing; the caller keeps who is chosen. */

import { For, type JSX } from 'solid-js'
import type { PersonId } from '../../engine/api.ts'
import { Avatar } from './avatar.tsx'
import styles from './people-picker.module.css'
import { PersonName } from './person-name.tsx'

export interface Choosable {
  readonly person_id: PersonId
  readonly name: string
}

export function PeoplePicker(props: {
  label: string
  people: readonly Choosable[]
  chosen: ReadonlySet<PersonId>
  onChosen: (chosen: ReadonlySet<PersonId>) => void
  /** Said when there is nobody to choose. */
  none: string
}): JSX.Element {
  const toggle = (person: PersonId) => {
    const next = new Set(props.chosen)
    if (!next.delete(person)) next.add(person)
    props.onChosen(next)
  }
  return (
    <fieldset class={styles.field}>
      <legend class={styles.label}>{props.label}</legend>
      <ul class={styles.list}>
        <For each={props.people} fallback={<li class={styles.none}>{props.none}</li>}>
          {(person) => (
            <li>
              <label class={styles.person}>
                <input
                  type="checkbox"
                  checked={props.chosen.has(person.person_id)}
                  onChange={() => toggle(person.person_id)}
                />
                <Avatar small name={person.name} peer={person.person_id} />
                <PersonName name={person.name} />
              </label>
            </li>
          )}
        </For>
      </ul>
    </fieldset>
  )
}
