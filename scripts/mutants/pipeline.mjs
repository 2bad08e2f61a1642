/** Mutants of the one way in. */

import { edit, GIVEN, HOSTILE, of } from './mutant.mjs'

const ORDER = ['src/scenarios/order.test.ts']
const dependency = of('dependency type', [GIVEN, ...ORDER, ...HOSTILE])
const chain = of('chain', ['src/engine/pipeline', 'src/testing/golden'])
const forks = of('forks', ['src/scenarios/forks.test.ts'])
const localOnly = of('local-only', ['src/engine/pipeline', 'src/scenarios/malformed.test.ts', GIVEN, ...HOSTILE])
const limits = of('limits', [
  'src/engine/crypto',
  'src/engine/pipeline',
  'src/engine/events',
  'src/engine/transit',
  'src/engine/sync',
])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const pipelineMutants = [
  dependency(
    'any event may stand for another',
    edit(
      'pipeline/deps.ts',
      "      if (!types.includes(dependency.type)) return { ok: false, reason: 'dependency_wrong_type' }\n",
      '',
    ),
  ),
  dependency(
    'what depends on a rejected event waits for ever',
    edit('pipeline/deps.ts', "  if (entry?.state === 'rejected') return 'dependency_rejected'\n", ''),
  ),
  dependency(
    'a blocked event counts as present',
    edit('pipeline/deps.ts', "entry?.state === 'valid' ? decodedDependency", 'entry !== undefined ? decodedDependency'),
  ),

  chain('an own event does not extend the head', edit('pipeline/author.ts', 'head.seq + 1', 'head.seq')),
  chain(
    'an own event does not name its predecessor',
    edit(
      'pipeline/author.ts',
      'head === undefined ? new Uint8Array(ID_BYTES) : idBytes(head.event_id)',
      'new Uint8Array(ID_BYTES)',
    ),
  ),
  chain(
    'own times may stand still',
    edit('pipeline/author.ts', 'Math.max(t_ms, head.created_at + 1)', 'Math.max(t_ms, head.created_at)'),
  ),

  forks(
    'a forked device writes on',
    edit('pipeline/author.ts', "    if (context.isForked(tx.unsafe)) throw new EngineError('device_forked')\n", ''),
  ),
  forks('no fork is noticed', edit('pipeline/context.ts', 'hasForked(db, me.identity, me.peer_id)', 'false')),

  localOnly(
    'a local-only type may come in an envelope',
    edit(
      'pipeline/project.ts',
      "  if (kind === 'local' || envelope === undefined) return kind === 'local' && envelope === undefined\n",
      "  if (kind === 'local' || envelope === undefined) return true\n",
    ),
  ),
  localOnly(
    'content may come as control',
    edit(
      'pipeline/project.ts',
      '  return KIND_NUMBER[kind] === envelope.header.kind\n',
      '  return KIND_NUMBER[kind] > 0\n',
    ),
  ),

  limits(
    'events of any size',
    edit('crypto/envelope.ts', "  if (bytes.length > MAX_EVENT_BYTES) return 'too_large'\n", ''),
  ),
  limits(
    'content of any size',
    edit(
      'crypto/envelope.ts',
      "  if (kind === KIND_CONTENT && header.body_len > MAX_CONTENT_BODY_BYTES) return 'too_large'\n",
      '',
    ),
  ),
  limits(
    'references without number',
    edit('events/body.ts', "references > MAX_REFERENCES ? 'too_many_references' : ", ''),
  ),
  limits(
    'a waiting room without walls',
    edit(
      'pipeline/waiting-room.ts',
      'if (charge.events + 1 > MAX_WAITING_EVENTS || bytes > MAX_WAITING_BYTES) return false',
      '',
    ),
  ),
  limits(
    'unheard-of epochs without number',
    edit(
      'pipeline/unknown-epochs.ts',
      'if (charge.events + 1 > MAX_UNKNOWN_EVENTS || epochs > MAX_UNKNOWN_EPOCHS) return false',
      '',
    ),
  ),
  limits(
    'frames of any size',
    edit(
      'transit/frames.ts',
      "      if (frame.length > MAX_FRAME_BYTES) return { ok: false, reason: 'frame_too_large' }\n",
      '',
    ),
  ),
  limits(
    'a link is never too bad',
    edit('transit/link.ts', "++charges >= limits.MAX_CHARGES ? endWithBye('too_many_charges', 'protocol') : []", '[]'),
  ),
  limits(
    'a run of any length',
    edit('sync/session.ts', "    if (message.flight >= MAX_FLIGHTS) return this.abort('flights')\n", ''),
    edit('sync/session.ts', "    if (flight >= MAX_FLIGHTS) return this.abort('flights')\n", ''),
  ),
  limits(
    'junk without end',
    edit(
      'sync/session.ts',
      "return this.#dropped < MAX_DROPPED ? NOTHING_TO_DO : this.abort('dropped')",
      'return NOTHING_TO_DO',
    ),
  ),
]
