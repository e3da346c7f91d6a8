import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { DecimalMark } from '#collect/columns/decimal-format.ts'
import type { FileQuestion } from '#collect/columns/file-question.ts'
import type { TruthTable } from '#collect/columns/truth-table.ts'
import type { DateOrder } from '#collect/import/parse-instant.ts'
import type { ChurnCard } from '#predict/churn/train/churn-card.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import type { DemandCard } from '#predict/demand/demand-card.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'

/** The content common to all reports, as plain data. */
export interface AnalysedFile {
  readonly fileName: string
  readonly generatedAt: Date
  /** Figures use only earlier data. */
  readonly asOf: Date
  /** IANA zone of days and months. */
  readonly timeZone: string
  /** Currency of the amounts, which are in major units; empty: unknown. */
  readonly currency: string
  readonly reading: FileReading
  /** Files written next to the report. */
  readonly files: readonly ListedFile[]
}

export interface ListedFile {
  readonly name: string
  readonly rows: number
  readonly holds: BilingualText
}

/** A file that names its customers. */
export interface Analysis extends AnalysedFile {
  readonly horizonDays: number
  readonly horizonReason: BilingualText
  readonly sales: Sales
  readonly tiers: readonly TierSummary[]
  readonly tierRules: Readonly<Record<LifecycleTier, BilingualText>>
  readonly classes: readonly ClassSummary[]
  readonly classRules: Readonly<Record<ValueClass, BilingualText>>
  /** Customers by recency score 1-5 (row) and frequency score 1-5 (column): counts and mean money of the year. */
  readonly rfm: readonly RfmCell[]
  readonly churn: ChurnSummary
  readonly customers: readonly AnalysedCustomer[]
  readonly strategies: readonly StrategySummary[]
}

/** A file without customers: results from its orders alone. */
export interface OrdersAnalysis extends AnalysedFile {
  /** Why the file has no customers, and which export or tool includes them. */
  readonly noCustomers: { readonly why: BilingualText; readonly remedy: BilingualText }
  readonly shop: ShopSales
  readonly demand: DemandCard
}

/** What a shop sold, to known and unknown customers. Money in the currency of the report. */
export interface ShopSales {
  readonly orders: number
  readonly revenue: number
  readonly units: number
  /** Orders with a return, and the value of the returns. */
  readonly returns: number
  readonly returned: number
  readonly unconverted: Sales['unconverted']
  readonly months: readonly ShopMonth[]
  /** All products, best sellers by revenue first. */
  readonly products: readonly SoldProduct[]
}

export interface ShopMonth {
  readonly month: string
  readonly revenue: number
  readonly orders: number
  readonly units: number
  readonly returned: number
  /** True when the file does not cover the whole month. */
  readonly partial: boolean
}

export interface SoldProduct {
  readonly id: string
  readonly name: string
  readonly units: number
  readonly orders: number
  readonly revenue: number
  readonly returned: number
}

/** The data behind the figures. */
export interface FileReading {
  readonly rows: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  /** By the import's reason code and field (empty text: the whole row). */
  readonly refusals: readonly { readonly reason: string; readonly field: BilingualText; readonly rows: number }[]
  /** The export that the file was recognised as, or null. */
  readonly layout: BilingualText | null
  readonly columns: readonly {
    readonly name: string
    readonly field: BilingualText
    readonly column: string
    /** 0 to 1. */
    readonly confidence: number
    readonly why: BilingualText
  }[]
  readonly unusedColumns: readonly string[]
  readonly encoding: string
  /** Of a spreadsheet; null otherwise. */
  readonly sheet: string | null
  readonly headingLine: number
  /** Steps taken to find the table in the file. */
  readonly notes: readonly BilingualText[]
  /** Totals of the file, with and without named customers. */
  readonly truth: Omit<TruthTable, 'understood' | 'statuses'>
  readonly statuses: TruthTable['statuses']
  /** The order in which day, month and year were read; null when no date in the file is ambiguous. */
  readonly dates: { readonly order: DateOrder; readonly sure: boolean } | null
  /** The decimal separator, by field, of number columns. */
  readonly decimals: readonly { readonly name: string; readonly field: BilingualText; readonly mark: DecimalMark; readonly sure: boolean }[]
  readonly firstAt: Date
  readonly lastAt: Date
  readonly questions: readonly AskedQuestion[]
}

