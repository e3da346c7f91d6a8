import type { ArmGroup } from './outcome-reader.ts'
import { poolSparse } from './pool-sparse.ts'
import type { StratumSize } from './pool-sparse.ts'
import { pairs } from './strata.ts'

export interface CurvePoint {
  readonly day: number
  readonly treated: number
  readonly control: number
}

/**
 * Share of each arm that had ordered by day n after the decision, standardised to the same mix of strata as the lift, pooled in the same way, so that the gap on the
 * last day is the lift. Empty when nothing can be compared.
 */
export function retentionCurve(groups: readonly ArmGroup[], days: number): CurvePoint[] {
  const strata = poolSparse(pairs(groups), sizeOf).map((members) => {
    const own = members.flat()
    return { treated: byDay(own, 'treated', days), control: byDay(own, 'control', days) }
  })
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
function byDay(groups: readonly ArmGroup[], arm: ArmGroup['arm'], days: number): { customers: number; ordered: number[] } {
  // Stryker disable next-line ArithmeticOperator: a shorter list grows as it is written, and what is not in it is read as 0
  const ordered = Array.from({ length: days + 1 }, () => 0)
  let customers = 0
  for (const group of groups) {
    if (group.arm !== arm) continue
    customers += group.customers
    for (const [first, people] of group.firstOrders) {
      for (let day = first; day <= days; day += 1) ordered[day] = (ordered[day] ?? 0) + people
    }
  }
  return { customers, ordered }
}

function sizeOf(groups: readonly ArmGroup[]): StratumSize {
  let [treated, control] = [0, 0]
  for (const { arm, spread } of groups) {
    if (arm === 'treated') treated += spread.units
    else control += spread.units
  }
  return { treated, control, treatedChance: groups[0]?.treatedChance ?? 0 }
}
