/**
 * How a virtual list gets from the rows it shows to the next ones without losing its place: a list can
 * keep its place from the start or from the end, but not both in one step. Pure.
 */

export interface Stage<Row> {
  readonly rows: readonly Row[]
  /** Rows change before the first one: the place is kept from the end. */
  readonly isShift: boolean
}

/** At most two stages, the last of which shows `next`. @param idOf what makes two rows the same */
export function stageRows<Row>(
  held: readonly Row[],
  next: readonly Row[],
  idOf: (row: Row) => string,
): readonly Stage<Row>[] {
  const final = { rows: next, isShift: false }
  const [firstHeld, firstNext] = [held[0], next[0]]
  if (firstHeld === undefined || firstNext === undefined) return [final]

  const prepended = next.findIndex((row) => idOf(row) === idOf(firstHeld))
  if (prepended > 0) return [{ rows: [...next.slice(0, prepended), ...held], isShift: true }, final]

  const dropped = held.findIndex((row) => idOf(row) === idOf(firstNext))
  if (dropped > 0)
    return [
      { rows: [...held.slice(0, dropped), ...next], isShift: false },
      { rows: next, isShift: true },
    ]
  return [final]
}
