/**
 * The broker: a SharedWorker all tabs of one build can reach, whose whole work is to hand a follower's
 * port on to the tab that leads. Keeps nothing but who leads.
 */

import { type FromBroker, parseTabMessage, type ToBroker } from './tab-messages.ts'

let leader: { readonly term: string; readonly port: MessagePort } | undefined

function receive(message: ToBroker, from: MessagePort, ports: readonly MessagePort[]): void {
  if (message.kind === 'lead') {
    leader = { term: message.term, port: from }
    from.postMessage({ kind: 'leading', term: message.term } satisfies FromBroker)
    return
  }
  // a leader from before this broker's life, or a former one: then the new leader's bulletin brings the follower back
  if (leader?.term !== message.term) {
    from.postMessage({ kind: 'unreached', term: message.term } satisfies FromBroker)
    return
  }
  leader.port.postMessage({ kind: 'reached', tab: message.tab } satisfies FromBroker, [...ports])
}

addEventListener('connect', (event) => {
  if (!(event instanceof MessageEvent)) return
  for (const port of event.ports) {
    port.addEventListener('message', ({ data, ports }) => receive(parseTabMessage(data), port, ports))
    port.start()
  }
})
