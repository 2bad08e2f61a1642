/** What the benchmarks of the whole application put into its pages before these load. */

import { type ChannelEnd, createChannelEnd } from '../../floor/channel-rtt.ts'
import { emptyPagePainted } from '../../floor/empty-page-painted.ts'
import { clockAhead } from './clock.ts'
import { type Shown, startRecorder } from './recorder.ts'
import { type Bootstrap, bootstrap, type Visit, visit } from './visitor.ts'

export interface InPage {
  clockAhead(): number
  pressed(): Readonly<Record<string, number>>
  shown(): Readonly<Record<string, Shown>>
  visit(name: string, message: string): Promise<Visit>
  bootstrap(name: string, said: string): Promise<Bootstrap>
  readonly channel: ChannelEnd
  /** For a page that is nothing but the floor. */
  emptyPagePainted(): Promise<number>
}

const recorder = startRecorder()
const emptyPage = emptyPagePainted()

const bench: InPage = {
  clockAhead,
  pressed: () => Object.fromEntries(recorder.pressed),
  shown: () => Object.fromEntries(recorder.shown),
  visit,
  bootstrap,
  channel: createChannelEnd(),
  emptyPagePainted: () => emptyPage,
}

// Where loopback is all there is, the browser calls itself offline and the application would believe it.
Object.defineProperty(Navigator.prototype, 'onLine', { get: () => true })
Object.assign(globalThis, { bench })
