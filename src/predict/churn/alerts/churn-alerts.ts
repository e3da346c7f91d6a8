import type { BilingualText } from '#kernel/bilingual-text.ts'
import { stableId } from '#kernel/id.ts'
import type { ChurnCause } from '../score/churn-reasons.ts'
import type { RiskTierName, RiskTierScheme } from '../tiers/risk-tiers.ts'
import { tierRank } from '../tiers/risk-tiers.ts'

export type ChurnAlertState = 'open' | 'acknowledged' | 'closed'

/** Reasons for which an alert closes automatically; `merged` when its customer was merged into another. People may enter any other text. */
export const ALERT_OUTCOMES = { ordered: 'ordered', riskFell: 'risk-fell', notScored: 'not-scored' } as const

/** A customer entered a risk tier that requires action. */
export interface ChurnAlert {
  readonly id: string
  readonly customerId: string
  readonly tier: RiskTierName
  /** The customer's tier at the previous scoring; null when they were not scored. */
  readonly fromTier: RiskTierName | null
  readonly probability: number
  /** What the customer spends in the horizon if they stay, in major units. */
  readonly value: number
  readonly cause: ChurnCause
  readonly reasons: readonly BilingualText[]
  /** The as-of time of the scoring. */
  readonly raisedAt: Date
  /** The time to act by; null when the tier sets none. */
  readonly dueAt: Date | null
  readonly state: ChurnAlertState
  readonly owner: string | null
  readonly outcome: string | null
  readonly closedAt: Date | null
}

/** The result of a scoring for one customer. */
export interface ScoredCustomer {
  readonly customerId: string
  readonly tier: RiskTierName
  readonly probability: number
  readonly value: number
  readonly cause: ChurnCause
  readonly reasons: readonly { readonly text: BilingualText }[]
}

export interface AlertRequest {
  readonly scheme: RiskTierScheme
  readonly asOf: Date
  readonly scores: readonly ScoredCustomer[]
  /** Tier of each customer at the previous scoring; null when this is the first. */
  readonly previous: ReadonlyMap<string, string> | null
  /** Alerts that are not closed: at most one for each customer. */
  readonly unfinished: readonly ChurnAlert[]
  /** Customers with an open alert who have ordered since it was raised. */
  readonly ordered: ReadonlySet<string>
}

export interface AlertChanges {
  readonly raise: readonly ChurnAlert[]
  /** Alerts whose customer has moved to a higher tier, as updated. */
  readonly rise: readonly ChurnAlert[]
  readonly close: readonly { readonly id: string; readonly outcome: string }[]
  /** Tier entries beyond the limit: shown on the board, but without an alert. */
  readonly heldBack: number
}

/** A customer whose tier differs from the previous scoring. `from` null: not scored then; `to` null: no longer scored. */
export interface TierChange {
  readonly customerId: string
  readonly from: RiskTierName | null
  readonly to: RiskTierName | null
}

/** The first scoring finds every customer who has already lapsed, so only those with the most revenue at risk get an alert. */
export const FIRST_ALERTS = 200
export const MOST_ALERTS = 1_000

/**
 * Updates the alerts from a scoring. A customer enters a tier when they were neither in it nor in a higher one at the previous scoring; entering a tier
 * with `alert` raises one, or escalates the one still open, whose due time never moves later. An alert closes automatically when the
 * customer has ordered, has left all tiers with alerts, or is no longer scored. When there are too many, those with the most revenue at risk
 * (probability x value) come first.
 */
export function alertChanges({ scheme, asOf, scores, previous, unfinished, ordered }: AlertRequest): AlertChanges {
  const alerting = new Map(scheme.tiers.filter(({ alert }) => alert).map((tier) => [tier.name, tier]))
  const unfinishedOf = new Map(unfinished.map((alert) => [alert.customerId, alert]))
  const raise: ChurnAlert[] = []
  const rise: ChurnAlert[] = []
  const kept = new Set<string>()
  for (const score of scores) {
    const known = unfinishedOf.get(score.customerId)
    const tier = alerting.get(score.tier)
    if (known !== undefined && tier !== undefined && !ordered.has(score.customerId)) kept.add(known.id)
    if (tier === undefined || ordered.has(score.customerId)) continue
    const due = tier.actWithinHours === null ? null : new Date(asOf.getTime() + tier.actWithinHours * 3_600_000)
    const now = {
      tier: score.tier,
      probability: score.probability,
      value: score.value,
      cause: score.cause,
      reasons: score.reasons.map(({ text }) => text),
    }
    if (known !== undefined) {
      if (tierRank(scheme, score.tier) > tierRank(scheme, known.tier)) rise.push({ ...known, ...now, dueAt: earlier(known.dueAt, due) })
      continue
    }
    const before = previous?.get(score.customerId) ?? null
    if (tierRank(scheme, before) >= tierRank(scheme, score.tier)) continue
    raise.push({
      id: stableId('churn-alert', score.customerId, asOf.toISOString()),
      customerId: score.customerId,
      fromTier: scheme.tiers.find(({ name }) => name === before)?.name ?? null,
      ...now,
      raisedAt: asOf,
      dueAt: due,
      state: 'open',
      owner: null,
      outcome: null,
      closedAt: null,
    })
  }
  const scored = new Set(scores.map(({ customerId }) => customerId))
  const limit = previous === null ? FIRST_ALERTS : MOST_ALERTS
  return {
    raise: raise.toSorted((a, b) => b.probability * b.value - a.probability * a.value).slice(0, limit),
    rise,
    close: unfinished
      .filter(({ id }) => !kept.has(id))
      .map(({ id, customerId }) => ({
        id,
        outcome: ordered.has(customerId)
          ? ALERT_OUTCOMES.ordered
          : scored.has(customerId)
            ? ALERT_OUTCOMES.riskFell
            : ALERT_OUTCOMES.notScored,
      })),
    heldBack: Math.max(0, raise.length - limit),
  }
}

/** Customers whose tier changed; those no longer scored come last. Empty for the first scoring. */
export function tierChanges({ scheme, scores, previous }: Pick<AlertRequest, 'scheme' | 'scores' | 'previous'>): TierChange[] {
  if (previous === null) return []
  const nameOf = (tier: string): RiskTierName | null => scheme.tiers.find(({ name }) => name === tier)?.name ?? null
  const gone = new Set(previous.keys())
  const changed: TierChange[] = []
  for (const { customerId, tier } of scores) {
    gone.delete(customerId)
    const from = previous.get(customerId) ?? ''
    if (from !== tier) changed.push({ customerId, from: nameOf(from), to: tier })
  }
  for (const customerId of gone) changed.push({ customerId, from: nameOf(previous.get(customerId) ?? ''), to: null })
  return changed
}

function earlier(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b
  // Stryker disable next-line EqualityOperator: of two equal times it is either
  return a < b ? a : b
}
