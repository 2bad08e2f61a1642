/** Who could supply what is missing, for the sentence that says so: names, those connected apart. Pure. */

import type { QueryResult } from '../../engine/api.ts'
import { isolatedName } from '../parts/names.ts'

export type WaitingReason = QueryResult<'message.waiting'>[number]
type Holder = Pick<WaitingReason['suppliers'][number], 'name' | 'connected'>

export interface Suppliers {
  readonly names: readonly string[]
  /** Whether these are connected now; otherwise they are who could, once they come. */
  readonly areConnected: boolean
}

/** Each person once; only the connected where there are any, and at most three. */
export function suppliersIn(suppliers: readonly Holder[]): Suppliers {
  const connected = suppliers.filter((row) => row.connected)
  const named = (connected.length > 0 ? connected : suppliers).map((row) => isolatedName(row.name))
  return { names: [...new Set(named)].slice(0, MAX_NAMED), areConnected: connected.length > 0 }
}

const MAX_NAMED = 3
