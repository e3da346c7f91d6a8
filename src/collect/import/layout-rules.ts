import type { KnownLayout } from '../columns/known-layout.ts'
import { placesOf } from '../columns/interpret-table.ts'
import type { StatusClass } from '../columns/status-class.ts'
import type { Flag } from '../columns/status-flag.ts'
import type { OrderDraft } from './order-draft.ts'

/** A known layout's rules for single rows, by column position. See `KnownLayout`. */
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
  // Compared exactly: only the text in brackets distinguishes the total after refunds from the total.
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

/** The class of a row by its flags, if its status counts as a sale; the first set flag decides. */
export function flaggedState(state: StatusClass, cells: readonly string[], { flags }: LayoutRules): StatusClass {
  if (state !== 'paid') return state
  for (const { position, word, counts } of flags) if ((cells[position] ?? '').trim() === word) return counts
  return state
}

/** The total and the refund of a row. Undefined: not given. */
export interface TotalAndRefund {
  readonly total: bigint | undefined
  readonly refund: bigint | undefined
}

/**
 * Subtracts from the total what never belongs to the shop, and reads the total after refunds: if lower, the difference was refunded; if higher, the order was
 * changed and this is its total. If the column itself is the total after refunds, the refund is added back.
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

/** The items of an order without the summary row above them; the summary row's order values move to the first item. */
export function withoutSummary(rows: readonly OrderDraft[], { blankInSummary }: LayoutRules): readonly OrderDraft[] {
  const [summary, first, ...others] = rows
  if (blankInSummary === undefined || summary === undefined || first === undefined) return rows
  const isItem = ({ cells }: OrderDraft): boolean => (cells[blankInSummary] ?? '').trim() !== ''
  if (isItem(summary) || !isItem(first)) return rows
  const { quantity, unitPrice } = first.figures
  return [{ ...first, figures: { ...summary.figures, quantity, unitPrice } }, ...others]
}
