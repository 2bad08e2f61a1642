/** A tab's line to the broker (`tab-broker.worker.ts`). */

import { type FromBroker, parseTabMessage, type ToBroker } from './tab-messages.ts'

/** A broker that does not answer in this time is done without. */
const ANSWER_MS = 1_000

export interface Broker {
  /** Tabs of one build have the same; tabs of two builds have two brokers. */
  readonly address: string
  /** Takes the lead of `term`; whether the broker confirmed it. */
  lead(term: string, onReached: (tab: string, port: MessagePort) => void): Promise<boolean>
  /** A port that the leader of `term` is asked to serve. @param onUnreached the broker knows no such leader */
  reach(term: string, tab: string, onUnreached: () => void): MessagePort
}

/** `undefined` where the browser has no SharedWorker. */
export function openBroker(): Broker | undefined {
  if (!('SharedWorker' in globalThis)) return undefined
  connect() // its script loads while the database opens
  return {
    address: import.meta.url, // changes with the build, as the broker's does
    lead(term, onReached) {
      const port = connect()
      return new Promise((resolve) => {
        setTimeout(() => resolve(false), ANSWER_MS)
        port.addEventListener('message', ({ data, ports }) => {
          const message = parseTabMessage<FromBroker>(data)
          if (message.kind === 'leading') resolve(message.term === term)
          else if (message.kind === 'reached') for (const reached of ports) onReached(message.tab, reached)
        })
        port.postMessage({ kind: 'lead', term } satisfies ToBroker)
      })
    },
    reach(term, tab, onUnreached) {
      const { port1, port2 } = new MessageChannel()
      const line = connect()
      line.addEventListener('message', ({ data }) => {
        const message = parseTabMessage<FromBroker>(data)
        if (message.kind === 'unreached' && message.term === term) onUnreached()
      })
      line.postMessage({ kind: 'reach', term, tab } satisfies ToBroker, [port2])
      return port1
    },
  }
}

/** A new line each time: the browser may have ended the broker since, and says so to nobody. */
function connect(): MessagePort {
  // the bundler looks for exactly this expression
  const { port } = new SharedWorker(new URL('./tab-broker.worker.ts', import.meta.url), {
    type: 'module',
    name: 'sotto',
  })
  port.start()
  return port
}
