import type { ColdDay, ColdForecast, ColdModel, ColdTarget } from './cold-start-model.ts'
import { OTHER } from './cold-start-model.ts'
import { KEY_SEPARATOR, likeliest } from './shrunk-cells.ts'

/** A new customer at a day: values in the order of the model's features. */
export interface NewCustomer {
  readonly customerId: string
  readonly day: ColdDay
  readonly values: readonly string[]
}

/** What is expected: the most likely label, its probability, and of how many similar customers. */
export interface Expected {
  readonly label: string
  readonly probability: number
  readonly similar: number
  /** Probability of each label. */
  readonly shares: Readonly<Record<string, number>>
}

/** What is expected of a customer, from the deepest group of similar ones that is large enough. */
export function tellTarget(forecast: ColdForecast, model: Pick<ColdModel, 'features' | 'keep'>, values: readonly string[]): Expected {
  let [cell, key] = [forecast.root, '']
  for (const [i, feature] of forecast.features.entries()) {
    const at = model.features.indexOf(feature)
    key += `${KEY_SEPARATOR}${coarse(values[at] ?? '', model.keep[at] ?? [])}`
    const deeper = forecast.levels[i]?.[key]
    if (deeper === undefined) break
    cell = deeper
  }
  const top = likeliest(cell.shares)
  return {
    label: forecast.labels[top] ?? '',
    probability: cell.shares[top] ?? 0,
    similar: cell.n,
    shares: Object.fromEntries(forecast.labels.map((label, i) => [label, cell.shares[i] ?? 0])),
  }
}

/** The forecasts of a day, by target. */
export function forecastsOf(model: ColdModel, day: ColdDay): ReadonlyMap<ColdTarget, ColdForecast> {
  return new Map(model.forecasts.filter((one) => one.day === day).map((one) => [one.target, one]))
}

/** A value that is seldom seen is told apart from no other one; none at all is a value. */
function coarse(value: string, keep: readonly string[]): string {
  return value === '' || keep.includes(value) ? value : OTHER
}
