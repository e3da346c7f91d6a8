import { LIFECYCLE_TIERS } from '#segment/lifecycle-tiers.ts'
import type { GroupMove, TierPreview } from '#segment/profile-service.ts'
import { classRules, tierRules } from '#segment/tier-rules.ts'
import type { TierScheme } from '#segment/tier-scheme.ts'
import { VALUE_CLASSES } from '#segment/value-classes.ts'
import type { TierSchemePreview } from './tier-scheme-schemas.ts'

/** Sizes of the tiers and classes of a scheme, and who would move. */
export function previewAnswer(scheme: TierScheme, asOf: Date, preview: TierPreview, currency: string): TierSchemePreview {
  const { customers, cutoffs, before, tiers, classes } = preview
  const rules = tierRules(scheme, cutoffs, currency)
  const rulesOfClasses = classRules(scheme)
  const sizeOf = <Group>(moves: readonly GroupMove<Group | null, Group | null>[], group: Group) => {
    const now = moves.filter(({ after }) => after === group)
    const size = total(now)
    return {
      customers: size,
      share: customers === 0 ? 0 : size / customers,
      before: before === null ? null : total(moves.filter((move) => move.before === group)),
      entering: total(now.filter((move) => move.before !== group)),
    }
  }
  return {
    asOf: asOf.toISOString(),
    beforeAsOf: before?.toISOString() ?? null,
    customers,
    changed: total(tiers.filter(({ before: from, after }) => from !== null && from !== after)),
    tiers: LIFECYCLE_TIERS.map((tier) => ({ tier, rule: rules[tier], target: scheme.tiers.targets[tier], ...sizeOf(tiers, tier) })),
    classes: VALUE_CLASSES.map((valueClass) => ({ valueClass, rule: rulesOfClasses[valueClass], ...sizeOf(classes, valueClass) })),
    moves: tiers.map(({ before: from, after: to, customers: moved }) => ({ from, to, customers: moved })),
  }
}

function total(moves: readonly { readonly customers: number }[]): number {
  return moves.reduce((sum, { customers }) => sum + customers, 0)
}
