import type { BilingualText } from '#kernel/bilingual-text.ts'
import { detectableEffect } from '#decide/detectable-effect.ts'
import { effectiveSize, equalUnits, unitPrecision } from './design-effect.ts'
import type { UnitPrecision } from './design-effect.ts'
import type { Money } from '#kernel/money.ts'
import { meanDifference } from './mean-difference.ts'
import { poolSparse } from './pool-sparse.ts'
import type { StratumSize } from './pool-sparse.ts'
import { proportionDifference, relativeDifference, standardisedShares } from './proportion-difference.ts'
import type { Estimate } from './proportion-difference.ts'
import { SAMPLE_RATIO_ALARM, sampleRatioP } from './sample-ratio.ts'
import { addSpreads } from './unit-spread.ts'
import type { UnitSpread } from './unit-spread.ts'
import { verdictOf, verdictText } from './verdict.ts'
import type { Verdict } from './verdict.ts'

/** The outcome of one arm of one strategy. Revenue in minor units, net of returns. */
export interface ArmOutcome {
  readonly customers: number
  /** Customers with a sale order within the window. */
  readonly retained: number
  readonly revenue: number
  readonly revenueSquares: number
  readonly cost: number
  /** Over what was drawn as one. */
  readonly spread: UnitSpread
  /** Companies that were drawn as one, and their customers; 0: everyone was drawn alone. */
  readonly companies: number
  readonly companyPeople: number
}

/** One strategy of one run: its contact group and its control group, drawn from the same customers with the same chance. */
export interface StratumOutcome {
  readonly treated: ArmOutcome
  readonly control: ArmOutcome
  /** Sums over all draws (people, and companies drawn as one) of the recorded probability of contact, and of probability x (1 - probability). */
  readonly expectedTreated: number
  readonly treatedVariance: number
}

/** One comparison by intention to treat: every assigned customer counts, delivered or not. Money in minor units. */
export interface Effect {
  readonly strategyId: string | null
  readonly name: BilingualText
  readonly treated: number
  readonly control: number
  /** Draws of each arm: people, and companies drawn as one. */
  readonly treatedDraws: number
  readonly controlDraws: number
  /** Companies that were drawn as one, and their customers, in both arms. */
  readonly companies: number
  readonly companyPeople: number
  /** Compared customers per customer drawn alone who would tell as much; null where no company was drawn or nothing is compared. */
  readonly designEffect: number | null
  readonly treatedRetained: number
  readonly controlRetained: number
  readonly treatedRate: number | null
  readonly controlRate: number | null
  readonly lift: Estimate | null
  readonly relativeLift: Estimate | null
  /** Minor units per customer. */
  readonly revenuePerCustomer: Estimate | null
  readonly extraCustomers: Estimate | null
  readonly cost: Money
  /** Null where it is not known whether there was an effect. */
  readonly roi: number | null
  readonly sampleRatioP: number | null
  readonly sampleRatioOk: boolean
  readonly detectableEffect: number | null
  readonly verdict: Verdict
  readonly verdictText: BilingualText
}

export interface EffectOptions {
  readonly strategyId: string | null
  readonly name: BilingualText
  readonly currency: string
  /** Share of revenue that the shop keeps, 0-1, for the return on the cost. */
  readonly grossMargin: number
  readonly window: MeasurementWindow
}

/** How far the measurement period has come, in days; it is over when all have passed. */
export interface MeasurementWindow {
  readonly days: number
  readonly daysPassed: number
}

/**
 * The effect over one or more strata. Sparse strata are pooled with others of the same holdout. Strata that cannot be compared (no control group, or an arm that
 * stayed empty) are counted but do not enter rates, lift or revenue. Rates are standardised to the same mix of strata, so that lift is their difference.
 * Before the first whole day there are no rates, lift or revenue: figures after a few minutes mean nothing.
 */
