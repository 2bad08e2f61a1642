/**
 * The authority fold over 10,000 control acts, the bar being 100 ms: what every control event with power costs a
 * device of a very large community.
 *
 * `fold_ms` is `effective()` alone; `standing_ms` the whole of what the transaction of such an event does for it, with
 * the database in memory: the fold, and its result compared with the rows it has. `--acts=10000 --rounds=20`.
 */

import type { IdentityId } from '../src/engine/api.ts'
import { crowd } from '../src/engine/authority/crowd.testing.ts'
import { effective } from '../src/engine/authority/effective.ts'
import { recomputeStanding } from '../src/engine/authority/standing.ts'
import { createStrays } from '../src/engine/authority/strays.ts'
import { createDatabase } from '../src/engine/db/database.ts'
import { openSchema } from '../src/engine/db/schema.ts'
import { STORE_SQL, STORE_TABLES } from '../src/engine/store/tables.ts'
import { openNodeSql } from '../src/platform/node/sql.ts'
import { figureOf, report } from './report.ts'
import { numberOption } from './support/options.ts'

const ACTS = numberOption('acts', 10_000)
const ROUNDS = numberOption('rounds', 20)
const SELF = 1 as IdentityId

const { acts, chains } = crowd(ACTS)
const driver = await openNodeSql()
openSchema(driver, STORE_SQL, STORE_TABLES)
const db = createDatabase(driver, () => undefined)

const timed = (work: () => unknown): number => {
  const began = performance.now()
  work()
  return performance.now() - began
}
const rounds = <Result>(work: () => Result): number[] => Array.from({ length: ROUNDS }, () => timed(work))

rounds(() => effective(acts, chains)) // warm
const fold = rounds(() => effective(acts, chains))
db.transaction(SELF, (tx) => recomputeStanding(tx, acts, createStrays()))
const standing = rounds(() => db.transaction(SELF, (tx) => recomputeStanding(tx, acts, createStrays())))

report('authority', [
  figureOf('fold_ms', 'ms', fold, { note: 'bar 100' }),
  figureOf('standing_ms', 'ms', standing, { note: 'the fold, and its rows compared' }),
])
