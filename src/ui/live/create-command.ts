/** Running one command at a time from a component: whether it runs, and the code it failed with. */

import { type Accessor, createSignal } from 'solid-js'
import type { CommandArgs, CommandName, CommandResult, EngineErrorCode, Sotto } from '../../engine/api.ts'
import { codeOf } from '../strings/errors.ts'

export interface Command<N extends CommandName> {
  /** The result, or `undefined` when it failed: then {@link Command.error} says why. */
  run(args: CommandArgs<N>): Promise<CommandResult<N> | undefined>
  readonly running: Accessor<boolean>
  readonly error: Accessor<EngineErrorCode | undefined>
  clear(): void
}

export function createCommand<N extends CommandName>(sotto: Sotto, name: N): Command<N> {
  const [running, setRunning] = createSignal(false)
  const [error, setError] = createSignal<EngineErrorCode>()
  return {
    running,
    error,
    clear: () => setError(undefined),
    async run(args) {
      setRunning(true)
      setError(undefined)
      try {
        return await sotto.command(name, args)
      } catch (thrown) {
        setError(codeOf(thrown))
        // The code is what a person is told; the console keeps the cause. Neither holds message text.
        console.warn(`[UI_COMMAND] name=${name} result=${codeOf(thrown)}`, thrown)
        return undefined
      } finally {
        setRunning(false)
      }
    },
  }
}
