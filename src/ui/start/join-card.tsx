/**
 * The card an invite link opens: who invites to what, as far as the link itself proves it offline,
 * one name, one button. A broken link says which way it is broken.
 */

import { createSignal, type JSX, Show } from 'solid-js'
import type { InvitePreview, NetworkId } from '../../engine/api.ts'
import { isRefusal } from '../app/refusal.ts'
import { useServices } from '../app/services.ts'
import { newPersonaId } from '../app/session.ts'
import { createCommand } from '../live/create-command.ts'
import { createNow } from '../live/create-now.ts'
import { createQuery } from '../live/create-query.ts'
import { Button } from '../parts/button.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import { TextField } from '../parts/field.tsx'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import { formatAgo } from '../strings/format.ts'
import { JoinAs } from './join-as.tsx'
import { MAX_NAME_CHARACTERS } from './limits.ts'
import styles from './start.module.css'

export function JoinCard(props: {
  link: string
  persona: string
  onAnother: () => void
  onJoined: () => void
}): JSX.Element {
  const { sotto } = useServices()
  const preview = createQuery(sotto, 'invite.preview', () => ({ link: props.link }))
  return (
    <Show
      when={preview.error()}
      fallback={
        <>
          <header class={`${styles.head} ${styles.invitation}`}>
            <Show when={preview()} fallback={<h1 class={styles.title}>{strings.join.reading}</h1>}>
              {(read) => <Invitation read={read()} />}
            </Show>
          </header>
          <JoinForm
            link={props.link}
            persona={props.persona}
            network={preview()?.network_id}
            onJoined={props.onJoined}
          />
        </>
      }
    >
      {(code) => (
        <>
          <h1 class={styles.title}>{strings.join.broken}</h1>
          <ErrorNote code={code()} />
          <Button class={styles.submit} onClick={() => props.onAnother()}>
            {strings.join.another}
          </Button>
        </>
      )}
    </Show>
  )
}

function Invitation(props: { read: InvitePreview }): JSX.Element {
  const now = createNow()
  return (
    <Show
      when={!props.read.short}
      fallback={
        <>
          <h1 class={styles.title}>{strings.join.shortTitle}</h1>
          <p class={styles.lead}>{strings.join.short}</p>
        </>
      }
    >
      <h1 class={styles.title}>
        <span class={styles.over}>
          <PersonName name={props.read.inviter_name} /> {strings.join.invites}
        </span>{' '}
        <PersonName name={props.read.network_name} />
      </h1>
      <p class={styles.lead}>
        {strings.join.opensChannel} #<PersonName name={props.read.channel_name} />.{' '}
        {strings.join.ends(formatAgo(props.read.expires_at, now()))}
      </p>
      <p class={styles.small}>{strings.join.verified}</p>
    </Show>
  )
}

/**
 * The name can be typed while the link is still being read; joining waits until one sees to what. An
 * identity that is in that community already is not put into it a second time.
 *
 * @param props.network `undefined` until the link has been read
 */
function JoinForm(props: {
  link: string
  persona: string
  network: NetworkId | undefined
  onJoined: () => void
}): JSX.Element {
  const { sotto, session } = useServices()
  const join = createCommand(sotto, 'network.join')
  const fresh = newPersonaId()
  const nameOf = (persona: string) => session.personas().find((row) => row.persona === persona)?.name ?? ''
  const [persona, setPersona] = createSignal(props.persona)
  const [name, setName] = createSignal(nameOf(props.persona))

  const isInside = () =>
    !join.running() && // the list learns of the join before its command has answered
    session
      .identities()
      ?.some((row) => row.network_id === props.network && row.persona === persona() && !isRefusal(row.role)) === true
  const mayJoin = () => props.network !== undefined && !isInside() && !join.running()

  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (!mayJoin()) return
    const made = await join.run({ persona: persona(), person_name: name().trim(), link: props.link })
    if (made === undefined) return
    props.onJoined()
    session.open(made.identity, made.channel_id)
  }

  return (
    <form class={styles.form} onSubmit={(event) => void submit(event)}>
      <Show when={session.personas().length > 0}>
        <JoinAs
          personas={session.personas()}
          chosen={persona()}
          fresh={nameOf(props.persona) === '' ? props.persona : fresh}
          onChoose={(chosen) => {
            setPersona(chosen)
            setName(nameOf(chosen))
            join.clear()
          }}
        />
      </Show>
      <TextField
        label={strings.start.yourName}
        autocomplete="nickname"
        maxLength={MAX_NAME_CHARACTERS}
        autofocus
        value={name()}
        onValue={setName}
      />
      <ErrorNote code={isInside() ? 'link_own_network' : join.error()} />
      <Button type="submit" weight="primary" class={styles.submit} aria-disabled={!mayJoin()}>
        {join.running() ? strings.join.joining : strings.join.join}
      </Button>
    </form>
  )
}
