import { logGamma } from '#numerics/special/log-gamma.ts'

/** Of a day, by the clock on the customer's wall: 24 figures, from midnight. */
export type Hours = readonly number[]

export const HOURS_OF_DAY = 24
const UNIFORM: Hours = Array.from({ length: HOURS_OF_DAY }, () => 1 / HOURS_OF_DAY)
/** How many observations a prior may weigh: below, it would hardly hold anybody back; above, nobody would ever get hours of their own. */
const [LEAST_STRENGTH, MOST_STRENGTH] = [1, 1_000]
/** What everybody together weighs against even chances: a shop of twenty sightings has no hours yet. */
const EVEN_STRENGTH = 24

/**
 * Chances of the hours of somebody who was seen in some of them, drawn towards those of a larger group (the mean of a Dirichlet posterior).
 * @param counts sightings by hour, 0 or more
 * @param prior chances that add up to 1
 * @param strength how many sightings the prior weighs, above 0
 * @returns chances that add up to 1
 */
export function shrunkHours(counts: Hours, prior: Hours, strength: number): Hours {
  const seen = total(counts)
  return prior.map((chance, hour) => ((counts[hour] ?? 0) + strength * chance) / (seen + strength))
}

/** Chances of everybody together: even ones where hardly anybody was seen. */
export function hoursOfAll(counts: Hours): Hours {
  return shrunkHours(counts, UNIFORM, EVEN_STRENGTH)
}

/** Somebody's sightings, and the hours that are expected of them without. */
export interface Member {
  readonly counts: Hours
  readonly prior: Hours
}

/**
 * How much what is expected of somebody says beside what was seen of them, as the number of sightings that weighs the same: the concentration at which the counts of
 * the members are likeliest (Dirichlet-multinomial, Minka 2000), from 1 to 1,000. Members alike: high. Each with hours of their own: low. The likelihood has one maximum over the logarithm.
 * @returns 24 where nobody was seen twice
 */
export function priorStrength(members: readonly Member[]): number {
  const seen = members.filter(({ counts }) => total(counts) > 1)
  if (seen.length === 0) return EVEN_STRENGTH
  const likelihood = (strength: number): number => {
    let sum = 0
    for (const { counts, prior } of seen) {
      sum += logGamma(strength) - logGamma(strength + total(counts))
      for (const [hour, count] of counts.entries()) {
        if (count > 0) sum += logGamma(count + strength * (prior[hour] ?? 0)) - logGamma(strength * (prior[hour] ?? 0))
      }
    }
    return sum
  }
  let [low, high] = [Math.log(LEAST_STRENGTH), Math.log(MOST_STRENGTH)]
  for (let turn = 0; turn < 25; turn += 1) {
    const [left, right] = [low + (high - low) / 3, high - (high - low) / 3]
    if (likelihood(Math.exp(left)) < likelihood(Math.exp(right))) low = left
    else high = right
  }
  return Math.exp((low + high) / 2)
}

export function total(counts: Hours): number {
  let sum = 0
  for (const count of counts) sum += count
  return sum
}

export function addHours(a: Hours, b: Hours): Hours {
  return a.map((count, hour) => count + (b[hour] ?? 0))
}
