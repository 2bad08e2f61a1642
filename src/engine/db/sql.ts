/**
 * SQL as a tagged template. Values become bound parameters; a table handle becomes that identity's
 * slice of the table when the statement is rendered for an identity, so a query over scoped tables
 * cannot be written without one, and cannot see another identity's rows.
 */

import type { IdentityId } from '../base/ids.ts'
import type { SqlValue } from '../base/ports.ts'
import type { ScopedTable } from './table.ts'

type Part = SqlValue | ScopedTable | Sql

export interface Sql {
  readonly strings: readonly string[]
  readonly parts: readonly Part[]
}

export function sql(strings: TemplateStringsArray, ...parts: readonly Part[]): Sql {
  return { strings, parts }
}

function isSql(part: Part): part is Sql {
  return typeof part === 'object' && part !== null && 'strings' in part
}

function isTable(part: Part): part is ScopedTable {
  return typeof part === 'object' && part !== null && 'columns' in part
}

export interface Rendered {
  readonly text: string
  readonly params: readonly SqlValue[]
}

/** @param onTable told of every table the statement reads, for live queries */
export function render(statement: Sql, identity: IdentityId, onTable: (table: ScopedTable) => void): Rendered {
  const params: SqlValue[] = []
  const visit = ({ strings, parts }: Sql): string => {
    let text = strings[0] ?? ''
    parts.forEach((part, i) => {
      if (isSql(part)) text += visit(part)
      else if (isTable(part)) {
        onTable(part)
        params.push(identity)
        text += `(SELECT * FROM ${part.name} WHERE recorded_by = ?)`
      } else {
        params.push(part)
        text += '?'
      }
      text += strings[i + 1] ?? ''
    })
    return text
  }
  return { text: visit(statement), params }
}
