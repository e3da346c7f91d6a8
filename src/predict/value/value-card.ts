import type { BilingualText } from '#kernel/bilingual-text.ts'
import { parameterIntervals } from '#numerics/purchase/parameter-interval.ts'
import type { PropensityQuality } from './compare-propensity.ts'
import type { ValueRung } from './fit-value.ts'
import type { ValueTraining } from './train-value.ts'
import type { ValueQuality } from './value-quality.ts'

/** What to know about a value model before trusting it. Plain JSON; money in minor units of `currency`, times as ISO 8601. */
export interface ValueCard {
  readonly version: number
  readonly trainedAt: string
  readonly rung: ValueRung
  readonly rungReason: BilingualText
  readonly horizonMonths: number
  readonly yearlyDiscount: number
  readonly grossMargin: number
  readonly customers: number
  readonly repeatCustomers: number
  readonly parameters: readonly {
    readonly name: string
    readonly estimate: number
    readonly low: number | null
    readonly high: number | null
  }[]
  readonly quality: ValueQuality | null
  readonly propensity: PropensityQuality | null
}

/** The card of a training; version and time are set when the model is stored. `minorPerMajor` is 100 for most currencies. */
export function valueCard(training: ValueTraining, minorPerMajor: number): Omit<ValueCard, 'version' | 'trainedAt'> {
  const { options, purchases } = training.model
  const { purchase, spend } = purchases
  const parameters = [
    ...parameterIntervals(
      [
        { name: 'r', estimate: purchase.r },
        { name: 'alpha', estimate: purchase.alpha },
        { name: 'a', estimate: purchase.a },
        { name: 'b', estimate: purchase.b },
      ],
      purchase.logCovariance,
    ),
    ...parameterIntervals(
      [
        { name: 'p', estimate: spend.p },
        { name: 'q', estimate: spend.q },
        { name: 'v', estimate: spend.v },
      ],
      spend.logCovariance,
    ),
  ]
  return {
    rung: purchases.rung,
    rungReason: purchases.rungReason,
    ...options,
    customers: purchases.customers,
    repeatCustomers: purchases.repeatCustomers,
    parameters: parameters.map(({ name, estimate, low, high }) => ({ name, estimate, low, high })),
    quality: training.quality === null ? null : inMinor(training.quality, minorPerMajor),
    propensity: training.propensity,
  }
}

function inMinor(quality: ValueQuality, minorPerMajor: number): ValueQuality {
  return {
    ...quality,
    error: quality.error * minorPerMajor,
    baselineError: quality.baselineError * minorPerMajor,
    deciles: quality.deciles.map((decile) => ({
      ...decile,
      predicted: decile.predicted * minorPerMajor,
      actual: decile.actual * minorPerMajor,
    })),
  }
}
