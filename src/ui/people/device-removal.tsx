/** Removing one device of a person; the person stays. */

import type { JSX } from 'solid-js'
import type { IdentityId, PeerId } from '../../engine/api.ts'
import { useServices } from '../app/services.ts'
import { createCommand } from '../live/create-command.ts'
import { Decision } from '../parts/decision.tsx'
import { isolatedName } from '../parts/names.ts'
import { strings } from '../strings/en.ts'

export function DeviceRemoval(props: {
  identity: IdentityId
  peer: PeerId
  isMine: boolean
  name: string
  onDone: () => void
  onBack: () => void
}): JSX.Element {
  const { sotto } = useServices()
  const remove = createCommand(sotto, 'device.remove')
  const submit = async () => {
    if (remove.running()) return
    await remove.run({ as: props.identity, peer: props.peer })
    if (remove.error() === undefined) props.onDone()
  }
  return (
    <Decision
      confirm={strings.person.removeDevice}
      isDanger
      error={remove.error()}
      onConfirm={() => void submit()}
      onBack={props.onBack}
    >
      <p>
        {props.isMine ? strings.person.removeOwnDeviceText : strings.person.removeDeviceText(isolatedName(props.name))}
      </p>
    </Decision>
  )
}
