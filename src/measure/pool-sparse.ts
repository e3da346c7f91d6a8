/** Arms smaller than this are too small to compare on their own. */
export const SPARSE_ARM = 5

export interface StratumSize {
  readonly treated: number
  readonly control: number
  /** Chance of the treated arm, the same for everyone in the stratum up to rounding. */
  readonly treatedChance: number
}

/**
 * Merges strata until no group has an arm below `SPARSE_ARM`, or nothing is left to merge: each sparse one, smallest first, joins the smallest other
 * group with the same probability of contact. Customers with the same probability can be compared across strategies without bias; others cannot. A group that still
 * has an empty arm at the end is left out. The order of the rest is kept.
 */
export function poolSparse<T>(strata: readonly T[], sizeOf: (stratum: T) => StratumSize): T[][] {
  let groups = strata.map((stratum) => ({ members: [stratum], ...sizeOf(stratum) }))
  for (;;) {
    const bySize = groups.toSorted((a, b) => a.treated + a.control - b.treated - b.control)
    const pair = bySize
      .filter((group) => Math.min(group.treated, group.control) < SPARSE_ARM)
      .map((sparse) => ({
        sparse,
        other: bySize.find((group) => group !== sparse && Math.abs(group.treatedChance - sparse.treatedChance) < 1e-6),
      }))
      .find(({ other }) => other !== undefined)
    const other = pair?.other
    if (pair === undefined || other === undefined) break
    const { sparse } = pair
    const merged = {
      members: strata.filter((stratum) => other.members.includes(stratum) || sparse.members.includes(stratum)),
      treated: other.treated + sparse.treated,
      control: other.control + sparse.control,
      treatedChance: other.treatedChance,
    }
    groups = groups.flatMap((group) => (group === other ? [merged] : group === sparse ? [] : [group]))
  }
  return groups.filter(({ treated, control }) => treated > 0 && control > 0).map(({ members }) => members)
}
