import Type from 'typebox'
import { LARGEST_VERSION, BilingualText, Instant, LifecycleTier, Nullable, ValueClass } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Cutting = Type.Union(
  [
    Type.Object({ by: Type.Literal('quantiles') }),
    Type.Object({ by: Type.Literal('cutoffs'), at: Type.Array(Type.Number(), { maxItems: 20 }) }),
  ],
  {
    description:
      'quantiles: levels of equal size. cutoffs: one limit fewer than levels, ascending; the lowest value of each further level, or of recency the most days since the last order of each lower one',
  },
)

const ofTiers = <T extends Type.TSchema>(of: T) => Type.Object({ new: of, at_risk: of, dormant: of, high_value: of, active: of })

/** The scheme of RFM, value classes and lifecycle tiers. */
export const TierScheme = Type.Object({
  rfm: Type.Object({
    windowDays: Type.Integer({ description: 'Days that count for frequency and money' }),
    levels: Type.Integer({ description: 'Scores run from 1 to this' }),
    recency: Cutting,
    frequency: Cutting,
    monetary: Cutting,
    weights: Type.Object({ r: Type.Number(), f: Type.Number(), m: Type.Number() }, { description: 'Of the combined score; sum 1' }),
  }),
  classes: Type.Object({
    recentFrom: Type.Integer({ description: 'Recency score of those who bought lately' }),
    highFrom: Type.Number({ description: 'Mean of frequency and money scores of high value' }),
    formerFrom: Type.Number({ description: 'The same of those at risk among the others' }),
  }),
  tiers: Type.Object({
    mode: Type.Union([Type.Literal('fixed'), Type.Literal('fitted')], {
      description: 'fixed: the limits below hold. fitted: limits are chosen so that tiers come close to their targets',
    }),
    newDays: Type.Number(),
    dormantDays: Type.Number(),
    overdueRatio: Type.Number(),
    cadenceOrders: Type.Integer(),
    highValue: Type.Union([
      Type.Object({ by: Type.Literal('share'), share: Type.Number() }),
      Type.Object({ by: Type.Literal('amount'), amount: Type.Number({ description: 'In the currency of the project' }) }),
    ]),
    targets: ofTiers(Type.Number()),
    hints: ofTiers(BilingualText),
  }),
})
export type TierScheme = Static<typeof TierScheme>

export const TierSchemeState = Type.Object({
  /** 0: the one that the product comes with. */
  version: Type.Integer(),
  scheme: TierScheme,
  defaults: TierScheme,
  /** Saved versions, newest first, at most 100. */
  versions: Type.Array(
    Type.Object({ version: Type.Integer(), author: Type.String(), note: Type.String(), savedAt: Instant, scheme: TierScheme }),
  ),
})
export type TierSchemeState = Static<typeof TierSchemeState>

export const TierSchemeChange = Type.Object({
  /** The version that the change was made from. */
  base: Type.Integer({ minimum: 0, maximum: LARGEST_VERSION }),
  note: Type.Optional(Type.String({ maxLength: 300 })),
  scheme: TierScheme,
})

export const TierSchemeTrial = Type.Object({ scheme: TierScheme })

const Size = {
  rule: BilingualText,
  customers: Type.Integer(),
  share: Type.Number(),
  before: Nullable(Type.Integer({ description: 'In the latest profiles; null without any' })),
  entering: Type.Integer({ description: 'In another group, or in none, in the latest profiles' }),
}

export const TierSchemePreview = Type.Object({
  asOf: Instant,
  /** The latest profiles, with which it is compared. */
  beforeAsOf: Nullable(Instant),
  customers: Type.Integer(),
  /** Known before and in another tier by this scheme. */
  changed: Type.Integer(),
  tiers: Type.Array(Type.Object({ tier: LifecycleTier, target: Type.Number(), ...Size })),
  classes: Type.Array(Type.Object({ valueClass: ValueClass, ...Size })),
  moves: Type.Array(Type.Object({ from: Nullable(LifecycleTier), to: LifecycleTier, customers: Type.Integer() })),
})
export type TierSchemePreview = Static<typeof TierSchemePreview>
