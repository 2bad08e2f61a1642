/**
 * The window: which screen is due (storage failed, nothing here yet, entering a community, talking),
 * the services below it, and the boundary that catches what breaks.
 */

import { createMemo, ErrorBoundary, type JSX, Match, Show, Switch } from 'solid-js'
import type { EngineErrorCode, Sotto } from '../../engine/api.ts'
import { Shell } from '../shell/shell.tsx'
import { StartScreen } from '../start/start-screen.tsx'
import { strings } from '../strings/en.ts'
import styles from './app.module.css'
import { FailureScreen } from './failure-screen.tsx'
import { ServicesContext } from './services.ts'
import { createSession, newPersonaId, type Session } from './session.ts'
import { UpdateNotice, type UpdateReady } from './update-notice.tsx'

export interface AppProps {
  readonly sotto: Sotto
  /** The invite link or device code that opened this window or was opened since, until it is used or put away. */
  readonly link: string | undefined
  readonly onLink: (link: string | undefined) => void
  readonly update: UpdateReady | undefined
}

export function App(props: AppProps): JSX.Element {
  return (
    <ErrorBoundary
      fallback={(fault) => (
        <FailureScreen title={strings.failure.crash} text={strings.failure.crashText} code="internal" fault={fault} />
      )}
    >
      <Screens {...props} />
    </ErrorBoundary>
  )
}

function Screens(props: AppProps): JSX.Element {
  const session = createSession(props.sotto)
  return (
    <ServicesContext.Provider value={{ sotto: props.sotto, session }}>
      <Show when={props.update}>{(update) => <UpdateNotice update={update()} />}</Show>
      <Switch fallback={<p class={styles.opening}>{strings.opening}</p>}>
        <Match when={session.identities() === undefined && session.failure()}>
          {(code) => <FailureScreen title={titleOf(code())} code={code()} />}
        </Match>
        <Match when={isEntering(session, props.link)}>
          <Entrance session={session} link={props.link} onLink={props.onLink} />
        </Match>
        <Match when={session.current()}>
          <Shell />
        </Match>
      </Switch>
    </ServicesContext.Provider>
  )
}

function titleOf(code: EngineErrorCode): string {
  if (code === 'storage_unavailable' || code === 'storage_full') return strings.failure.storage
  return code === 'version_mismatch' ? strings.failure.outdated : strings.failure.stopped
}

function isEntering(session: Session, link: string | undefined): boolean {
  // A first visitor sees the first screen at once and can type while storage opens.
  const count = session.identities()?.length ?? (session.isFirstVisit ? 0 : undefined)
  return count !== undefined && (count === 0 || link !== undefined || session.entering() !== undefined)
}

function Entrance(props: {
  session: Session
  link: string | undefined
  onLink: (link: string | undefined) => void
}): JSX.Element {
  const firstPersona = newPersonaId()
  const persona = createMemo(
    () => props.session.entering()?.persona ?? props.session.persona()?.persona ?? firstPersona,
  )
  const name = () => props.session.personas().find((row) => row.persona === persona())?.name ?? ''
  const back = () => {
    props.onLink(undefined)
    props.session.enter(undefined)
  }
  return (
    <StartScreen
      persona={persona()}
      isFresh={props.session.entering()?.isFresh ?? false}
      personName={name()}
      link={props.link}
      onLink={props.onLink}
      onBack={(props.session.identities() ?? []).length > 0 ? back : undefined}
    />
  )
}
