/** What a new device shows until the existing one has let it in. */

import { type JSX, Match, Switch } from 'solid-js'
import type { QueryResult } from '../../engine/api.ts'
import { strings } from '../strings/en.ts'
import styles from './devices.module.css'
import { Digits } from './digits.tsx'

export type Linking = NonNullable<QueryResult<'device.linking'>>

export function BeingLinked(props: { row: Linking }): JSX.Element {
  return (
    <div class={styles.being} data-testid="being-linked" data-state={props.row.state}>
      <Switch>
        <Match when={props.row.state === 'refused'}>
          <h1 class={styles.title}>{strings.devices.refused}</h1>
          <p class={styles.words}>{strings.devices.refusedText}</p>
        </Match>
        <Match when={props.row.state === 'comparing'}>
          <h1 class={styles.title}>{strings.devices.compareTitle}</h1>
          <Digits digits={props.row.digits ?? ''} />
          <p class={styles.words}>{strings.devices.compareThere}</p>
        </Match>
        <Match when={props.row.state === 'linked'}>
          <h1 class={styles.title}>{strings.devices.linked}</h1>
          <p class={styles.words}>{strings.devices.arriving}</p>
        </Match>
        <Match when={true}>
          <h1 class={styles.title}>{strings.devices.lookingTitle}</h1>
          <p class={styles.words}>{strings.devices.lookingText}</p>
        </Match>
      </Switch>
    </div>
  )
}