export function effectOf(strata: readonly StratumOutcome[], options: EffectOptions): Effect {
  const { days, daysPassed } = options.window
  const pooled = poolSparse(strata, sizeOf).map(together)
  const comparable = daysPassed < 1 ? [] : pooled
  const arms = comparable.map(({ treated, control }) => ({
    treated: treated.customers,
    treatedSuccesses: treated.retained,
    treatedEffective: effectiveSize(treated.customers, retentionPrecision(treated)),
    control: control.customers,
    controlSuccesses: control.retained,
    controlEffective: effectiveSize(control.customers, retentionPrecision(control)),
  }))
  const shares = arms.length === 0 ? null : standardisedShares(arms)
  const lift = arms.length === 0 ? null : proportionDifference(arms)
  const revenuePerCustomer = meanDifference(comparable.filter(hasVariance).map(toSamples))
  const treated = total(strata, ({ treated: arm }) => arm.customers)
  const control = total(strata, ({ control: arm }) => arm.customers)
  const measured = total(comparable, ({ treated: arm }) => arm.customers)
  const cost = total(strata, ({ treated: arm }) => arm.cost)
  const [treatedDraws, controlDraws] = [
    total(strata, ({ treated: arm }) => arm.spread.units),
    total(strata, ({ control: arm }) => arm.spread.units),
  ]
  const ratioP = sampleRatioP(
    treatedDraws,
    total(strata, ({ expectedTreated }) => expectedTreated),
    total(strata, ({ treatedVariance }) => treatedVariance),
  )
  const sampleRatioOk = ratioP === null || ratioP >= SAMPLE_RATIO_ALARM
  const heldOut = total(comparable, ({ control: arm }) => arm.customers)
  const [treatedRetained, controlRetained] = [
    total(strata, ({ treated: arm }) => arm.retained),
    total(strata, ({ control: arm }) => arm.retained),
  ]
  const companies = total(strata, (stratum) => stratum.treated.companies + stratum.control.companies)
  const [effectiveTreated, effectiveControl] = [sum(arms, (one) => one.treatedEffective), sum(arms, (one) => one.controlEffective)]
  const retained = total(comparable, (stratum) => stratum.treated.retained + stratum.control.retained)
  const elapsedShare = Math.min(1, daysPassed / days)
  const verdict = verdictOf(lift, {
    smallestArm: Math.min(
      total(comparable, ({ treated: arm }) => equalUnits(arm.customers, arm.spread)),
      total(comparable, ({ control: arm }) => equalUnits(arm.customers, arm.spread)),
    ),
    retained,
    sampleRatioOk,
    elapsedShare,
    worstError: worstError(comparable),
  })
  return {
    strategyId: options.strategyId,
    name: options.name,
    treated,
    control,
    treatedDraws,
    controlDraws,
    companies,
    companyPeople: total(strata, (stratum) => stratum.treated.companyPeople + stratum.control.companyPeople),
    designEffect: companies === 0 || arms.length === 0 ? null : (measured + heldOut) / (effectiveTreated + effectiveControl),
    treatedRetained,
    controlRetained,
    treatedRate: shares?.treated.estimate ?? null,
    controlRate: shares?.control.estimate ?? null,
    lift,
    relativeLift: arms.length === 0 ? null : relativeDifference(arms),
    revenuePerCustomer,
    extraCustomers: lift === null ? null : { estimate: lift.estimate * measured, low: lift.low * measured, high: lift.high * measured },
    cost: { minor: Math.round(cost), currency: options.currency },
    roi: verdict === 'not_enough_data' || elapsedShare < 1 ? null : returnOnCost(revenuePerCustomer, comparable, options.grossMargin),
    sampleRatioP: ratioP,
    sampleRatioOk,
    detectableEffect: shares === null ? null : detectableEffect(effectiveTreated, effectiveControl, shares.control.estimate),
    verdict,
    verdictText: verdictText(verdict, lift, {
      sampleRatioOk,
      daysLeft: Math.max(0, Math.ceil(days - daysPassed)),
      hasControl: pooled.length > 0,
      follows: control > 0 && total(strata, ({ treatedVariance }) => treatedVariance) === 0,
      retained,
    }),
  }
}

