/** What the list of customers is filtered by, by the names of its address. */
export type ListFilters = Readonly<Record<string, string | undefined>>

export interface FiltersAsCondition {
  /** The text form of a condition; empty where no filter can be said as one. */
  readonly where: string
  /** Filters that no condition says with the same meaning: they hang on a run, on a month or on one person. */
  readonly left: readonly string[]
}

const quoted = (text: string) => JSON.stringify(text)
const orNot = (text: string) => (value: string) => (value === 'false' ? `not ${text}` : text)

/**
 * Filters of the list as a condition of the very same customers.
 *
 * @param majorOf Whole units of minor ones, in the project's currency.
 */
export function filtersAsCondition(filters: ListFilters, majorOf: (minor: number) => number): FiltersAsCondition {
  const said: Readonly<Record<string, (value: string) => string>> = {
    lifecycleTier: (value) => `profile.tier is ${quoted(value)}`,
    valueClass: (value) => `profile.value_class is ${quoted(value)}`,
    riskTier: (value) => `churn.tier is ${quoted(value)}`,
    scored: orNot('churn.probability is set'),
    atRisk: orNot('churn.tier in ("high", "medium")'),
    r: (value) => `profile.r = ${Number(value)}`,
    f: (value) => `profile.f = ${Number(value)}`,
    cause: (value) => `churn.cause is ${quoted(value)}`,
    channel: (value) => `profile.main_channel is ${quoted(value)}`,
    riskFrom: (value) => `churn.probability >= ${Number(value)}`,
    riskTo: (value) => `churn.probability < ${Number(value)}`,
    valueFrom: (value) => `churn.value >= ${majorOf(Number(value))}`,
    valueTo: (value) => `churn.value < ${majorOf(Number(value))}`,
    segment: (value) => `segment(${quoted(value)})`,
    where: (value) => `(${value})`,
  }
  const chosen = Object.entries(filters).filter((entry): entry is [string, string] => entry[1] !== undefined && entry[1] !== '')
  return {
    where: chosen.flatMap(([name, value]) => said[name]?.(value) ?? []).join(' and '),
    left: chosen.map(([name]) => name).filter((name) => said[name] === undefined),
  }
}
