/** Mutants of reconciliation, receipts and what one device gives and keeps. */

import { edit, of } from './mutant.mjs'

const shown = of('what is to come', ['src/engine/sync/hostile.test.ts', 'src/scenarios/filling.test.ts'])
const receipts = of('the pace of receipts', ['src/scenarios/malicious-links.test.ts'])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const syncMutants = [
  shown(
    'a claimed count is shown',
    edit('sync/session.ts', 'toCome: Math.min(this.#claimed(), believed)', 'toCome: this.#claimed()'),
  ),
  shown(
    'who brought nothing last time is believed again',
    edit('sync/session.ts', '(this.#isDoubted ? 0 : MAX_UNPROVEN)', 'MAX_UNPROVEN'),
  ),
  shown(
    'what was here already proves that more comes',
    edit('sync/session.ts', 'Math.min(this.#received, this.#set.size - this.#sizeBefore)', 'this.#received'),
  ),
  shown(
    'who has fallen silent promises on',
    edit('sync/member-link.ts', 'sides.filter(isHeard).reduce(', 'sides.reduce('),
    edit(
      'sync/member-link.ts',
      '    const isHeard = ({ heardAt }: Side) => host.now() - heardAt <= STALL_MS // who has fallen silent promises nothing\n',
      '',
    ),
  ),
  receipts(
    'receipts are passed on as fast as they come',
    edit('sync/have-pace.ts', 't_ms - at >= PAUSE_MS', 't_ms >= at'),
  ),
  receipts(
    'a forged receipt displaces what another link brought',
    edit('sync/have-pace.ts', '{ claim, link } = held', "{ claim } = held\n      const link = ''"),
  ),
  receipts(
    'the first of the receipts held back goes on, not the newest',
    edit('sync/have-pace.ts', 'if (claim.said_at > (byLink.get(link)?.claim.said_at ?? 0))', 'if (!byLink.has(link))'),
  ),
  receipts(
    'what is held back is never let go',
    edit(
      'sync/have-pace.ts',
      '[...heldOf].filter(([device]) => isOpen(device, t_ms))',
      '[...heldOf].filter(([device]) => device === undefined)',
    ),
  ),
]
