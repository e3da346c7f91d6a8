import { AppError } from '#kernel/app-error.ts'
import { parsePurchaseModel, type PurchaseModel } from './fit-value.ts'
import type { CategoryShares } from './next-category.ts'
import { checkPropensity, type PropensityModel } from './purchase-propensity.ts'

/** Definition of the value: horizon, discount rate and the share of an amount that counts. */
export interface ValueOptions {
  readonly horizonMonths: number
  /** 0.1 = 10 % a year. */
  readonly yearlyDiscount: number
  readonly grossMargin: number
}

/** Everything that scoring needs. Plain JSON. */
export interface ValueModel {
  readonly kind: 'value'
  readonly version: 1
  readonly options: ValueOptions
  readonly purchases: PurchaseModel
  readonly categories: CategoryShares
  /** Null: the purchase model's own chance is used, unevaluated. */
  readonly propensity: PropensityModel | null
  /** How much the propensity influences the chance that a customer may still buy, from 0 (the minimum) to 1. */
  readonly aliveWeight: number
  /** Error factor of the last backtest's total, at least 1; intervals of totals are widened by it. */
  readonly totalError: number
}

/** Options with their defaults: 12 months, 10 % a year, amounts in full. Throws an AppError (invalid-input) for numbers out of range. */
export function valueOptions(given: Partial<ValueOptions> = {}): ValueOptions {
  const { horizonMonths = 12, yearlyDiscount = 0.1, grossMargin = 1 } = given
  if (!Number.isInteger(horizonMonths) || horizonMonths < 1 || horizonMonths > 36) {
    throw new AppError(
      'invalid-input',
      'value-horizon',
      `The value horizon is ${horizonMonths} months; choose a whole number from 1 to 36.`,
    )
  }
  if (!(yearlyDiscount >= 0 && yearlyDiscount <= 1)) {
    throw new AppError(
      'invalid-input',
      'value-discount',
      `The yearly discount is ${yearlyDiscount}; choose a number from 0 to 1, such as 0.1.`,
    )
  }
  if (!(grossMargin > 0 && grossMargin <= 1)) {
    throw new AppError(
      'invalid-input',
      'value-margin',
      `The gross margin is ${grossMargin}; choose a number above 0 and up to 1, such as 0.5.`,
    )
  }
  return { horizonMonths, yearlyDiscount, grossMargin }
}

/** The horizon in days. */
export function horizonDays(options: ValueOptions): number {
  return Math.round((options.horizonMonths * 365.25) / 12)
}

/** Reads a stored model. Throws an Error with one sentence when it is truncated, of another kind or version, or its features differ from those of this program. */
export function parseValueModel(body: unknown): ValueModel {
  if (typeof body !== 'object' || body === null) throw new Error('The kept value model is not readable; train it again.')
  const model = body as ValueModel
  if (model.kind !== 'value' || model.version !== 1) {
    throw new Error(
      `The kept value model is ${String(model.kind)} of version ${String(model.version)}, not value of version 1; train it again.`,
    )
  }
  if (typeof model.purchases !== 'object' || model.purchases === null || !Array.isArray(model.categories) || !(model.totalError >= 1)) {
    throw new Error('The kept value model is damaged; train it again.')
  }
  return {
    ...model,
    options: valueOptions(model.options),
    purchases: parsePurchaseModel(model.purchases),
    propensity: model.propensity === null ? null : checkPropensity(model.propensity),
    // Models stored before this weight existed have none.
    aliveWeight: model.aliveWeight >= 0 && model.aliveWeight <= 1 ? model.aliveWeight : 0,
  }
}
