/** The first screen, and the way into every further community: create one, or join by link. */

import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import { buildId } from '../app/build.ts'
import { Button } from '../parts/button.tsx'
import { Logo } from '../parts/logo.tsx'
import { strings } from '../strings/en.ts'
import { CreateForm } from './create-form.tsx'
import { JoinCard } from './join-card.tsx'
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
  const [isPasting, setPasting] = createSignal(false)
  const another = () => {
    setPasting(true)
    props.onLink(undefined)
  }
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
          <Match when={isPasting()}>
            <h1 class={styles.title}>{strings.join.title}</h1>
            <LinkForm onLink={props.onLink} />
            <Button weight="quiet" class={styles.other} onClick={() => setPasting(false)}>
              {strings.start.noLink}
            </Button>
          </Match>
          <Match when={true}>
            <Welcome isFresh={props.isFresh} isFirst={props.onBack === undefined} />
            <CreateForm persona={props.persona} personName={props.personName} />
            <Button weight="quiet" class={styles.other} onClick={() => setPasting(true)}>
              {strings.start.haveLink}
            </Button>
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
