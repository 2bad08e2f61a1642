/** Under which identity to enter a community, when this browser has some already. */

import { For, type JSX } from 'solid-js'
import type { Persona } from '../app/personas.ts'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import styles from './join-as.module.css'

export function JoinAs(props: {
  personas: readonly Persona[]
  chosen: string
  /** Id of the persona that does not exist yet. */
  fresh: string
  onChoose: (persona: string) => void
}): JSX.Element {
  return (
    <fieldset class={styles.choices}>
      <legend class={styles.legend}>{strings.join.joinAs}</legend>
      <For each={props.personas}>
        {(row) => (
          <label class={styles.choice}>
            <input
              type="radio"
              name="join-as"
              checked={props.chosen === row.persona}
              onChange={() => props.onChoose(row.persona)}
            />
            <span class={styles.colour} data-hue={row.hue} />
            <PersonName name={row.name} />
          </label>
        )}
      </For>
      <label class={styles.choice}>
        <input
          type="radio"
          name="join-as"
          checked={props.chosen === props.fresh}
          onChange={() => props.onChoose(props.fresh)}
        />
        <span>
          {strings.join.newIdentity} <span class={styles.hint}>{strings.join.newIdentityHint}</span>
        </span>
      </label>
    </fieldset>
  )
}
