import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { ChurnGate } from '#predict/churn/train/churn-gate.ts'
import { LIFECYCLE_TIERS, type LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { Analysis, FileReading, OrdersAnalysis, Sales } from './analysis.ts'

/** The JSON printed as the last line. */
export interface AnalyzeSummary {
  /** 0 for a file without customers; `withoutCustomers` then says why and how to get them. */
  readonly customers: number
  /** Of known customers, as everywhere in the product; of all orders when the file has no customers. */
  readonly orders: number
  /** Major units of `currency`, without returns. */
  readonly revenue: number
  readonly tiers: Readonly<Record<LifecycleTier, number>>
  /** Null numbers: too little data to evaluate. */
  readonly churn: {
    readonly rung: string
    readonly horizonDays: number | null
    readonly auc: number | null
    readonly baseRate: number | null
    readonly accuracy: number | null
    readonly baseAccuracy: number | null
    readonly ece: number | null
    /** Churn rate of the riskiest 10% divided by the base rate. */
    readonly lift10: number | null
    /** passed: a test on later data showed that the scores predict churn. Otherwise no customer is called at risk. */
    readonly gate: ChurnGate
    readonly confidence: 'low' | 'medium' | 'high'
  }
  readonly scored: number
  /** The churn probability from which a customer counts as at risk; null, like all figures based on it, without a reliable prediction. */
  readonly atRiskFrom: number | null
  readonly atRisk: number | null
  readonly valueAtRisk: number | null
  /** Customers on the list. */
  readonly listed: number
  readonly withoutCustomers: OrdersAnalysis['noCustomers'] | null
  /** Units forecast for the coming 30 days; null without a forecast, and in reports about customers. */
  readonly demand: { readonly units: number; readonly low: number; readonly high: number } | null
  readonly currency: string
  /** Sales in other currencies, not included in any amount of the report. */
  readonly unconverted: Sales['unconverted']
  readonly rows: number
  readonly quarantined: number
  /** The data behind the summary. */
  readonly file: FileSummary
  /** Implausible and ambiguous values in the file, most urgent first. */
  readonly questions: readonly { readonly code: string; readonly weight: string; readonly zh: string; readonly en: string }[]
  readonly report: string
  readonly files: readonly string[]
  readonly seconds: Readonly<Record<string, number>>
}

type FileSummary = FileReading['truth'] &
  Pick<FileReading, 'layout' | 'encoding' | 'sheet' | 'headingLine' | 'notes' | 'statuses' | 'dates' | 'unusedColumns'> & {
    readonly decimals: Readonly<Record<string, { readonly mark: string; readonly sure: boolean }>>
    readonly columns: Readonly<Record<string, { readonly heading: string; readonly confidence: number; readonly why: BilingualText }>>
  }

type WithoutPlaces = Omit<AnalyzeSummary, 'report' | 'files' | 'seconds'>

/** The key figures of the analysis. */
export function summaryOf(analysis: Analysis | OrdersAnalysis): WithoutPlaces {
  const { reading, currency } = analysis
  const common = {
    currency,
    rows: reading.rows,
    quarantined: reading.quarantined,
    file: fileSummary(reading),
    questions: reading.questions.map(({ code, weight, text }) => ({ code, weight, ...text })),
  }
  return 'shop' in analysis ? { ...common, ...ordersAlone(analysis) } : { ...common, ...ofCustomers(analysis) }
}

type Figures = Omit<WithoutPlaces, 'currency' | 'rows' | 'quarantined' | 'file' | 'questions'>

function ofCustomers({ sales, churn, tiers, horizonDays }: Analysis): Figures {
  const { quality } = churn.card
  return {
    customers: sales.customers,
    orders: sales.orders,
    revenue: cents(sales.revenue),
    tiers: Object.fromEntries(tiers.map(({ tier, customers }) => [tier, customers])) as Record<LifecycleTier, number>,
    churn: {
      rung: churn.card.rung,
      horizonDays,
      auc: rounded(quality?.auc, 4),
      baseRate: rounded(quality?.baseRate, 4),
      accuracy: rounded(quality?.accuracy, 4),
      baseAccuracy: rounded(quality?.baseAccuracy, 4),
      ece: rounded(quality?.ece, 4),
      lift10: rounded(quality?.lift10, 2),
      gate: churn.card.gate,
      confidence: churn.card.confidence.level,
    },
    scored: churn.scored,
    atRiskFrom: rounded(churn.atRiskFrom ?? undefined, 4),
    atRisk: churn.atRiskFrom === null ? null : churn.atRisk,
    valueAtRisk: churn.atRiskFrom === null ? null : cents(churn.valueAtRisk),
    listed: churn.listed,
    withoutCustomers: null,
    demand: null,
    unconverted: sales.unconverted,
  }
}

function ordersAlone({ shop, demand, noCustomers }: OrdersAnalysis): Figures {
  const { total } = demand
  return {
    customers: 0,
    orders: shop.orders,
    revenue: cents(shop.revenue),
    tiers: Object.fromEntries(LIFECYCLE_TIERS.map((tier) => [tier, 0])) as Record<LifecycleTier, number>,
    churn: {
      rung: 'none',
      horizonDays: null,
      auc: null,
      baseRate: null,
      accuracy: null,
      baseAccuracy: null,
      ece: null,
      lift10: null,
      gate: 'untested',
      confidence: 'low',
    },
    scored: 0,
    atRiskFrom: null,
    atRisk: null,
    valueAtRisk: null,
    listed: 0,
    withoutCustomers: noCustomers,
    demand: total === null ? null : { units: cents(total.units), low: cents(total.low), high: cents(total.high) },
    unconverted: shop.unconverted,
  }
}

function fileSummary(reading: FileReading): FileSummary {
  const { truth, layout, encoding, sheet, headingLine, notes, statuses, dates, unusedColumns, columns, decimals } = reading
  return {
    ...truth,
    layout,
    encoding,
    sheet,
    headingLine,
    notes,
    statuses,
    dates,
    unusedColumns,
    decimals: Object.fromEntries(decimals.map(({ name, mark, sure }) => [name, { mark, sure }])),
    columns: Object.fromEntries(columns.map(({ name, column, confidence, why }) => [name, { heading: column, confidence, why }])),
  }
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100
}

function rounded(value: number | undefined, digits: number): number | null {
  return value === undefined ? null : Number(value.toFixed(digits))
}
