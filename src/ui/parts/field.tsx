/** A labelled text field with its hint, and the same frame around a select. */

import { createUniqueId, type JSX, onMount, Show } from 'solid-js'
import styles from './field.module.css'

export interface TextFieldProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly maxLength?: number
  readonly autofocus?: boolean
  readonly autocomplete?: string
  readonly code?: boolean
}

export function TextField(props: TextFieldProps): JSX.Element {
  const id = createUniqueId()
  let input: HTMLInputElement | undefined
  // The attribute alone acts once per page; it is kept for dialogs, which look for it when they open.
  onMount(() => {
    if (props.autofocus === true) input?.focus()
  })
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {props.label}
      </label>
      <input
        ref={input}
        id={id}
        class={`${styles.input} ${props.code ? styles.code : ''}`}
        dir="auto"
        type="text"
        required
        spellcheck={false}
        autocomplete={props.autocomplete ?? 'off'}
        autofocus={props.autofocus}
        maxLength={props.maxLength}
        aria-describedby={props.hint ? `${id}-hint` : undefined}
        value={props.value}
        onInput={(event) => props.onValue(event.currentTarget.value)}
      />
      <Show when={props.hint}>
        <p id={`${id}-hint`} class={styles.hint}>
          {props.hint}
        </p>
      </Show>
    </div>
  )
}

export function SelectField(props: {
  label: string
  value: string
  options: readonly { readonly value: string; readonly label: string }[]
  onValue: (value: string) => void
}): JSX.Element {
  const id = createUniqueId()
  return (
    <div class={styles.field}>
      <label class={styles.label} for={id}>
        {props.label}
      </label>
      <select id={id} class={styles.input} onChange={(event) => props.onValue(event.currentTarget.value)}>
        {props.options.map((option) => (
          <option value={option.value} selected={option.value === props.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  )
}
