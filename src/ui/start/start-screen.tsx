/** The first screen, and the way into every further community: create one, join by link, or be a further device. */

import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { buildId } from '../app/build.ts'
import { Button } from '../parts/button.tsx'
import { Logo } from '../parts/logo.tsx'
import { strings } from '../strings/en.ts'
import { CreateForm } from './create-form.tsx'
import { isDeviceCode } from './invite-link.ts'
import { JoinCard } from './join-card.tsx'
import { LinkDeviceForm } from './link-device-form.tsx'
import { LinkForm } from './link-form.tsx'
import styles from './start.module.css'

export interface StartScreenProps {
  readonly persona: string
  readonly isFresh: boolean
  /** Of the persona that enters, empty for a fresh one. */
  readonly personName: string
  readonly link: string | undefined
  readonly onLink: (link: string | undefined) => void
  /** Absent when there is nothing to go back to. */
  readonly onBack: (() => void) | undefined
}

export function StartScreen(props: StartScreenProps): JSX.Element {
  const [pasting, setPasting] = createSignal<'invite' | 'code'>()
  const another = () => {
    setPasting('invite')
    props.onLink(undefined)
  }
  const code = () => (props.link !== undefined && isDeviceCode(props.link) ? props.link : undefined)
  const create = () => {
    setPasting(undefined)
    props.onLink(undefined)
  }
  const Instead = () => (
    <Button weight="quiet" class={styles.other} onClick={create}>
      {strings.start.noLink}
    </Button>
  )
  return (
    <main class={styles.screen}>
      <div class={styles.top}>
        <Logo />
        <Show when={props.onBack}>
          {(back) => (
            <Button weight="quiet" onClick={() => back()()}>
              {strings.back}
            </Button>
          )}
        </Show>
      </div>
      <div class={styles.card}>
        <Switch>
          <Match when={code() ?? (pasting() === 'code' && props.link === undefined ? '' : undefined)} keyed>
            {(given) => (
              <>
                <header class={styles.head}>
                  <h1 class={styles.title}>{strings.devices.linkThisTitle}</h1>
                  <p class={styles.lead}>{strings.devices.linkThisLead}</p>
                </header>
                <LinkDeviceForm persona={props.persona} code={given} onLinking={() => props.onLink(undefined)} />
                <Instead />
              </>
            )}
          </Match>
          <Match when={props.link} keyed>
            {(link) => (
              <JoinCard
                link={link}
                persona={props.persona}
                onAnother={another}
                onJoined={() => props.onLink(undefined)}
              />
            )}
          </Match>
          <Match when={pasting() === 'invite'}>
            <h1 class={styles.title}>{strings.join.title}</h1>
            <LinkForm onLink={props.onLink} />
            <Instead />
          </Match>
          <Match when={true}>
            <Welcome isFresh={props.isFresh} isFirst={props.onBack === undefined} />
            <CreateForm persona={props.persona} personName={props.personName} />
            <div class={styles.others}>
              <Button weight="quiet" onClick={() => setPasting('invite')}>
                {strings.start.haveLink}
              </Button>
              <Button weight="quiet" onClick={() => setPasting('code')}>
                {strings.start.haveCode}
              </Button>
            </div>
          </Match>
        </Switch>
      </div>
      <p class={styles.build}>{strings.build(buildId)}</p>
    </main>
  )
}

function Welcome(props: { isFresh: boolean; isFirst: boolean }): JSX.Element {
  const words = () => {
    if (props.isFirst) return { title: strings.start.title, lead: strings.start.lead }
    if (props.isFresh) return { title: strings.start.freshTitle, lead: strings.start.freshLead }
    return { title: strings.start.secondCommunity, lead: strings.start.secondLead }
  }
  return (
    <header class={styles.head}>
      <h1 class={styles.title}>{words().title}</h1>
      <p class={styles.lead}>{words().lead}</p>
    </header>
  )
}
