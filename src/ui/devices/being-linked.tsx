/** What a new device shows until the existing one has let it in. */

import { type JSX, Match, Switch } from 'solid-js'
import type { IdentityId, QueryResult } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import sheet from '../parts/sheet.module.css'
import { strings } from '../strings/en.ts'
import styles from './devices.module.css'
import { Digits } from './digits.tsx'

export type Linking = NonNullable<QueryResult<'device.linking'>>

/** @param props.identity it asked as; nobody's, when it is turned away, and then it goes when one starts again */
export function BeingLinked(props: { identity: IdentityId; row: Linking }): JSX.Element {
  const { sotto } = useServices()
  const leave = createCommand(sotto, 'network.leave')
  return (
    <div class={styles.being} role="status" data-testid="being-linked" data-state={props.row.state}>
      <Switch>
        <Match when={props.row.state === 'refused'}>
          <h1 class={styles.title}>{strings.devices.refused}</h1>
          <p class={sheet.words}>{strings.devices.refusedText}</p>
          <ErrorNote code={leave.error()} />
          <Button disabled={leave.running()} onClick={() => void leave.run({ as: props.identity })}>
            {strings.devices.startAgain}
          </Button>
        </Match>
        <Match when={props.row.state === 'comparing'}>
          <h1 class={styles.title}>{strings.devices.compareTitle}</h1>
          <Digits digits={props.row.digits ?? ''} />
          <p class={sheet.words}>{strings.devices.compareThere}</p>
        </Match>
        <Match when={props.row.state === 'linked'}>
          <h1 class={styles.title}>{strings.devices.linked}</h1>
          <p class={sheet.words}>{strings.devices.arriving}</p>
        </Match>
        <Match when={true}>
          <h1 class={styles.title}>{strings.devices.lookingTitle}</h1>
          <p class={sheet.words}>{strings.devices.lookingText}</p>
        </Match>
      </Switch>
    </div>
  )
}
