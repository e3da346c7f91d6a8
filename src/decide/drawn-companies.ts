import type { Decision, DrawnCompanies } from './decision.ts'

/** How alike people of one company are assumed to be before anything is measured (correlation of their outcomes, 0-1). A guess, and shown as one. */
export const ASSUMED_CORRELATION = 0.1

type DrawnDecision = Pick<Decision, 'customerId' | 'arm' | 'drawUnit'>

/** What of these decisions was drawn by company; `units`: how many accounts each unit has; `follows`: who takes the arm of an earlier run. */
export function drawnCompanies(
  decisions: readonly DrawnDecision[],
  units: ReadonlyMap<string, number>,
  follows: ReadonlyMap<string, Date>,
): DrawnCompanies {
  const sizes = new Map<string, { readonly arm: Decision['arm']; people: number }>()
  let following = 0
  for (const { customerId, arm, drawUnit } of decisions) {
    if (drawUnit === null) continue
    const known = sizes.get(drawUnit)
    if (known === undefined) sizes.set(drawUnit, { arm, people: 1 })
    else known.people += 1
    if (follows.has(customerId)) following += 1
  }
  let [companies, people, treatedDraws, largest] = [0, 0, 0, 0]
  for (const [unit, size] of sizes) {
    companies += units.get(unit) ?? 1
    people += size.people
    treatedDraws += size.arm === 'treated' ? 1 : 0
    largest = Math.max(largest, size.people)
  }
  return { companies, people, treatedDraws, controlDraws: sizes.size - treatedDraws, largest, following }
}

/**
 * How many people who answer independently tell as much as those of these decisions: people / (1 + (m - 1) x correlation), with m the size of a unit that a person
 * meets on average (Kish 1965, Survey Sampling, 5.4 and 8.2). Followers count for nothing, since they are not compared. Equal to the people when all are drawn alone.
 */
export function effectivePeople(
  decisions: readonly DrawnDecision[],
  follows: ReadonlyMap<string, Date>,
  correlation = ASSUMED_CORRELATION,
): number {
  const sizes = new Map<string, number>()
  let [people, squares] = [0, 0]
  for (const { customerId, drawUnit } of decisions) {
    if (follows.has(customerId)) continue
    people += 1
    if (drawUnit === null) squares += 1
    else sizes.set(drawUnit, (sizes.get(drawUnit) ?? 0) + 1)
  }
  for (const size of sizes.values()) squares += size ** 2
  return people === 0 ? 0 : people / (1 + (squares / people - 1) * correlation)
}
