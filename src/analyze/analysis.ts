import type { ChurnCard } from '#predict/churn/churn-card.ts'
import type { ChurnCause } from '#predict/churn/churn-reasons.ts'
import type { LifecycleTier } from '#segment/lifecycle-tiers.ts'
import type { ValueClass } from '#segment/value-classes.ts'

/** The same text in both languages. */
export interface BilingualText {
  readonly zh: string
  readonly en: string
}

/** Everything a report says, as plain data. Money in major units of `currency` (empty: unknown). */
export interface Analysis {
  readonly fileName: string
  readonly generatedAt: Date
  /** Scores read only what came before it. */
  readonly asOf: Date
  /** IANA zone in which days and months are told. */
  readonly timeZone: string
  readonly currency: string
  readonly horizonDays: number
  readonly horizonReason: BilingualText
  readonly reading: FileReading
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
  /** Files written beside the report. */
  readonly files: readonly { readonly name: string; readonly rows: number; readonly holds: BilingualText }[]
}

export interface FileReading {
  readonly rows: number
  readonly stored: number
  readonly duplicates: number
  readonly quarantined: number
  /** By reason code of the import and the field it is about (empty texts: the whole row). */
  readonly refusals: readonly { readonly reason: string; readonly field: BilingualText; readonly rows: number }[]
  readonly columns: readonly { readonly field: BilingualText; readonly column: string }[]
  readonly unusedColumns: readonly string[]
  readonly guessed: boolean
  /** Name of the preset, or null. */
  readonly preset: string | null
  readonly encoding: string
  readonly firstAt: Date
  readonly lastAt: Date
  /** What looks absurd, as questions to whoever knows the file. */
  readonly questions: readonly { readonly code: string; readonly text: BilingualText }[]
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
  /** Sales in other currencies than that of the report: in no figure of it. Major units. */
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
  /** The file does not cover the whole month. */
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
  /** From this probability on a customer counts as at risk (`worklist.ts`); null: who will leave cannot be told, and all that follows from it is 0. */
  readonly atRiskFrom: number | null
  readonly atRisk: number
  /** Customers on the list: the first of those at risk by expected loss, or of all recent ones by spend where nobody can be told. */
  readonly listed: number
  /** What the customers at risk would spend in the horizon if they stayed. */
  readonly atRiskSpend: number
  readonly expectedSpend: number
  /** What everyone scored spends in the horizon at their usual pace. */
  readonly usualSpend: number
  /** Of the customers at risk, as everywhere in a report. */
  readonly valueAtRisk: number
  readonly riskTiers: readonly { readonly tier: RiskTierName; readonly customers: number; readonly valueAtRisk: number }[]
  /** Ten bins of .1. */
  readonly histogram: readonly number[]
  /** Of the customers at risk. */
  readonly causes: readonly { readonly cause: ChurnCause; readonly customers: number; readonly valueAtRisk: number }[]
}

/** '' where one rate stands for all. */
export type RiskTierName = 'high' | 'medium' | 'low' | ''

export interface AnalysedCustomer {
  readonly customerId: string
  /** Ids under which the file knows the customer, as they may be written into lists. */
  readonly ids: readonly { readonly kind: string; readonly value: string }[]
  /** For the eyes of anyone who sees the report. */
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
  /** Left alone for comparison when the strategy is carried out. */
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
