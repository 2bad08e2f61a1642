/** Who one is: switch between identities, add one, change the name shown here, choose the appearance. */

import { createSignal, For, type JSX, Show } from 'solid-js'
import { buildId } from '../app/build.ts'
import type { Persona } from '../app/personas.ts'
import { useServices } from '../app/services.ts'
import { newPersonaId } from '../app/session.ts'
import { Avatar } from '../parts/avatar.tsx'
import { Button } from '../parts/button.tsx'
import { shownName } from '../parts/names.ts'
import { PersonName } from '../parts/person-name.tsx'
import { strings } from '../strings/en.ts'
import { chooseScheme, SCHEMES, scheme } from '../theme/scheme.ts'
import styles from './identity-menu.module.css'
import { NameForm } from './name-form.tsx'

export function IdentityMenu(props: { id: string; onDevices: () => void }): JSX.Element {
  const { session } = useServices()
  const [isOpen, setOpen] = createSignal(false)
  let menu: HTMLElement | undefined
  const close = () => menu?.hidePopover()
  const choose = (persona: Persona) => {
    const first = persona.identities[0]
    if (first !== undefined && persona.persona !== session.persona()?.persona) session.open(first.identity)
    close()
  }
  return (
    <section
      ref={menu}
      id={props.id}
      popover="auto"
      class={styles.menu}
      aria-label={strings.identities.title}
      onToggle={(event) => setOpen(event.newState === 'open')}
    >
      <Show when={isOpen()}>
        <ul class={styles.personas}>
          <For each={session.personas()}>
            {(persona) => (
              <li>
                <button
                  type="button"
                  class={styles.persona}
                  data-hue={persona.hue}
                  aria-current={persona.persona === session.persona()?.persona}
                  onClick={() => choose(persona)}
                >
                  <Avatar name={persona.name} peer={persona.identities[0]?.person_id ?? ''} />
                  <span class={styles.words}>
                    <span class={styles.name}>
                      <PersonName name={persona.name} />
                      <Show when={persona.persona === session.persona()?.persona}>
                        <span class={styles.hint}> {strings.identities.current}</span>
                      </Show>
                    </span>
                    <span class={styles.hint}>
                      {strings.identities.communities(
                        persona.identities.map((row) => shownName(row.network_name, strings.unknownCommunity)),
                      )}
                    </span>
                  </span>
                </button>
              </li>
            )}
          </For>
        </ul>
        <Button
          weight="quiet"
          icon="plus"
          class={styles.add}
          onClick={() => {
            close()
            session.enter({ persona: newPersonaId(), isFresh: true })
          }}
        >
          {strings.identities.add}
        </Button>
        <Show when={session.current()}>{(row) => <NameForm row={row()} onDone={close} />}</Show>
        <Button
          class={styles.add}
          onClick={() => {
            close()
            props.onDevices()
          }}
        >
          {strings.devices.open}
        </Button>
        <fieldset class={styles.appearance}>
          <legend class={styles.legend}>{strings.identities.appearance}</legend>
          <For each={SCHEMES}>
            {(name) => (
              <label class={styles.scheme}>
                <input type="radio" name="scheme" checked={scheme() === name} onChange={() => chooseScheme(name)} />
                <span>{strings.identities.schemes[name]}</span>
              </label>
            )}
          </For>
        </fieldset>
        <p class={styles.hint}>{strings.build(buildId)}</p>
      </Show>
    </section>
  )
}
