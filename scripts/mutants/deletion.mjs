/** Mutants of what is erased, and what must not be. */

import { edit, of } from './mutant.mjs'

const DELETION = ['src/scenarios/deletion.test.ts', 'src/scenarios/deletion-together.test.ts']
const husk = of('husk', [
  'src/engine/crypto',
  'src/engine/pipeline',
  'src/engine/device/identity-runtime.test.ts',
  'src/engine/sync/body-want.test.ts',
  ...DELETION,
  'src/scenarios/malicious-floods.test.ts',
])
const deletion = of('deletion', ['src/testing/given.test.ts', 'src/platform/node', ...DELETION])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const deletionMutants = [
  husk(
    'a control event may lose its body',
    edit(
      'pipeline/verify.ts',
      "envelope.form === FORM_HUSK && envelope.header.kind !== KIND_CONTENT ? 'kind_mismatch' : envelope",
      'envelope',
    ),
  ),
  husk(
    'a body that a deletion took may come back',
    edit(
      'pipeline/ingest.ts',
      'envelope.form === FORM_HUSK || !isGap(tx.unsafe, tx.identity, id)',
      'envelope.form === FORM_HUSK',
    ),
  ),
  husk('a husk that comes is asked about by nobody', edit('pipeline/bodies.ts', '      ...effects.husks,\n', '')),
  husk(
    'a gap is held, says the receipt',
    edit(
      'device/identity-runtime.ts',
      'if (plane === 2 && !reopened.delete(id)) ranges',
      'if (plane === 2 && (reopened.delete(id) || true)) ranges',
    ),
  ),
  husk(
    'a gap is held, says the receipt after a restart',
    edit('device/identity-runtime.ts', 'if (!gaps.has(placeName(place))) loaded', 'loaded'),
  ),
  husk(
    'a husk is an answer to who wants a body',
    edit('sync/member-link.ts', '.filter((bytes) => bytes[0] === FORM_WHOLE)', ''),
  ),
  husk(
    'who wants bodies is answered as often as they ask',
    edit('sync/body-want.ts', 'if (t_ms < next_ms) return false', ''),
  ),
  husk(
    'a husk under an epoch nobody heard of has no limit',
    edit('pipeline/ingest.ts', "evaluation.state === 'husk' || (", '('),
  ),

  deletion(
    'anybody deletes anything',
    edit('authority/erasure.ts', 'if (people.of(target.author).includes(person_id)) return true', 'return true'),
  ),
  deletion(
    'rank is not needed',
    edit('authority/erasure.ts', ' || !people.outranks(person_id, target.author)) return false', ') return false'),
  ),
  deletion(
    'equals delete what equals say',
    edit('store/people.ts', 'rankOf(person) < Math.min', 'rankOf(person) <= Math.min'),
  ),
  deletion(
    'a message that comes after its deletion stays',
    edit('pipeline/bodies.ts', '      ...claimedAmong(db, effects.bodies),\n', ''),
  ),
  deletion(
    'a message that came before its deletion stays',
    edit('pipeline/bodies.ts', '      ...effects.targets,\n', ''),
  ),
  deletion(
    'the rows of an erased message stay',
    edit('pipeline/bodies.ts', 'of contentTables(context.registry)', 'of [] as ReturnType<typeof contentTables>'),
  ),
  deletion('the files keep what was erased', edit('engine.ts', 'if (bodies.erased.size > 0) db.purge()', '')),
  deletion('pages in memory keep what was erased, and write it again', {
    file: 'src/platform/sqlite/unused-space.ts',
    find: 'if (pointersEnd < cells && cells <= PAGE_BYTES)',
    replace: 'if (false)',
  }),
  deletion(
    'a deletion is signed by anybody',
    edit('events/content/message_deletion.ts', "if (!isBound(auth, author)) return reject('author_not_bound')", ''),
  ),
  deletion(
    'a right is whosever',
    edit(
      'events/content/message_deletion.ts',
      "holdsRight(right, personOf(auth, author)) ? VALID : reject('not_authorized')",
      'VALID',
    ),
  ),
]