/** Standard error of the post-stratified lift if every share were one half and all people of a company did the same, where it is largest. */
function worstError(strata: readonly StratumOutcome[]): number {
  const everyone = total(strata, ({ treated, control }) => treated.customers + control.customers)
  const variance = total(strata, ({ treated, control }) => {
    const weight = (treated.customers + control.customers) / everyone
    return (weight ** 2 * (1 / equalUnits(treated.customers, treated.spread) + 1 / equalUnits(control.customers, control.spread))) / 4
  })
  return Math.sqrt(variance)
}

/** (extra margin - cost) / cost over the customers whose effect is known; null without cost. */
function returnOnCost(revenue: Estimate | null, strata: readonly StratumOutcome[], grossMargin: number): number | null {
  const cost = total(strata, ({ treated }) => treated.cost)
  if (revenue === null || cost <= 0) return null
  return (revenue.estimate * grossMargin * total(strata, ({ treated }) => treated.customers) - cost) / cost
}

function sizeOf({ treated, control, expectedTreated }: StratumOutcome): StratumSize {
  return {
    treated: treated.spread.units,
    control: control.spread.units,
    treatedChance: expectedTreated / (treated.spread.units + control.spread.units),
  }
}

function together(strata: readonly StratumOutcome[]): StratumOutcome {
  const arm = (side: 'treated' | 'control'): ArmOutcome => ({
    customers: total(strata, (stratum) => stratum[side].customers),
    retained: total(strata, (stratum) => stratum[side].retained),
    revenue: total(strata, (stratum) => stratum[side].revenue),
    revenueSquares: total(strata, (stratum) => stratum[side].revenueSquares),
    cost: total(strata, (stratum) => stratum[side].cost),
    spread: strata.map((stratum) => stratum[side].spread).reduce(addSpreads),
    companies: total(strata, (stratum) => stratum[side].companies),
    companyPeople: total(strata, (stratum) => stratum[side].companyPeople),
  })
  return {
    treated: arm('treated'),
    control: arm('control'),
    expectedTreated: total(strata, ({ expectedTreated }) => expectedTreated),
    treatedVariance: total(strata, ({ treatedVariance }) => treatedVariance),
  }
}

function hasVariance({ treated, control }: StratumOutcome): boolean {
  return treated.customers >= 2 && control.customers >= 2
}

function toSamples({ treated, control }: StratumOutcome): Parameters<typeof meanDifference>[0][number] {
  return {
    treated: treated.customers,
    treatedSum: treated.revenue,
    treatedSquares: treated.revenueSquares,
    treatedPrecision: revenuePrecision(treated),
    control: control.customers,
    controlSum: control.revenue,
    controlSquares: control.revenueSquares,
    controlPrecision: revenuePrecision(control),
  }
}

function retentionPrecision({ customers, retained, spread }: ArmOutcome): UnitPrecision {
  return unitPrecision({
    people: customers,
    sum: retained,
    squares: retained,
    unitSquares: spread.retainedSquares,
    unitSizes: spread.retainedSizes,
    spread,
  })
}

function revenuePrecision({ customers, revenue, revenueSquares, spread }: ArmOutcome): UnitPrecision {
  return unitPrecision({
    people: customers,
    sum: revenue,
    squares: revenueSquares,
    unitSquares: spread.revenueSquares,
    unitSizes: spread.revenueSizes,
    spread,
  })
}

function total(strata: readonly StratumOutcome[], of: (stratum: StratumOutcome) => number): number {
  return sum(strata, of)
}

function sum<T>(list: readonly T[], of: (one: T) => number): number {
  let all = 0
  for (const one of list) all += of(one)
  return all
}
