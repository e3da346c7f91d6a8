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

/** Units over the 30 days of the forecast; `last`: the same number of days before. */
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
  /** Value of those units at recent prices, and revenue of the same number of days before; null when prices are unknown. */
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
  /** Sales of whole local days before the as-of time, as known then, at most `mostDays` of them. Null without sales. */
  sales(asOf: Date, timeZone: string, mostDays: number): Promise<DemandSales | null>
  /** The local day of the newest sale known at that time, ISO; null without sales. */
  newestSale(knownAt: Date, timeZone: string): Promise<string | null>
  /** Stores a forecast; the newest one for the latest as-of time is the one that is read. `firstDay`: the first forecast day, ISO. */
  write(
    run: { readonly asOf: Date; readonly computedAt: Date; readonly firstDay: string; readonly currency: string },
    series: readonly DemandForecast[],
  ): Promise<void>
  list(filter: DemandFilter, page: PageRequest): Promise<Page<DemandRow>>
  /** One series with half a year of sales and its forecast; null for an unknown series. */
  curve(level: DemandLevel, key: string, timeZone: string): Promise<DemandCurve | null>
  stock(filter: StockFilter, page: PageRequest): Promise<Page<StockRow>>
}
