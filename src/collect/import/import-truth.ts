import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { Interpretation } from '../columns/interpretation.ts'
import type { TruthTable } from '../columns/truth-table.ts'
import type { ImportPlan } from './import-plan.ts'
import type { OrderFacts } from './order-tally.ts'

/** The column of a field, as shown to users. */
export interface ReadColumn {
  readonly heading: string
  readonly confidence: number
  readonly why: BilingualText
}

/** The figures of an order file, the same for a preview, a dry run and an import. All 0 for other files. */
export type TruthFigures = Omit<TruthTable, 'customers' | 'understood'>

export function truthOf(facts: OrderFacts, { interpretation }: Pick<ImportPlan, 'interpretation'>): TruthFigures {
  return {
    // If no row names a customer, orders are counted by number.
    orders: facts.orders === 0 ? facts.anonymousOrders : facts.orders,
    anonymousOrders: facts.anonymousOrders,
    sales: facts.sales,
    refunds: facts.refunds,
    returns: facts.returns,
    firstAt: timeText(facts.firstAt),
    lastAt: timeText(facts.lastAt),
    statuses: interpretation.statuses,
    unanswered: facts.unanswered,
    tests: facts.tests,
    months: facts.months,
  }
}

/** Field -> column, for all mapped fields. */
export function readColumns({ columns }: Interpretation): Readonly<Record<string, ReadColumn>> {
  return Object.fromEntries(
    columns.flatMap(({ field, heading, confidence, why }) => (field === undefined ? [] : [[field, { heading, confidence, why }]])),
  )
}

function timeText(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString()
}
