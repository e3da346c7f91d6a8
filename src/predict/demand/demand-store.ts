import type { Page, PageRequest } from '#kernel/page.ts'
import type { Money } from '#kernel/money.ts'
import type { DemandLevel, DemandSales } from './demand-sales.ts'
import type { DemandForecast } from './make-demand-forecast.ts'
import type { StockNeeds, StockPlan } from './stock-plan.ts'

export interface DemandFilter {
  readonly level?: DemandLevel | undefined
  /** Part of the name or key. */
  readonly q?: string | undefined
  readonly sort?: 'units' | 'change' | 'wape' | undefined
  readonly order?: 'asc' | 'desc' | undefined
}

/** Units over the 30 days of the forecast; `last`: in as many days before. */
export interface DemandRow {
  level: DemandLevel
  key: string
  label: string
  method: string
  historyDays: number
  units: number
  low: number
  high: number
  baseline: number
  last: number
  wape: number | null
  baselineWape: number | null
  /** Those units at recent prices, and what as many days before brought; null where prices are not known. */
  amount: Money | null
  lastAmount: Money | null
}

export interface DemandCurve {
  row: DemandRow
  history: { day: string; units: number }[]
  forecast: { day: string; mean: number; low: number; high: number; baseline: number }[]
}

export interface StockFilter extends Partial<{ readonly [K in keyof StockNeeds]: StockNeeds[K] | undefined }> {
  readonly q?: string | undefined
}

export interface StockRow extends StockPlan {
  productId: string
  /** Of the demand at recent prices. */
  amount: Money | null
  label: string
}

export interface DemandStore {
  /** Sales of whole local days before the as-of time, as they were known then; at most `mostDays` of them. Null without any. */
  sales(asOf: Date, timeZone: string, mostDays: number): Promise<DemandSales | null>
  /** The local day of the newest sale known at that time, ISO; null without any. */
  newestSale(knownAt: Date, timeZone: string): Promise<string | null>
  /** Keeps a forecast; the newest of the latest as-of time is the one that is read. `firstDay`: the first forecast day, ISO. */
  write(
    run: { readonly asOf: Date; readonly computedAt: Date; readonly firstDay: string; readonly currency: string },
    series: readonly DemandForecast[],
  ): Promise<void>
  list(filter: DemandFilter, page: PageRequest): Promise<Page<DemandRow>>
  /** One series with half a year of sales and its forecast; null when there is none. */
  curve(level: DemandLevel, key: string, timeZone: string): Promise<DemandCurve | null>
  stock(filter: StockFilter, page: PageRequest): Promise<Page<StockRow>>
}
