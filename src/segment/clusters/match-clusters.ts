import { leastCostAssignment } from '#numerics/cluster/least-cost-assignment.ts'

/** Centres farther apart than this, in standard deviations of the traits, are different clusters. */
const SAME_WITHIN = 1.25

/**
 * Which earlier cluster each new one is, by centres on one scale: the pairing with the least distance in all, without pairs that are too far apart.
 * Null for a cluster that is new. `matchClusters([[0], [5]], [[5.2]])` is `[null, 0]`.
 */
export function matchClusters(centres: readonly (readonly number[])[], before: readonly (readonly number[])[]): (number | null)[] {
  if (centres.length === 0) return []
  // A column for each new cluster stands for "none", so that a far pair never takes the place of a near one.
  const costs = centres.map((centre, c) => [
    ...before.map((other) => Math.min(distance(centre, other), 2 * SAME_WITHIN)),
    ...centres.map((_, own) => (own === c ? SAME_WITHIN : 3 * SAME_WITHIN)),
  ])
  return leastCostAssignment(costs).map((column, c) =>
    column < before.length && distance(centres[c] as readonly number[], before[column] as readonly number[]) <= SAME_WITHIN ? column : null,
  )
}

function distance(a: readonly number[], b: readonly number[]): number {
  return Math.sqrt(a.reduce((sum, value, j) => sum + (value - (b[j] as number)) ** 2, 0))
}
