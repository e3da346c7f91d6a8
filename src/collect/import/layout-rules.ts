import type { KnownLayout } from '../columns/known-layout.ts'
import { placesOf } from '../columns/interpret-table.ts'
import type { StatusClass } from '../columns/status-class.ts'
import type { Flag } from '../columns/status-flag.ts'
import type { OrderDraft } from './order-draft.ts'

/** What a known layout says of single rows, by the positions of its columns. See `KnownLayout`. */
export interface LayoutRules {
  readonly flags: readonly Flag[]
  readonly notOurs?: { readonly positions: readonly number[]; readonly where: number; readonly words: readonly string[] }
  readonly keptTotal?: number
  readonly blankInSummary?: number
}

export function layoutRules(layout: KnownLayout | undefined, columns: readonly string[], flags: readonly Flag[]): LayoutRules {
  const at = (heading: string | undefined): number | undefined => (heading === undefined ? undefined : placesOf(heading, columns)[0])
  const { notOurs } = layout ?? {}
  const [where, blankInSummary] = [at(notOurs?.where.heading), at(layout?.blankInSummary)]
  // To the letter: what stands in brackets is all that tells the total after refunds from the total.
  const keptAt = columns.findIndex((column) => column.trim().toLowerCase() === layout?.keptTotal?.toLowerCase())
  const keptTotal = keptAt < 0 ? undefined : keptAt
  return {
    flags,
    ...(notOurs === undefined || where === undefined
      ? {}
      : { notOurs: { positions: notOurs.headings.flatMap((heading) => at(heading) ?? []), where, words: notOurs.where.words } }),
    ...(keptTotal === undefined ? {} : { keptTotal }),
    ...(blankInSummary === undefined ? {} : { blankInSummary }),
  }
}

/** What a row is by its flags, where its status takes it for a sale; the first that is set decides. */
export function flaggedState(state: StatusClass, cells: readonly string[], { flags }: LayoutRules): StatusClass {
  if (state !== 'paid') return state
  for (const { position, word, counts } of flags) if ((cells[position] ?? '').trim() === word) return counts
  return state
}

/** The total and the refund of a row. Undefined: not said. */
export interface TotalAndRefund {
  readonly total: bigint | undefined
  readonly refund: bigint | undefined
}

/**
 * Takes off the total what is never the shop's, and reads the total after refunds: less than the total, the difference was given back; more, the order was
 * changed and that is its total. A column that is itself the total after refunds is raised by what was given back.
 */
export function ownTotal(
  { total, refund }: TotalAndRefund,
  cells: readonly string[],
  { notOurs, keptTotal }: LayoutRules,
  totalAt: number | undefined,
  read: (text: string) => bigint | undefined,
): TotalAndRefund {
  if (total === undefined) return { total, refund }
  let own = total
  if (notOurs?.words.includes((cells[notOurs.where] ?? '').trim()) === true) {
    for (const position of notOurs.positions) own -= read(cells[position] ?? '') ?? 0n
  }
  if (keptTotal === undefined) return { total: own, refund }
  if (keptTotal === totalAt) return { total: own + (refund === undefined ? 0n : refund < 0n ? -refund : refund), refund }
  const kept = read(cells[keptTotal] ?? '') ?? 0n
  if (kept <= 0n || kept === total) return { total: own, refund }
  return kept > total ? { total: own + kept - total, refund } : { total: own, refund: refund ?? total - kept }
}

/** The items of an order without the row above them that sums them up: what that row says of the whole order is said by the first item. */
export function withoutSummary(rows: readonly OrderDraft[], { blankInSummary }: LayoutRules): readonly OrderDraft[] {
  const [summary, first, ...others] = rows
  if (blankInSummary === undefined || summary === undefined || first === undefined) return rows
  const isItem = ({ cells }: OrderDraft): boolean => (cells[blankInSummary] ?? '').trim() !== ''
  if (isItem(summary) || !isItem(first)) return rows
  const { quantity, unitPrice } = first.figures
  return [{ ...first, figures: { ...summary.figures, quantity, unitPrice } }, ...others]
}
