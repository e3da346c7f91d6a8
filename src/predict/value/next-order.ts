import { logGamma } from '#numerics/special/log-gamma.ts'
import type { BgNbdModel } from '#numerics/purchase/bg-nbd.ts'
import { PROPENSITY_DAYS } from './purchase-propensity.ts'
import { chanceIfAlive, presence, tiedAlive, type OrderEvidence } from './tied-alive.ts'
import { daysSilent, purchaseHistory, type ValueFacts } from './value-facts.ts'

/** Days from now until the next order, given that one comes: the median and the 10 % and 90 % points. */
export interface NextOrder {
  readonly days: number
  readonly low: number
  /** Null when it lies beyond three years. */
  readonly high: number | null
}

/** Below this chance of an order within a year, a date would mislead. */
const LEAST_CHANCE = 0.15
const FARTHEST_DAYS = 3 * 365
/** Number of gaps at which a customer's own rhythm counts as much as the model of similar customers. */
const RHYTHM_PRIOR_GAPS = 3

/**
 * When the next order comes, or null when it most likely never does. The purchase model alone ignores rhythm: a customer who buys every four weeks and bought
 * three weeks ago is as likely to buy tomorrow as one who buys at random. So its quantiles (Pareto of the second kind: gamma-distributed rates) are blended, on
 * the logarithmic scale, with those of a Weibull renewal process of the customer's own gaps, given how long the current gap has already lasted. The more gaps and
 * the more regular they are, the more the customer's own rhythm counts. With `evidence`, dates too late for the trained chance of an order within 30 days are brought forward.
 */
export function nextOrder(model: BgNbdModel, facts: ValueFacts, evidence: OrderEvidence | null = null): NextOrder | null {
  const history = purchaseHistory(facts)
  const alive = tiedAlive(model, history, evidence)
  if (presence(model, history, { alive, days: 365, evidence }) * chanceIfAlive(model, history, 365) < LEAST_CHANCE) return null
  const k = model.r + history.repeats
  const scale = model.alpha + history.age
  const rhythm = rhythmOf(facts)
  const weight = rhythm === null ? 0 : rhythm.gaps / (rhythm.gaps + RHYTHM_PRIOR_GAPS)
  const at = (q: number): number => {
    const modelled = scale * Math.expm1(-Math.log1p(-q) / k)
    if (rhythm === null) return modelled
    const elapsed = (daysSilent(facts) / rhythm.scale) ** rhythm.shape
    const own = Math.max(rhythm.scale * (elapsed - Math.log1p(-q)) ** (1 / rhythm.shape) - daysSilent(facts), 0.1)
    return Math.exp(weight * Math.log(own) + (1 - weight) * Math.log(Math.max(modelled, 0.1)))
  }
  // If an order comes at all, it comes within 30 days with this chance.
  const soon = evidence === null ? 0 : evidence.chance / alive
  const sooner = soon > 0 ? Math.min(1, PROPENSITY_DAYS / at(Math.min(soon, 0.999))) : 1
  const high = sooner * at(0.9)
  return {
    days: Math.min(sooner * at(0.5), FARTHEST_DAYS),
    low: Math.min(sooner * at(0.1), FARTHEST_DAYS),
    high: high > FARTHEST_DAYS ? null : high,
  }
}

/**
 * A Weibull distribution of the customer's gaps: the coefficient of variation is shrunk towards 1 (no rhythm) as if three more gaps had been observed, and the shape follows from
 * it by Justus' approximation shape = cv^-1.086. Null with fewer than two gaps.
 */
function rhythmOf(facts: ValueFacts): { readonly gaps: number; readonly shape: number; readonly scale: number } | null {
  const gaps = facts.purchaseDays - 1
  if (gaps < 2 || !(facts.meanGap > 0) || !Number.isFinite(facts.gapSpread)) return null
  const variance = ((facts.gapSpread / facts.meanGap) ** 2 * gaps) / (gaps - 1)
  const cv = Math.sqrt((variance * gaps + RHYTHM_PRIOR_GAPS) / (gaps + RHYTHM_PRIOR_GAPS))
  const shape = Math.min(Math.max(cv ** -1.086, 0.5), 6)
  return { gaps, shape, scale: facts.meanGap / Math.exp(logGamma(1 + 1 / shape)) }
}
