import type { Condition, NumberTest } from './conditions/condition.ts'

/** Filters of the list of customers that ask for what conditions know, by the names of its address. */
export interface FieldFilter {
  readonly lifecycleTier?: string
  readonly valueClass?: string
  readonly riskTier?: string
  /** Whether the latest scoring has the customer; whether it puts them into one of the two upper tiers. */
  readonly scored?: boolean
  readonly atRisk?: boolean
  readonly r?: number
  readonly f?: number
  readonly cause?: string
  readonly channel?: string
  /** Churn probability: at least, and below. */
  readonly riskFrom?: number
  readonly riskTo?: number
  /** Expected value in minor units: at least, and below. */
  readonly valueFrom?: number
  readonly valueTo?: number
}

/**
 * The condition of the customers that filters of the list let through: the only place that says what each of these filters means.
 *
 * @param majorOf Whole units of minor ones, in the project's currency
 */
export function filterCondition(filter: FieldFilter, majorOf: (minor: number) => number): Condition {
  const is = (field: string, value: string | undefined): Condition[] => (value === undefined ? [] : [{ field, op: 'in', values: [value] }])
  const number = (field: string, op: Exclude<NumberTest['op'], 'between'>, value: number | undefined): Condition[] =>
    value === undefined ? [] : [{ field, op, value }]
  const whether = (condition: Condition, wanted: boolean | undefined): Condition[] =>
    wanted === undefined ? [] : [wanted ? condition : { not: condition }]
  const major = (minor: number | undefined): number | undefined => (minor === undefined ? undefined : majorOf(minor))
  return {
    all: [
      ...is('profile.tier', filter.lifecycleTier),
      ...is('profile.value_class', filter.valueClass),
      ...is('churn.tier', filter.riskTier),
      ...whether({ field: 'churn.probability', op: 'set' }, filter.scored),
      ...whether({ field: 'churn.tier', op: 'in', values: ['high', 'medium'] }, filter.atRisk),
      ...number('profile.r', 'eq', filter.r),
      ...number('profile.f', 'eq', filter.f),
      ...is('churn.cause', filter.cause),
      ...is('profile.main_channel', filter.channel),
      ...number('churn.probability', 'gte', filter.riskFrom),
      ...number('churn.probability', 'lt', filter.riskTo),
      ...number('churn.value', 'gte', major(filter.valueFrom)),
      ...number('churn.value', 'lt', major(filter.valueTo)),
    ],
  }
}
