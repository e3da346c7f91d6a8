import { AppError } from '#kernel/app-error.ts'
import { RISK_LABELS } from './churn-labels.ts'

/** The names that a scheme may use, from the highest risk to the lowest. */
export const RISK_TIER_NAMES = ['high', 'medium', 'watch', 'low'] as const
export type RiskTierName = (typeof RISK_TIER_NAMES)[number]

export function isRiskTierName(text: string): text is RiskTierName {
  return RISK_TIER_NAMES.some((name) => name === text)
}

/** One tier of a scheme: a customer enters at a probability of `from` and leaves only below `leaveBelow`. */
export interface RiskTier {
  readonly name: RiskTierName
  readonly from: number
  /** At most `from`. Between the two, customers stay in the tier, so that small changes in probability do not move them back and forth. */
  readonly leaveBelow: number
  readonly labelZh: string
  readonly labelEn: string
  /** Hours to act within; null for none. */
  readonly actWithinHours: number | null
  /** Whether entering this tier raises an alert. */
  readonly alert: boolean
}

/** Tiers from the highest to the lowest; the last begins at 0. */
export interface RiskTierScheme {
  readonly name: string
  readonly tiers: readonly RiskTier[]
}

/** A tier as people set it. */
export interface RiskTierRule {
  readonly tier: RiskTierName
  readonly enterAt: number
  readonly leaveBelow: number
  readonly actWithinHours: number | null
  readonly alert: boolean
}

/** High from .8 (act within 24 hours), medium from .5, low below; a customer leaves a tier 5 points below where they entered. */
export const STANDARD_RISK_TIERS: RiskTierScheme = riskTierScheme('standard', [
  { tier: 'high', enterAt: 0.8, leaveBelow: 0.75, actWithinHours: 24, alert: true },
  { tier: 'medium', enterAt: 0.5, leaveBelow: 0.45, actWithinHours: null, alert: false },
  { tier: 'low', enterAt: 0, leaveBelow: 0, actWithinHours: null, alert: false },
])

/** From .7 act within 24 hours, from .5 within 72, from .3 watch; each left 5 points lower. */
export const RESPONSE_RISK_TIERS: RiskTierScheme = riskTierScheme('response', [
  { tier: 'high', enterAt: 0.7, leaveBelow: 0.65, actWithinHours: 24, alert: true },
  { tier: 'medium', enterAt: 0.5, leaveBelow: 0.45, actWithinHours: 72, alert: true },
  { tier: 'watch', enterAt: 0.3, leaveBelow: 0.25, actWithinHours: null, alert: false },
  { tier: 'low', enterAt: 0, leaveBelow: 0, actWithinHours: null, alert: false },
])

export const RISK_TIER_PRESETS: readonly RiskTierScheme[] = [STANDARD_RISK_TIERS, RESPONSE_RISK_TIERS]

/**
 * A scheme from what people set. Tiers go from the highest to the lowest name and probability, the last begins at 0 and raises no alert, and
 * no tier's exit threshold lies below the entry threshold of the next lower tier.
 * Throws an AppError (invalid-input) that names the tier and what to correct.
 */
