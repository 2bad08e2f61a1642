/** Mutants of what is erased, and what must not be. */

import { edit, of } from './mutant.mjs'

const DELETION = [
  'src/scenarios/deletion.test.ts',
  'src/scenarios/deletion-hostile.test.ts',
  'src/scenarios/deletion-authority.test.ts',
  'src/scenarios/deletion-together.test.ts',
]
const husk = of('husk', [
  'src/engine/crypto',
  'src/engine/pipeline',
  'src/engine/device/identity-runtime.test.ts',
  'src/engine/sync/body-want.test.ts',
  ...DELETION,
  'src/scenarios/malicious-floods.test.ts',
])
const purge = of('purge', [
  'src/engine/db/sql.test.ts',
  'src/scenarios/prekeys.test.ts',
  'src/testing/crash.test.ts',
  ...DELETION,
])
const cutBodies = of('cut bodies', ['src/scenarios/deletion-authority.test.ts'])
const leaving = of('leaving', ['src/scenarios/leaving.test.ts', 'src/engine/late-network.test.ts'])
const deletion = of('deletion', ['src/testing/given.test.ts', 'src/platform/node', ...DELETION])

/** @type {readonly import('./mutant.mjs').Mutant[]} */
export const deletionMutants = [
  husk(
    'a control event may lose its body',
    edit(
      'crypto/event-check.ts',
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
      'if (plane === 2 && !reopened.delete(id) &&',
      'if (plane === 2 && (reopened.delete(id) || true) &&',
    ),
  ),
  husk(
    'a gap is held, says the receipt after a restart',
    edit('device/identity-runtime.ts', 'if (!unheld.has(placeName(place))) loaded', 'loaded'),
  ),
  husk(
    'a husk is an answer to who wants a body',
    edit('sync/event-frames.ts', '.filter((bytes) => bytes[0] === FORM_WHOLE)', ''),
  ),
  husk(
    'who wants bodies is answered as often as they ask',
    edit('sync/body-want.ts', 'if (!isOver(answered_ms, ANSWER_MS, t_ms)) return false', ''),
  ),
  husk(
    'a husk under an epoch nobody heard of has no limit',
    edit('pipeline/ingest.ts', "evaluation.state === 'husk' || (", '('),
  ),

  deletion(
    'anybody deletes anything',
    edit('authority/erasure.ts', 'if (isOf(target.author, person_id)) return', 'return'),
  ),
  deletion(
    'rank is not needed',
    edit(
      'authority/erasure.ts',
      ' || rankOfRight(event_id) >= people.rankOf(target.author)) return false',
      ') return false',
    ),
  ),
  deletion(
    'equals may delete what equals say',
    edit('store/people.ts', 'rankOfPerson(person) < rankOf(author)', 'rankOfPerson(person) <= rankOf(author)'),
  ),
  deletion(
    'equals delete what equals say',
    edit('authority/erasure.ts', 'rankOfRight(event_id) >= people', 'rankOfRight(event_id) > people'),
  ),
  deletion(
    'the group of the message is not asked for',
    edit('authority/erasure.ts', 'return group !== undefined && isIn(person_id, group)', 'return true'),
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
  purge('the files keep what was erased', edit('db/database.ts', 'if (isErasing) purge()', '')),
  purge(
    'who is killed before a purge does not know that one is due',
    edit('db/database.ts', "unsafe.run('unpurged', 'INSERT OR IGNORE INTO unpurged (one) VALUES (1)')", ''),
  ),
  purge('what is due is not made good at the opening', edit('engine.ts', '  db.purgeIfDue()\n', '')),
  purge(
    'a secret is forgotten by tables and kept by files',
    edit('store/log.ts', "plane = 0', [tx.identity, id])\n  tx.erases()", "plane = 0', [tx.identity, id])"),
  ),

  cutBodies(
    'what comes from beyond a cut stays',
    edit('pipeline/bodies.ts', '      ...cutOffAmong(db, effects.bodies),\n', ''),
  ),
  cutBodies(
    'what came before its author was cut off stays',
    edit('pipeline/bodies.ts', '      ...concernedByCuts(db, { cutDevices, others: devices }),\n', ''),
  ),
  cutBodies(
    'a deletion beyond a cut takes what it names',
    edit('authority/erasure.ts', 'isOf(author, person_id) && !isBeyond(event_id, 1)', 'isOf(author, person_id)'),
  ),
  cutBodies(
    'a deletion by a right that ended stays in force where it was',
    edit('pipeline/bodies.ts', '...claimedBy(db, [...strays, ...erasures])', '...claimedBy(db, strays)'),
  ),
  cutBodies(
    'what one said oneself goes with one’s membership',
    edit('authority/erasure.ts', 'target.author !== me && isBeyond', 'isBeyond'),
  ),

  leaving(
    'rows of who left stay',
    edit(
      'store/identities.ts',
      'for (const { name } of tables) tx',
      "for (const { name } of tables.filter((one) => one.name !== 'peer')) tx",
    ),
  ),
  leaving(
    'what their commands answered stays',
    edit(
      'store/identities.ts',
      "tx.unsafe.run('command_result', `UPDATE command_result SET result = '' WHERE identity = ?`, [identity])",
      '',
    ),
  ),
  leaving('their number is given again', edit('store/tables.ts', 'PRIMARY KEY AUTOINCREMENT', 'PRIMARY KEY')),
  leaving(
    'a call repeated after leaving acts again',
    edit(
      'store/identities.ts',
      "if (known?.result === '') throw new EngineError('unknown_identity')",
      "if (known?.result === '') return undefined",
    ),
  ),
  leaving('their links go on', edit('engine.ts', '      connections.end(runtime, time)\n', '')),
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
