/**
 * The drawn family of states: the header pill, the delivery marks and presence all come from here.
 * Sixteen units, one stroke, one centre; shape tells what colour repeats and the word beside it says.
 */

import { type JSX, Match, Switch } from 'solid-js'
import styles from './state-shape.module.css'

export type StateShapeName = 'disc' | 'half' | 'ring' | 'triangle' | 'clock' | 'check' | 'checks'

export function StateShape(props: { name: StateShapeName; size?: number }): JSX.Element {
  return (
    <svg
      aria-hidden="true"
      class={styles.shape}
      data-shape={props.name}
      width={props.size ?? 12}
      height={props.size ?? 12}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      stroke-width="1.75"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <Switch>
        <Match when={props.name === 'disc'}>
          <circle cx="8" cy="8" r="5.5" fill="currentColor" />
        </Match>
        <Match when={props.name === 'half'}>
          <circle cx="8" cy="8" r="5.5" />
          <path d="M8 2.5a5.5 5.5 0 0 0 0 11z" fill="currentColor" />
        </Match>
        <Match when={props.name === 'ring'}>
          <circle cx="8" cy="8" r="5.5" />
        </Match>
        <Match when={props.name === 'triangle'}>
          <path d="M8 2.5l6 11H2zM8 6.8v2.7M8 11.6v.01" />
        </Match>
        <Match when={props.name === 'clock'}>
          <circle cx="8" cy="8" r="5.5" />
          <path d="M8 5v3h2.4" />
        </Match>
        <Match when={props.name === 'check'}>
          <path d="M3 8.6l3.4 3.4L13 4.8" />
        </Match>
        <Match when={props.name === 'checks'}>
          <path d="M.9 8.6l3.4 3.4 6.6-7.2M8 11.6l.4.4 6.6-7.2" />
        </Match>
      </Switch>
    </svg>
  )
}
