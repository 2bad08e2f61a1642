/** Where focus goes when rows leave a list: the next row that stays, else the one before. Pure. */

export function nextAfter<Id>(ids: readonly Id[], leaving: ReadonlySet<Id>): Id | undefined {
  const last = ids.findLastIndex((id) => leaving.has(id))
  return ids.slice(last + 1)[0] ?? ids.findLast((id, index) => index < last && !leaving.has(id))
}
