import type { OutcomeGroup } from './outcome-reader.ts'

export interface CurvePoint {
  readonly day: number
  readonly treated: number
  readonly control: number
}

/**
 * Share of each arm that had ordered by day n after the decision, standardised to the same mix of strategies as the lift, so that the gap on the last day is
 * the lift. Strategies with an empty arm are left out. Empty when none is left.
 */
export function retentionCurve(groups: readonly OutcomeGroup[], days: number): CurvePoint[] {
  const strata = [...new Set(groups.map(({ strategyId }) => strategyId))]
    .map((id) => {
      const own = groups.filter(({ strategyId }) => strategyId === id)
      return { treated: byDay(own, 'treated', days), control: byDay(own, 'control', days) }
    })
    .filter(({ treated, control }) => treated.customers > 0 && control.customers > 0)
  let total = 0
  for (const { treated, control } of strata) total += treated.customers + control.customers
  if (total === 0) return []
  return Array.from({ length: days + 1 }, (_, day) => {
    let [treatedShare, controlShare] = [0, 0]
    for (const { treated, control } of strata) {
      const weight = (treated.customers + control.customers) / total
      treatedShare += (weight * (treated.ordered[day] ?? 0)) / treated.customers
      controlShare += (weight * (control.ordered[day] ?? 0)) / control.customers
    }
    return { day, treated: treatedShare, control: controlShare }
  })
}

/** Customers of an arm, and how many of them had ordered by each day. */
function byDay(groups: readonly OutcomeGroup[], arm: 'treated' | 'control', days: number): { customers: number; ordered: number[] } {
  const ordered = Array.from({ length: days + 1 }, () => 0)
  let customers = 0
  for (const group of groups) {
    if (group.arm !== arm) continue
    customers += group.customers
    if (group.firstOrderDay <= 0) continue
    for (let day = group.firstOrderDay; day <= days; day += 1) ordered[day] = (ordered[day] ?? 0) + group.customers
  }
  return { customers, ordered }
}
