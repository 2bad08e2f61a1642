/** Mutants of reconciliation, receipts and what one device gives and keeps. */

import { edit, of } from './mutant.mjs'

const shown = of('what is to come', ['src/engine/sync/hostile.test.ts', 'src/scenarios/filling.test.ts'])
const receipts = of('the pace of receipts', ['src/scenarios/malicious-links.test.ts'])

const kept = of('what is kept of one author', ['src/scenarios/limits.test.ts'])
const given = of('bytes out in a day', ['src/engine/sync/out-budget.test.ts', 'src/scenarios/out-budget.test.ts'])
const lost = of('a lost link', ['src/engine/connect/dialer.test.ts'])
const roomless = of('what found no room', ['src/scenarios/no-room.test.ts'])

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
  ),
  receipts(
    'receipts are passed on as fast as they come',
    edit('sync/have-pace.ts', 'isOver(at, PAUSE_MS, t_ms)', 't_ms >= at'),
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
  kept(
    'all is kept of everybody',
    edit('pipeline/volumes.ts', 'return is_lifted === 0 && ', 'return is_lifted > 1 && '),
  ),
  kept(
    'control events are declined as well',
    edit(
      'pipeline/ingest.ts',
      'if (plane !== 2 || envelope.form === FORM_HUSK || origin',
      'if (envelope.form === FORM_HUSK || origin',
    ),
  ),
  kept(
    'one declines what one wrote oneself',
    edit('pipeline/ingest.ts', ' || author === context.me.peer_id) return false', ') return false'),
  ),
  kept(
    'a body that comes after its husk is kept whatever the limit',
    edit('pipeline/ingest.ts', '  if (isToDecline(tx, context, event, origin)) {', '  if (tx.identity < 0) {'),
  ),
  kept(
    'what was erased is counted on',
    edit('pipeline/bodies.ts', '  context.volumes.add(entry.author, -entry.bytes.length)\n', ''),
  ),
  kept(
    'what is not kept is passed on',
    edit('device/identity-links.ts', 'opened.has(id) || declined.has(id)', 'opened.has(id)'),
  ),
  kept(
    'receipts speak of what is not kept',
    edit('device/identity-runtime.ts', ' && !declined.has(id)) ranges', ') ranges'),
  ),
  kept(
    'receipts speak of what is not kept, after a restart',
    edit(
      'store/husks.ts',
      'UNION ALL SELECT recorded_by, event_id FROM',
      'UNION ALL SELECT recorded_by, event_id FROM gap WHERE 0 --',
    ),
  ),
  kept(
    'what is not kept is wanted all the same',
    edit('pipeline/bodies.ts', 'const wasDeclined = isDeclined(tx, event_id)', 'const wasDeclined = false'),
  ),
  kept(
    'the limit is lifted once, not for ever',
    edit('store/declined.ts', 'DO UPDATE SET is_lifted = 1', 'DO NOTHING'),
  ),
  given('nobody is ever given too much', edit('sync/member-link.ts', ' && host.budget.isLeft(host.now())', '')),
  given(
    'every link has a budget of its own',
    edit(
      'device/identity-links.ts',
      'budgetOf: budgets.of,',
      'budgetOf: (peer) => createOutBudgets((host.ports.limits ?? LIMITS).out_bytes, () => storedBytes(host.db.wide, me.identity)).of(peer),',
    ),
  ),
  given('a day never ends', edit('sync/out-budget.ts', '!isOver(day.began_ms, DAY_MS, t_ms)', 't_ms >= day.began_ms')),
  given(
    'twice the set is not enough',
    edit('sync/out-budget.ts', 'return 2 * measured.bytes', 'return measured.bytes / 2'),
  ),
  roomless(
    'what was held once is held for ever',
    edit('sync/session.ts', 'this.#view?.letGo(this.#held.filter((item) => !this.#isWaiting(item)))', ''),
  ),
  roomless(
    'what waits is held though it waits no longer',
    edit('device/peer-link.ts', 'isWaiting: (event) => runtime.room.has(event),', 'isWaiting: () => true,'),
  ),
  roomless(
    'a link is called complete all the same',
    edit('sync/session.ts', ' || this.#isShort || this.#held.some((item) => this.#isLost(item))', ''),
  ),
  roomless(
    'who passes it on is charged for it',
    edit('sync/live-intake.ts', 'if (FOR_WANT_OF_ROOM.has(outcome.reason)) host.leftOut()\n        else ', ''),
  ),
  roomless(
    'what could not be stored is never granted again',
    edit(
      'sync/member-link.ts',
      "      settle(size)\n      act(side, side.session.abort('dropped'))\n",
      "      act(side, side.session.abort('dropped'))\n",
    ),
    edit(
      'sync/member-link.ts',
      'const taken = host.receive(events, t_ms).then(stored, notStored)',
      'const taken = host.receive(events, t_ms).then(stored)',
    ),
  ),
  lost(
    'a lost link waits for the heartbeat',
    edit('connect/dialer.ts', "if (isLost && link?.state === 'open') ", 'if (false) '),
  ),
  lost(
    'whoever says goodbye is called back',
    edit('connect/dialer.ts', "if (isLost && link?.state === 'open')", "if (link?.state === 'open')"),
  ),
]