export interface AskedQuestion {
  readonly code: string
  readonly weight: FileQuestion['weight']
  /** True for a blocking finding that the owner confirmed. */
  readonly accepted: boolean
  readonly text: BilingualText
}

export interface Sales {
  /** Customers known from the file. */
  readonly customers: number
  /** Those with at least one sale. */
  readonly buyers: number
  readonly orders: number
  readonly revenue: number
  readonly returnLines: number
  readonly returned: number
  /** Sales in currencies other than that of the report, in no figure of it. Major units. */
  readonly unconverted: readonly { readonly currency: string; readonly amount: number; readonly lines: number }[]
  /** Lines that name no customer. */
  readonly anonymousLines: number
  readonly repeatBuyers: number
  readonly months: readonly MonthSales[]
  readonly cohorts: readonly Cohort[]
}

/** One calendar month (`2011-03`). */
export interface MonthSales {
  readonly month: string
  readonly revenue: number
  readonly orders: number
  readonly buyers: number
  readonly newBuyers: number
  /** True when the file does not cover the whole month. */
  readonly partial: boolean
}

/** Customers by the month of their first order; `active[k]` of them ordered k months later. */
export interface Cohort {
  readonly month: string
  readonly size: number
  readonly active: readonly number[]
}

export interface TierSummary {
  readonly tier: LifecycleTier
  readonly customers: number
  readonly target: number
  readonly monetary: number
  readonly valueAtRisk: number
}

export interface ClassSummary {
  readonly valueClass: ValueClass
  readonly customers: number
  readonly monetary: number
}

export interface RfmCell {
  readonly r: number
  readonly f: number
  readonly customers: number
  readonly monetary: number
}

export interface ChurnSummary {
  readonly card: ChurnCard
  /** Customers with a score: those within the audience of the definition. */
  readonly scored: number
  /** Minimum probability for a customer to count as at risk (`worklist.ts`); null: no reliable prediction, and all dependent figures are 0. */
  readonly atRiskFrom: number | null
  readonly atRisk: number
  /** Customers on the list: those at risk with the highest expected loss, or recent ones with the highest spend when there is no reliable prediction. */
  readonly listed: number
  /** Spend of the customers at risk in the horizon if they stayed. */
  readonly atRiskSpend: number
  readonly expectedSpend: number
  /** Spend of all scored customers in the horizon at their usual pace. */
  readonly usualSpend: number
  /** Of the customers at risk, as everywhere in a report. */
  readonly valueAtRisk: number
  readonly riskTiers: readonly { readonly tier: RiskTierName; readonly customers: number; readonly valueAtRisk: number }[]
  /** Ten bins of .1. */
  readonly histogram: readonly number[]
  /** Of the customers at risk. */
  readonly causes: readonly { readonly cause: ChurnCause; readonly customers: number; readonly valueAtRisk: number }[]
}

/** '' when all customers get the same rate. */
export type RiskTierName = 'high' | 'medium' | 'low' | ''

export interface AnalysedCustomer {
  readonly customerId: string
  /** The customer's ids in the file, in the form allowed in lists. */
  readonly ids: readonly { readonly kind: string; readonly value: string }[]
  /** The form anyone reading the report may see. */
  readonly masked: string
  readonly firstOrderAt: Date | null
  readonly lastOrderAt: Date | null
  readonly lastOrderId: string
  readonly orders: number
  readonly monetary: number
  readonly averageOrder: number
  readonly r: number
  readonly f: number
  readonly m: number
  readonly tier: LifecycleTier
  readonly valueClass: ValueClass | null
  readonly favouriteCategory: string
  readonly risk: CustomerRisk | null
}

export interface CustomerRisk {
  readonly probability: number
  readonly tier: RiskTierName
  readonly cause: ChurnCause
  readonly reasons: readonly BilingualText[]
  readonly expectedSpend: number
  readonly spendIfStayed: number
  readonly valueAtRisk: number
  readonly suggestion: Suggestion | null
}

export interface Suggestion {
  readonly strategyId: string
  readonly name: BilingualText
  /** Size of the control group when the strategy is run. */
  readonly heldOut: boolean
}

export interface StrategySummary {
  readonly id: string
  readonly name: BilingualText
  readonly summary: BilingualText
  readonly offer: BilingualText
  readonly channel: string
  readonly customers: number
  readonly heldOut: number
  readonly valueAtRisk: number
  readonly cost: number
  readonly expectedGain: number
}
