/** Who is in a private channel or a conversation; of a private one also who is added, taken out, or leaves. */

import { createSignal, For, type JSX, Match, Show, Switch } from 'solid-js'
import type { ChannelRow, GroupMemberRow, IdentityId, PersonId } from '../../engine/api.ts'
import { channelTitle } from '../app/channel-title.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createOthers } from '../live/create-others.ts'
import { createQuery } from '../live/create-query.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Button } from '../parts/button.tsx'
import { Decision } from '../parts/decision.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { isolatedName, shownName } from '../parts/names.ts'
import { PeoplePicker } from '../parts/people-picker.tsx'
import { PersonName } from '../parts/person-name.tsx'
import sheet from '../parts/sheet.module.css'
import { Sheet } from '../parts/sheet.tsx'
import { strings } from '../strings/en.ts'
import styles from './group-sheet.module.css'

type Step = 'people' | 'adding' | 'leaving' | { readonly takingOut: GroupMemberRow }

interface InGroup {
  readonly identity: IdentityId
  readonly channel: ChannelRow
}

export default function GroupSheet(props: InGroup & { onClose: () => void }): JSX.Element {
  const { sotto } = useServices()
  const { channel_id } = props.channel
  const people = createQuery(sotto, 'group.members', () => ({ as: props.identity, channel_id }))
  const [step, setStep] = createSignal<Step>('people')
  const back = () => setStep('people')
  const name = () => shownName(channelTitle(props.channel, strings.channels.alone))
  const takingOut = () => {
    const at = step()
    return typeof at === 'object' ? at.takingOut : undefined
  }
  const title = () => {
    const person = takingOut()
    if (person !== undefined) return strings.group.takeOutTitle(isolatedName(person.name))
    if (step() === 'adding') return strings.group.addTitle(isolatedName(name()))
    return step() === 'leaving' ? strings.group.leaveTitle(isolatedName(name())) : name()
  }
  return (
    <Sheet title={title()} onClose={props.onClose}>
      <Switch>
        <Match when={step() === 'people'}>
          <People channel={props.channel} people={people() ?? []} onStep={setStep} />
        </Match>
        <Match when={step() === 'adding'}>
          <Adding {...props} present={new Set((people() ?? []).map((person) => person.person_id))} onDone={back} />
        </Match>
        <Match when={step() === 'leaving'}>
          <Leaving {...props} onDone={props.onClose} onBack={back} />
        </Match>
        <Match when={takingOut()}>{(person) => <TakingOut {...props} person={person()} onDone={back} />}</Match>
      </Switch>
    </Sheet>
  )
}

function People(props: {
  channel: ChannelRow
  people: readonly GroupMemberRow[]
  onStep: (step: Step) => void
}): JSX.Element {
  const isPrivate = () => props.channel.kind === 'private'
  return (
    <>
      <p class={sheet.hint}>{strings.group.hints[isPrivate() ? 'private' : 'direct']}</p>
      <ul class={styles.list} aria-label={strings.group.people}>
        <For each={props.people}>
          {(person) => (
            <li class={styles.person} data-testid="group-member">
              <Avatar small name={person.name} peer={person.person_id} />
              <span class={styles.name}>
                <PersonName name={person.name} />
                <Show when={person.is_me}>
                  <span class={sheet.hint}> {strings.people.you}</span>
                </Show>
              </span>
              <Show when={person.may_remove}>
                <Button
                  weight="quiet"
                  aria-label={strings.group.takeOutOne(shownName(person.name))}
                  onClick={() => props.onStep({ takingOut: person })}
                >
                  {strings.group.takeOut}
                </Button>
              </Show>
            </li>
          )}
        </For>
      </ul>
      <div class={sheet.actions}>
        <Button weight="quiet" onClick={() => props.onStep('leaving')}>
          {strings.group.leave}
        </Button>
        <Show when={isPrivate()}>
          <Button onClick={() => props.onStep('adding')}>{strings.group.add}</Button>
        </Show>
      </div>
    </>
  )
}

function TakingOut(props: InGroup & { person: GroupMemberRow; onDone: () => void }): JSX.Element {
  const { sotto } = useServices()
  const remove = createCommand(sotto, 'group.remove')
  const submit = async () => {
    if (remove.running()) return
    const { channel_id } = props.channel
    await remove.run({ as: props.identity, channel_id, person: props.person.person_id })
    if (remove.error() === undefined) props.onDone()
  }
  return (
    <Decision
      confirm={strings.group.takeOut}
      isDanger
      error={remove.error()}
      onConfirm={() => void submit()}
      onBack={props.onDone}
    >
      <p>{strings.group.takeOutText(isolatedName(props.person.name))}</p>
    </Decision>
  )
}

function Leaving(props: InGroup & { onDone: () => void; onBack: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const leave = createCommand(sotto, 'group.leave')
  const submit = async () => {
    if (leave.running()) return
    await leave.run({ as: props.identity, channel_id: props.channel.channel_id })
    if (leave.error() !== undefined) return
    props.onDone()
    session.open(props.identity, session.current()?.channel_id)
  }
  return (
    <Decision
      confirm={strings.group.leaveConfirm}
      isDanger
      error={leave.error()}
      onConfirm={() => void submit()}
      onBack={props.onBack}
    >
      <p>{strings.group.leaveText}</p>
    </Decision>
  )
}

function Adding(props: InGroup & { present: ReadonlySet<PersonId>; onDone: () => void }): JSX.Element {
  const { sotto } = useServices()
  const add = createCommand(sotto, 'group.add')
  const others = createOthers(sotto, () => props.identity)
  const [chosen, setChosen] = createSignal<ReadonlySet<PersonId>>(new Set())
  const submit = async () => {
    if (chosen().size === 0 || add.running()) return
    await add.run({ as: props.identity, channel_id: props.channel.channel_id, people: [...chosen()] })
    if (add.error() === undefined) props.onDone()
  }
  return (
    <>
      <PeoplePicker
        label={strings.group.addWhom}
        people={others().filter((row) => !props.present.has(row.person_id))}
        chosen={chosen()}
        onChosen={setChosen}
        none={strings.group.allAreIn}
      />
      <p class={sheet.hint}>{strings.group.addHint}</p>
      <ErrorNote code={add.error()} />
      <div class={sheet.actions}>
        <Button onClick={props.onDone}>{strings.cancel}</Button>
        <Button weight="primary" disabled={chosen().size === 0} onClick={() => void submit()}>
          {strings.group.addConfirm}
        </Button>
      </div>
    </>
  )
}