export function riskTierScheme(name: string, rules: readonly RiskTierRule[]): RiskTierScheme {
  const refuse = (reason: string, what: string, tier = '', other = ''): never => {
    throw new AppError('invalid-input', 'risk-tiers', what, { details: { reason, tier, other } })
  }
  if (name.trim() === '') refuse('name', 'The risk tiers need a name.')
  if (rules.length < 2) refuse('count', 'Give at least two risk tiers.')
  rules.forEach((rule, i) => {
    const below = rules[i + 1]
    const known = RISK_TIER_NAMES.indexOf(rule.tier)
    if (known < 0) refuse('unknown', `"${rule.tier}" is no risk tier; use ${RISK_TIER_NAMES.join(', ')}.`, rule.tier)
    if (!inUnit(rule.enterAt) || !inUnit(rule.leaveBelow)) {
      refuse('limits', `The limits of the tier "${rule.tier}" must lie between 0 and 1.`, rule.tier)
    }
    if (rule.leaveBelow > rule.enterAt) {
      refuse(
        'leftAbove',
        `The tier "${rule.tier}" is left below ${rule.leaveBelow} but entered only at ${rule.enterAt}; leave it at or below where it is entered.`,
        rule.tier,
      )
    }
    if (
      rule.actWithinHours !== null &&
      !(Number.isInteger(rule.actWithinHours) && rule.actWithinHours >= 1 && rule.actWithinHours <= 720)
    ) {
      refuse(
        'hours',
        `The tier "${rule.tier}" asks to act within ${rule.actWithinHours} hours; choose a whole number from 1 to 720, or none.`,
        rule.tier,
      )
    }
    if (below === undefined) {
      if (rule.enterAt !== 0) {
        refuse(
          'lastBegins',
          `The last tier "${rule.tier}" begins at ${rule.enterAt}; begin it at 0, so that every customer has a tier.`,
          rule.tier,
        )
      }
      if (rule.alert)
        refuse('lastAlerts', `The last tier "${rule.tier}" includes every customer in no other tier; it cannot raise alerts.`, rule.tier)
      return
    }
    if (RISK_TIER_NAMES.indexOf(below.tier) <= known) {
      refuse(
        'order',
        `The tier "${below.tier}" cannot come after "${rule.tier}"; give each once, in the order ${RISK_TIER_NAMES.join(', ')}.`,
        below.tier,
        rule.tier,
      )
    }
    if (below.enterAt >= rule.enterAt) {
      refuse(
        'enterOrder',
        `The tier "${below.tier}" is entered at ${below.enterAt}, not below "${rule.tier}" at ${rule.enterAt}; lower it.`,
        below.tier,
        rule.tier,
      )
    }
    if (rule.leaveBelow < below.enterAt) {
      refuse(
        'leftBelow',
        `The tier "${rule.tier}" is left only below ${rule.leaveBelow}, where "${below.tier}" has not begun; leave it at ${below.enterAt} or above.`,
        rule.tier,
        below.tier,
      )
    }
  })
  return {
    name: name.trim(),
    tiers: rules.map((rule) => ({
      name: rule.tier,
      from: rule.enterAt,
      leaveBelow: rule.leaveBelow,
      labelZh:
        rule.actWithinHours === null ? RISK_LABELS[rule.tier].zh : `${RISK_LABELS[rule.tier].zh}（${rule.actWithinHours} 小时内处理）`,
      labelEn:
        rule.actWithinHours === null ? RISK_LABELS[rule.tier].en : `${RISK_LABELS[rule.tier].en} (act within ${rule.actWithinHours} hours)`,
      actWithinHours: rule.actWithinHours,
      alert: rule.alert,
    })),
  }
}

/** The scheme as people set it. */
export function riskTierRules(scheme: RiskTierScheme): RiskTierRule[] {
  return scheme.tiers.map(({ name, from, leaveBelow, actWithinHours, alert }) => ({
    tier: name,
    enterAt: from,
    leaveBelow,
    actWithinHours,
    alert,
  }))
}

/**
 * The tier that a probability in [0, 1] falls into. `riskTier(STANDARD_RISK_TIERS, 0.8).name` is 'high'.
 * Throws an AppError (internal) when the probability is not in [0, 1], (invalid-input) when the scheme does not reach down to 0.
 */
export function riskTier(scheme: RiskTierScheme, probability: number): RiskTier {
  if (!inUnit(probability)) {
    throw new AppError('internal', 'churn-probability', `A churn probability is ${probability}; it must lie between 0 and 1.`)
  }
  const tier = scheme.tiers.find((each) => probability >= each.from)
  if (tier === undefined) {
    throw new AppError(
      'invalid-input',
      'risk-tiers',
      `The risk tiers "${scheme.name}" do not cover the probability ${probability}; begin the last tier at 0.`,
      { details: { reason: 'lastBegins', tier: scheme.tiers.at(-1)?.name ?? '', other: '' } },
    )
  }
  return tier
}

/**
 * The tier of a customer who was in `previous` at the previous scoring: they rise as soon as they reach a higher tier, and fall only below the limit
 * at which each tier is left. A previous tier that the scheme does not have counts as none.
 * `tierWithHysteresis(STANDARD_RISK_TIERS, 0.78, 'high').name` is 'high', with 'medium' or null before it is 'medium'.
 */
export function tierWithHysteresis(scheme: RiskTierScheme, probability: number, previous: string | null): RiskTier {
  const entered = riskTier(scheme, probability)
  const before = scheme.tiers.findIndex(({ name }) => name === previous)
  if (before < 0) return entered
  // A customer in a tier has also entered every lower one.
  return scheme.tiers.find((tier, i) => tier === entered || (i >= before && probability >= tier.leaveBelow)) ?? entered
}

/** The rank of a tier: 0 for the lowest of the scheme; -1 for null or a tier the scheme does not have. */
export function tierRank(scheme: RiskTierScheme, name: string | null): number {
  const position = scheme.tiers.findIndex((tier) => tier.name === name)
  return position < 0 ? -1 : scheme.tiers.length - 1 - position
}

function inUnit(value: number): boolean {
  return value >= 0 && value <= 1
}
