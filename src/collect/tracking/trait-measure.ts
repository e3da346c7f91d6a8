import { AppError } from '#kernel/app-error.ts'
import { MEASURE_NAME_CHARACTERS } from '../import/measure-fields.ts'
import { type MeasuredValue, measuredValue } from '../import/measure-row-step.ts'
import type { JsonObject } from './tracking-message.ts'

/** A trait of identify calls that is kept as a measure of the customer, as declared for a source. */
export interface TraitMeasure {
  readonly trait: string
  readonly measure: string
  /** '' for none. */
  readonly unit: string
}

/** Most declarations of one source. */
export const MOST_TRAIT_MEASURES = 50

/**
 * Declarations without blanks around them.
 *
 * @throws AppError `trait-measure-twice` when two are of one trait or make one measure, whose values would replace each other
 */
export function checkTraitMeasures(declared: readonly TraitMeasure[]): readonly TraitMeasure[] {
  const clean = declared.map(({ trait, measure, unit }) => ({
    trait: trait.trim(),
    measure: measure.trim().slice(0, MEASURE_NAME_CHARACTERS),
    unit: unit.trim(),
  }))
  for (const field of ['trait', 'measure'] as const) {
    const twice = clean.find((one, i) => clean.findIndex((other) => other[field] === one[field]) !== i)
    if (twice !== undefined) {
      throw new AppError('invalid-input', 'trait-measure-twice', `"${twice[field]}" is declared twice: a measure has one trait.`, {
        details: { name: twice[field] },
      })
    }
  }
  return clean
}

/** The values of declared traits. A trait that is missing or no number tells none and stays what it is. */
export function traitValues(traits: JsonObject, declared: readonly TraitMeasure[]): MeasuredValue[] {
  return declared.flatMap(({ trait, measure, unit }): MeasuredValue[] => {
    const value = Object.hasOwn(traits, trait) ? measuredValue(traits[trait]) : undefined
    return value === undefined ? [] : [{ measure, unit, value }]
  })
}
