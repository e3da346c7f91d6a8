import type { ArmOutcome, StratumOutcome } from './effect.ts'
import type { ArmGroup } from './outcome-reader.ts'
import { NO_UNITS } from './unit-spread.ts'

const NOBODY: ArmOutcome = {
  customers: 0,
  retained: 0,
  revenue: 0,
  revenueSquares: 0,
  cost: 0,
  spread: NO_UNITS,
  companies: 0,
  companyPeople: 0,
}

/** The two arms of each strategy and chance of contact: only customers with the same chance are compared. In the order of the groups. */
export function strataOf(groups: readonly ArmGroup[]): StratumOutcome[] {
  return pairs(groups).map((own) => {
    const [treated, control] = [outcomeOf(own, 'treated'), outcomeOf(own, 'control')]
    const [draws, chance] = [treated.spread.units + control.spread.units, own[0]?.treatedChance ?? 0]
    return { treated, control, expectedTreated: draws * chance, treatedVariance: draws * chance * (1 - chance) }
  })
}

/** Groups of the same strategy and chance of contact: the two arms of one stratum. */
export function pairs(groups: readonly ArmGroup[]): ArmGroup[][] {
  return [...Map.groupBy(groups, ({ strategyId, treatedChance }) => `${treatedChance}/${strategyId ?? ''}`).values()]
}

/** Customers of a group who ordered within the window. */
export function retainedOf({ firstOrders }: Pick<ArmGroup, 'firstOrders'>): number {
  let retained = 0
  for (const customers of firstOrders.values()) retained += customers
  return retained
}

function outcomeOf(groups: readonly ArmGroup[], side: ArmGroup['arm']): ArmOutcome {
  const group = groups.find(({ arm }) => arm === side)
  if (group === undefined) return NOBODY
  const { customers, revenue, revenueSquares, cost, spread, companies, companyPeople } = group
  return { customers, retained: retainedOf(group), revenue, revenueSquares, cost, spread, companies, companyPeople }
}
