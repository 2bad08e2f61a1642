/** The fold over chains as they lie in the log. */

import { expect, test } from 'vitest'
import { openNodeSql } from '../../platform/node/sql.ts'
import { fromHex } from '../base/bytes.ts'
import { must } from '../base/errors.ts'
import { asIdentity, type EventId, type PeerId, type PersonId } from '../base/ids.ts'
import { PREV_OFFSET } from '../crypto/envelope.ts'
import { createDatabase } from '../db/database.ts'
import { openSchema } from '../db/schema.ts'
import type { ChainEnd, Power } from '../events/power.ts'
import { appendToLog } from '../store/log.ts'
import { STORE_SQL, STORE_TABLES } from '../store/tables.ts'
import type { Act } from './act.ts'
import { recomputeStanding } from './standing.ts'
import { createStrays } from './strays.ts'

const SELF = asIdentity(1)
const id = (digit: string) => digit.repeat(64) as EventId
const peer = (digit: string) => digit.repeat(64) as PeerId
const person = (digit: string) => digit.repeat(64) as PersonId
const [ALICE, BOB, MALLORY, NOBODY] = ['a', 'b', 'd', 'e'] as const
const ROOT = id('f')
/** What bob wrote: that he joined, that he removes mallory, and one more. */
const CHAIN = ['1', '2', '3'].map(id)

const act = (event_id: EventId, author: string, power: Power): Act => ({
  event_id,
  author: peer(author),
  created_at: 1,
  power,
})
const cut = (device: string, control: ChainEnd) => [{ peer_id: peer(device), control, content: undefined }]
const end: ChainEnd = { head: id('3'), count: 3, below: [] }
const right = ROOT
const BEFORE = [
  act(ROOT, ALICE, { act: 'found', by: person(ALICE) }),
  act(id('7'), ALICE, { act: 'invite', by: person(ALICE), right, max_uses: 9 }),
  act(id('1'), BOB, { act: 'join', by: person(BOB), invite: id('7') }),
  act(id('8'), MALLORY, { act: 'join', by: person(MALLORY), invite: id('7') }),
  act(id('9'), ALICE, { act: 'grant', by: person(ALICE), right, person: person(BOB), co_founder: false }),
  act(id('2'), BOB, {
    act: 'remove',
    by: person(BOB),
    right: id('9'),
    person: person(MALLORY),
    cuts: cut(MALLORY, { head: id('8'), count: 1, below: [] }),
  }),
]
const demotion = act(id('c'), ALICE, {
  act: 'revoke',
  by: person(ALICE),
  right,
  person: person(BOB),
  grants: [id('9')],
  cuts: cut(BOB, end),
})
/** In a group of nobody but herself: a cut of no device at all, which names the head of bob's chain. */
const claim = (device: string, control: ChainEnd) =>
  act(id('0'), MALLORY, {
    act: 'drop',
    by: person(MALLORY),
    group: id('0') as never,
    right: id('0'),
    person: person(MALLORY),
    adds: [],
    cuts: cut(device, control),
  })

async function standingAfter(acts: readonly Act[]): Promise<readonly string[]> {
  const driver = await openNodeSql()
  openSchema(driver, STORE_SQL, STORE_TABLES)
  const db = createDatabase(driver, () => undefined)
  db.transaction(SELF, (tx) => {
    for (const [seq, event_id] of CHAIN.entries()) {
      const bytes = new Uint8Array(PREV_OFFSET + 32)
      if (seq > 0) bytes.set(must(fromHex(must(CHAIN[seq - 1], 'one before')), 'hexadecimal'), PREV_OFFSET)
      const logged = { plane: 1, kind: 1, form: 1, state: 'valid', reason: '', type: 'any' } as const
      appendToLog(tx, { event_id, seq, recorded_at: 1, author: peer(BOB), created_at: 1, bytes, ...logged })
    }
    recomputeStanding(tx, acts, createStrays())
  })
  return driver.all('SELECT peer_id FROM standing ORDER BY peer_id', []).map((row) => String(row.peer_id).charAt(0))
}

test('who names the head of another’s chain as that of somebody else’s changes nothing, in any order', async () => {
  const out = [ALICE, BOB]
  expect(await standingAfter([...BEFORE, demotion])).toEqual(out)
  for (const forged of [claim(NOBODY, end), claim(NOBODY, { head: id('6'), count: 9, below: [id('3'), id('2')] })]) {
    expect(await standingAfter([...BEFORE, demotion, forged])).toEqual(out)
    expect(await standingAfter([...BEFORE, forged, demotion])).toEqual(out)
    expect(await standingAfter([forged, ...BEFORE, demotion])).toEqual(out)
  }
})
