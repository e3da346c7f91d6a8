import Type from 'typebox'
import { PORTRAIT_WAYS } from '#segment/portraits/portrait-plan.ts'
import type { PortraitWay } from '#segment/portraits/portrait-plan.ts'
import { PORTRAIT_TRADES } from '#segment/portraits/portrait-starters.ts'
import type { PortraitTrade } from '#segment/portraits/portrait-starters.ts'
import { LARGEST_VERSION, BilingualText, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Label = Type.Object({
  zh: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
  en: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
})
const Way = Type.Unsafe<PortraitWay>(
  Type.String({
    enum: [...PORTRAIT_WAYS],
    description: 'How a part that is missing can be got; behaviour: it comes as the customer buys and uses',
  }),
)
const Trade = Type.Unsafe<PortraitTrade>(Type.String({ enum: [...PORTRAIT_TRADES] }))

const GivenPart = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60, description: 'Stable: a to z, digits and _' }),
  label: Label,
  weight: Type.Integer({ minimum: 1, maximum: 100, description: 'Points' }),
  way: Way,
  where: Type.String({
    minLength: 1,
    maxLength: 4_000,
    description: 'Holds of customers who have it: a condition in its text form, as customer.region is set',
  }),
})

const Part = Type.Object({
  name: Type.String(),
  label: BilingualText,
  weight: Type.Integer(),
  way: Way,
  where: Type.String(),
  sentence: BilingualText,
  problem: Nullable(Type.String({ description: 'Why it can no longer be asked: code of the problem. It then counts for nobody' })),
})

/** GET /portraits/plan */
export const PortraitPlanState = Type.Object({
  version: Type.Integer({ description: '0: the one that the product comes with' }),
  parts: Type.Array(Part),
  starters: Type.Array(Type.Object({ name: Trade, label: BilingualText, parts: Type.Array(GivenPart) })),
  versions: Type.Array(
    Type.Object({ version: Type.Integer(), author: Type.String(), note: Type.String(), savedAt: Instant, parts: Type.Integer() }),
    { description: 'Newest first' },
  ),
})
export type PortraitPlanState = Static<typeof PortraitPlanState>

/** PUT /portraits/plan */
export const PortraitPlanChange = Type.Object({
  base: Type.Integer({ minimum: 0, maximum: LARGEST_VERSION, description: 'The version that was changed' }),
  note: Type.Optional(Type.String({ maxLength: 300 })),
  parts: Type.Array(GivenPart, { minItems: 1, maxItems: 40 }),
})

const Figures = {
  customers: Type.Integer(),
  points: Type.Integer({ description: 'Points that are there: the numerator' }),
  required: Type.Integer({ description: 'Points that are required: the denominator' }),
  reached: Type.Integer({ description: 'Customers whose portrait reaches the target' }),
}

/** GET /portraits/completeness */
export const PortraitCompleteness = Type.Object({
  asOf: Type.Union([Instant, Type.Null()], { description: 'null: not worked out yet' }),
  version: Nullable(Type.Integer({ description: 'Of the plan that it was worked out by' })),
  target: Type.Number({ description: 'Share, 0.85 is 85 %' }),
  score: Nullable(Type.Number({ description: 'points / required' })),
  ...Figures,
  parts: Type.Array(
    Type.Object({
      name: Type.String(),
      label: BilingualText,
      weight: Type.Integer(),
      way: Way,
      where: Type.String(),
      missing: Type.Integer(),
    }),
  ),
  groups: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('tier'), Type.Literal('class'), Type.Literal('segment')]),
      value: Type.String({ description: 'A code of the tier or class, or the id of the segment' }),
      name: Type.String({ description: 'Of the segment' }),
      ...Figures,
    }),
  ),
  days: Type.Array(Type.Object({ day: Type.String(), ...Figures }), {
    description: 'Of all customers, oldest first; empty for an account that sees a part of them',
  }),
})
export type PortraitCompleteness = Static<typeof PortraitCompleteness>

/** GET /customers/:id/completeness */
export const CustomerCompleteness = Type.Object({
  score: Type.Number({ description: 'From 0 to 1' }),
  target: Type.Number(),
  version: Type.Integer(),
  parts: Type.Array(Type.Object({ name: Type.String(), label: BilingualText, weight: Type.Integer(), way: Way, isThere: Type.Boolean() })),
})
export type CustomerCompleteness = Static<typeof CustomerCompleteness>
