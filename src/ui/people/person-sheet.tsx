/**
 * One person of the community: who they are here, their devices, the number to compare with them, and what
 * one may do about them. Loaded when a row of the panel is opened.
 */

import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type { IdentityId, MemberRow, PeerId } from '../../engine/api.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Button } from '../parts/button.tsx'
import { isolatedName, shownName } from '../parts/names.ts'
import sheet from '../parts/sheet.module.css'
import { Sheet } from '../parts/sheet.tsx'
import { strings } from '../strings/en.ts'
import { DeviceRemoval } from './device-removal.tsx'
import { NotKept } from './not-kept.tsx'
import { PersonDevices } from './person-devices.tsx'
import styles from './person-sheet.module.css'
import { Demotion, Promotion } from './promotion.tsx'
import { Removal } from './removal.tsx'
import { RoleLine } from './role-line.tsx'
import { SafetyNumber } from './safety-number.tsx'

type Step = 'overview' | 'promote' | 'demote' | 'remove' | { readonly device: PeerId }

export default function PersonSheet(props: { identity: IdentityId; row: MemberRow; onClose: () => void }): JSX.Element {
  const [step, setStep] = createSignal<Step>('overview')
  const back = () => setStep('overview')
  const device = () => {
    const at = step()
    return typeof at === 'object' ? at.device : undefined
  }
  const title = () => {
    const name = isolatedName(props.row.name)
    const at = step()
    if (typeof at === 'object') return strings.person.removeDeviceTitle
    return { overview: shownName(props.row.name), ...strings.person.titles(name) }[at]
  }
  return (
    <Sheet title={title()} onClose={props.onClose}>
      <Switch>
        <Match when={step() === 'overview'}>
          <Overview {...props} onStep={setStep} />
        </Match>
        <Match when={step() === 'promote'}>
          <Promotion identity={props.identity} row={props.row} onDone={back} onBack={back} />
        </Match>
        <Match when={step() === 'demote'}>
          <Demotion identity={props.identity} row={props.row} onDone={back} onBack={back} />
        </Match>
        <Match when={step() === 'remove'}>
          <Removal identity={props.identity} row={props.row} onDone={props.onClose} onBack={back} />
        </Match>
        <Match when={device()}>
          {(peer) => (
            <DeviceRemoval
              identity={props.identity}
              peer={peer()}
              isMine={props.row.is_me}
              name={props.row.name}
              onDone={back}
              onBack={back}
            />
          )}
        </Match>
      </Switch>
    </Sheet>
  )
}

function Overview(props: { identity: IdentityId; row: MemberRow; onStep: (step: Step) => void }): JSX.Element {
  return (
    <>
      <div class={styles.who}>
        <Avatar name={props.row.name} peer={props.row.person_id} />
        <p class={sheet.hint}>
          <RoleLine row={props.row} />
          {props.row.is_me ? `, ${strings.people.you}` : ''}
        </p>
      </div>
      <NotKept identity={props.identity} row={props.row} />
      <PersonDevices identity={props.identity} row={props.row} onRemove={(device) => props.onStep({ device })} />
      <Show when={!props.row.is_me}>
        <SafetyNumber identity={props.identity} person={props.row.person_id} name={props.row.name} />
      </Show>
      <Show when={props.row.may.promote || props.row.may.demote || props.row.may.remove}>
        <div class={styles.acts}>
          <Show when={props.row.may.promote}>
            <Button onClick={() => props.onStep('promote')}>{strings.person.promote}</Button>
          </Show>
          <Show when={props.row.may.demote}>
            <Button onClick={() => props.onStep('demote')}>{strings.person.demote}</Button>
          </Show>
          <Show when={props.row.may.remove}>
            <Button weight="quiet" class={styles.danger} onClick={() => props.onStep('remove')}>
              {strings.person.remove}
            </Button>
          </Show>
        </div>
      </Show>
    </>
  )
}
