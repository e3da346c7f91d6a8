import type { ChurnCard } from '#predict/churn/train/churn-card.ts'
import type { ChurnCause } from '#predict/churn/score/churn-reasons.ts'
import { LIFECYCLE_TIERS } from '#segment/lifecycle-tiers.ts'
import { DEFAULT_TIER_SCHEME } from '#segment/tier-scheme.ts'
import { VALUE_CLASSES } from '#segment/value-classes.ts'
import type { AnalysedCustomer, ChurnSummary, ClassSummary, RfmCell, TierSummary } from './analysis.ts'
import type { CustomerIds } from './queries/customer-ids.ts'
import type { CustomerRow } from './queries/customer-rows.ts'
import type { Suggestions } from './suggest-strategies.ts'
import { FEWEST_JUDGED, atRiskByValue, atRiskFrom, worklist } from './worklist.ts'

/** Combines profiles, scores, ids and suggestions for each customer. */
export function analysedCustomers(
  rows: readonly CustomerRow[],
  ids: ReadonlyMap<string, CustomerIds>,
  suggestions: Suggestions['byCustomer'],
): AnalysedCustomer[] {
  return rows.map(({ score, frequency, ...row }) => ({
    ...row,
    ids: ids.get(row.customerId)?.ids ?? [],
    masked: ids.get(row.customerId)?.masked ?? '',
    orders: frequency,
    risk:
      score === null
        ? null
        : {
            ...score,
            expectedSpend: score.spendIfStayed * (1 - score.probability),
            valueAtRisk: score.spendIfStayed * score.probability,
            suggestion: suggestions.get(row.customerId) ?? null,
          },
  }))
}

/** Customers, money, and the value at risk of those at risk, by lifecycle tier in the order of the tiers. */
export function summariseTiers(customers: readonly AnalysedCustomer[], from: number | null): TierSummary[] {
  return LIFECYCLE_TIERS.map((tier) => {
    const own = customers.filter((customer) => customer.tier === tier)
    return {
      tier,
      customers: own.length,
      target: DEFAULT_TIER_SCHEME.tiers.targets[tier],
      monetary: sum(own, (customer) => customer.monetary),
      valueAtRisk: sum(atRiskByValue(own, from), ({ risk }) => risk.valueAtRisk),
    }
  })
}

/** Customers and money by value class; customers who never bought have none. */
export function summariseClasses(customers: readonly AnalysedCustomer[]): ClassSummary[] {
  return VALUE_CLASSES.map((valueClass) => {
    const own = customers.filter((customer) => customer.valueClass === valueClass)
    return { valueClass, customers: own.length, monetary: sum(own, (customer) => customer.monetary) }
  })
}

/** Customers and money by recency and frequency score, every combination once. */
export function summariseRfm(customers: readonly AnalysedCustomer[]): RfmCell[] {
  const scores = Array.from({ length: DEFAULT_TIER_SCHEME.rfm.levels }, (_, i) => i + 1)
  return scores.flatMap((r) =>
    scores.map((f) => {
      const own = customers.filter((customer) => customer.r === r && customer.f === f)
      return { r, f, customers: own.length, monetary: sum(own, (customer) => customer.monetary) }
    }),
  )
}

/** Totals of the scores. `top`: maximum length of the list. Figures of a backtest on a handful of customers are left out. */
export function summariseChurn(customers: readonly AnalysedCustomer[], card: ChurnCard, top?: number): ChurnSummary {
  const { quality } = card
  const risks = customers.flatMap((customer) => (customer.risk === null ? [] : [customer.risk]))
  const from = atRiskFrom(card)
  const atRisk = atRiskByValue(customers, from).map(({ risk }) => risk)
  const histogram = Array.from({ length: 10 }, () => 0)
  for (const { probability } of risks) {
    const bin = Math.min(9, Math.floor(probability * 10 + 1e-12))
    histogram[bin] = (histogram[bin] ?? 0) + 1
  }
  const causes = new Map<ChurnCause, { customers: number; valueAtRisk: number }>()
  for (const { cause, valueAtRisk } of atRisk) {
    const held = causes.get(cause) ?? { customers: 0, valueAtRisk: 0 }
    causes.set(cause, { customers: held.customers + 1, valueAtRisk: held.valueAtRisk + valueAtRisk })
  }
  return {
    card:
      quality !== null && Math.min(quality.churners, quality.customers - quality.churners) < FEWEST_JUDGED
        ? { ...card, gate: 'untested', quality: null }
        : card,
    scored: risks.length,
    atRiskFrom: from,
    atRisk: atRisk.length,
    listed: worklist(customers, from, top).length,
    atRiskSpend: sum(atRisk, (risk) => risk.spendIfStayed),
    expectedSpend: sum(risks, (risk) => risk.expectedSpend),
    usualSpend: sum(risks, (risk) => risk.spendIfStayed),
    valueAtRisk: sum(atRisk, (risk) => risk.valueAtRisk),
    riskTiers: (['high', 'medium', 'low'] as const).map((tier) => {
      const own = risks.filter((risk) => risk.tier === tier)
      return { tier, customers: own.length, valueAtRisk: sum(own, (risk) => risk.valueAtRisk) }
    }),
    histogram,
    causes: [...causes].map(([cause, held]) => ({ cause, ...held })).sort((a, b) => b.customers - a.customers),
  }
}

function sum<T>(list: readonly T[], value: (item: T) => number): number {
  return list.reduce((total, item) => total + value(item), 0)
}
