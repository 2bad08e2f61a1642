/** One's devices in this community, and linking another: a code to show, then six digits to compare. */

import { createSignal, type JSX, Match, onCleanup, Show, Switch } from 'solid-js'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { createQuery } from '../live/create-query.ts'
import { Button } from '../parts/button.tsx'
import { CopyField } from '../parts/copy-field.tsx'
import { ErrorNote } from '../parts/error-note.tsx'
import hidden from '../parts/hidden.module.css'
import { QrCode } from '../parts/qr-code.tsx'
import sheet from '../parts/sheet.module.css'
import { Sheet } from '../parts/sheet.tsx'
import { wholeLink } from '../start/invite-link.ts'
import { strings } from '../strings/en.ts'
import styles from './devices.module.css'
import { Digits } from './digits.tsx'

export default function DevicesSheet(props: { onClose: () => void }): JSX.Element {
  const { sotto, session } = useServices()
  const as = session.current()?.identity
  const open = createCommand(sotto, 'device.openLobby')
  const confirm = createCommand(sotto, 'device.confirm')
  const [code, setCode] = createSignal<string>()
  const linking = createQuery(sotto, 'device.linking', () => (as === undefined ? undefined : { as }))
  const here = () => {
    const row = linking()
    return row?.side === 'existing' && code() !== undefined ? row : undefined
  }

  const begin = async () => {
    if (as === undefined || open.running()) return
    const lobby = await open.run({ as })
    if (lobby !== undefined) setCode(lobby.code)
  }
  const end = async () => {
    setCode(undefined)
    if (as !== undefined) await sotto.command('device.refuse', { as })
  }
  // The code is answered while it is on the screen. After a confirmation the lobby outlives the sheet, so
  // that a link that breaks just then can be made again.
  onCleanup(() => {
    if (code() !== undefined && linking()?.state !== 'linked') void end()
  })

  /** What changes by itself, aloud. */
  const said = () => {
    const row = here()
    if (code() === undefined) return ''
    if (row === undefined) return strings.devices.ended
    if (row.state === 'comparing') return `${strings.devices.compare} ${[...(row.digits ?? '')].join(' ')}`
    return row.state === 'linked' ? strings.devices.linked : strings.devices.waiting
  }

  return (
    <Sheet title={strings.devices.title} onClose={props.onClose}>
      <p class={hidden.hidden} role="status">
        {said()}
      </p>
      <Switch
        fallback={
          <div class={styles.begin}>
            <p class={sheet.words}>{strings.devices.lead}</p>
            <ErrorNote code={open.error()} />
            <Button weight="primary" onClick={() => void begin()}>
              {strings.devices.begin}
            </Button>
          </div>
        }
      >
        <Match when={here()?.state === 'linked'}>
          <p class={sheet.words}>
            <strong class={sheet.strong}>{strings.devices.linked}</strong> {strings.devices.linkedText}
          </p>
          <Button weight="primary" onClick={() => setCode(undefined)}>
            {strings.devices.done}
          </Button>
        </Match>
        <Match when={here()?.state === 'comparing' && here()}>
          {(row) => (
            <div class={styles.compare}>
              <p class={sheet.words}>{strings.devices.compare}</p>
              <Digits digits={row().digits ?? ''} />
              <p class={sheet.words}>{strings.devices.compareWhy}</p>
              <ErrorNote code={confirm.error()} />
              <div class={sheet.actions}>
                <Button onClick={() => void end()}>{strings.devices.differ}</Button>
                <Button
                  weight="primary"
                  onClick={() => {
                    const peer_id = row().peer_id
                    if (as !== undefined && peer_id !== undefined) void confirm.run({ as, peer_id })
                  }}
                >
                  {strings.devices.match}
                </Button>
              </div>
            </div>
          )}
        </Match>
        <Match when={code()}>
          {(fragment) => (
            <Show when={here()} fallback={<Ended onAgain={() => void begin()} />}>
              <Code link={wholeLink(location, fragment())} />
            </Show>
          )}
        </Match>
      </Switch>
    </Sheet>
  )
}

function Code(props: { link: string }): JSX.Element {
  return (
    <div class={styles.compare}>
      <p class={sheet.words}>{strings.devices.show}</p>
      <CopyField label={strings.devices.code} text={props.link} />
      <QrCode text={props.link} label={strings.devices.qr} caption={strings.devices.qrHint} />
      <p class={sheet.words}>{strings.devices.waiting}</p>
    </div>
  )
}

/** Ten minutes are over, or three strangers have tried. */
function Ended(props: { onAgain: () => void }): JSX.Element {
  return (
    <div class={styles.begin}>
      <p class={sheet.words}>{strings.devices.ended}</p>
      <Button weight="primary" onClick={() => props.onAgain()}>
        {strings.devices.again}
      </Button>
    </div>
  )
}
