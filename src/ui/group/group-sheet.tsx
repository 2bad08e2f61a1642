/** Who is in a private channel or a conversation; of a private one also who is added, taken out, or leaves. */

import { createSignal, For, type JSX, Show } from 'solid-js'
import type { ChannelRow, IdentityId, PersonId } from '../../engine/api.ts'
import { channelTitle } from '../app/channel-title.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createOthers } from '../live/create-others.ts'
import { createQuery } from '../live/create-query.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { shownName } from '../parts/names.ts'
import { PeoplePicker } from '../parts/people-picker.tsx'
import { PersonName } from '../parts/person-name.tsx'
import sheet from '../parts/sheet.module.css'
import { Sheet } from '../parts/sheet.tsx'
import { strings } from '../strings/en.ts'
import styles from './group-sheet.module.css'

export default function GroupSheet(props: {
  identity: IdentityId
  channel: ChannelRow
  onClose: () => void
}): JSX.Element {
  const { sotto, session } = useServices()
  const { identity } = props
  const { channel_id, kind } = props.channel
  const people = createQuery(sotto, 'group.members', () => ({ as: identity, channel_id }))
  const remove = createCommand(sotto, 'group.remove')
  const leave = createCommand(sotto, 'group.leave')
  const [step, setStep] = createSignal<'people' | 'adding' | 'leaving'>('people')
  const goes = async () => {
    if (leave.running()) return
    await leave.run({ as: identity, channel_id })
    if (leave.error() !== undefined) return
    props.onClose()
    session.open(identity)
  }
  return (
    <Sheet title={shownName(channelTitle(props.channel, strings.channels.alone))} onClose={props.onClose}>
      <Show when={step() === 'people'}>
        <p class={styles.hint}>{strings.group.hints[kind === 'direct' ? 'direct' : 'private']}</p>
        <ul class={styles.list} aria-label={strings.group.people}>
          <For each={people()}>
            {(person) => (
              <li class={styles.person} data-testid="group-member">
                <Avatar small name={person.name} peer={person.person_id} />
                <span class={styles.name}>
                  <PersonName name={person.name} />
                  <Show when={person.is_me}>
                    <span class={styles.hint}> {strings.people.you}</span>
                  </Show>
                </span>
                <Show when={person.may_remove}>
                  <Button
                    weight="quiet"
                    aria-label={strings.group.takeOutOne(shownName(person.name))}
                    onClick={() => void remove.run({ as: identity, channel_id, person: person.person_id })}
                  >
                    {strings.group.takeOut}
                  </Button>
                </Show>
              </li>
            )}
          </For>
        </ul>
        <ErrorNote code={remove.error()} />
        <div class={sheet.actions}>
          <Button weight="quiet" onClick={() => setStep('leaving')}>
            {strings.group.leave}
          </Button>
          <Show when={kind === 'private'}>
            <Button onClick={() => setStep('adding')}>{strings.group.add}</Button>
          </Show>
        </div>
      </Show>
      <Show when={step() === 'adding'}>
        <Adding
          identity={identity}
          channelId={channel_id}
          present={new Set((people() ?? []).map((person) => person.person_id))}
          onDone={() => setStep('people')}
        />
      </Show>
      <Show when={step() === 'leaving'}>
        <div class={sheet.words}>
          <p>{strings.group.leaveText}</p>
        </div>
        <ErrorNote code={leave.error()} />
        <div class={sheet.actions}>
          <Button onClick={() => setStep('people')}>{strings.cancel}</Button>
          <Button weight="danger" onClick={() => void goes()}>
            {strings.group.leaveConfirm}
          </Button>
        </div>
      </Show>
    </Sheet>
  )
}

function Adding(props: {
  identity: IdentityId
  channelId: ChannelRow['channel_id']
  present: ReadonlySet<PersonId>
  onDone: () => void
}): JSX.Element {
  const { sotto } = useServices()
  const add = createCommand(sotto, 'group.add')
  const others = createOthers(sotto, () => props.identity)
  const [chosen, setChosen] = createSignal<ReadonlySet<PersonId>>(new Set())
  const submit = async () => {
    if (chosen().size === 0 || add.running()) return
    await add.run({ as: props.identity, channel_id: props.channelId, people: [...chosen()] })
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
      <p class={styles.hint}>{strings.group.addHint}</p>
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
