import Type from 'typebox'
import type { ColdTarget, ColdVerdict } from '#predict/cold-start/cold-start-model.ts'
import { BilingualText, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Target = Type.Unsafe<ColdTarget>(
  Type.String({
    enum: ['category', 'spend', 'class', 'churn', 'next'] satisfies ColdTarget[],
    description:
      'category: where most will be spent, of those who buy. spend, class: how much and how often. churn: nothing happens in the second half of the horizon. next: a purchase within 30 days',
  }),
)
const Verdict = Type.Unsafe<ColdVerdict>(
  Type.String({
    enum: ['better', 'no-better', 'not-enough'] satisfies ColdVerdict[],
    description: 'Against the overall rate, on customers of a later time. no-better: the overall rate is what is told',
  }),
)

/** GET /customers/:id/provisional */
export const ProvisionalPortrait = Type.Object({
  portrait: Nullable(
    Type.Object({
      asOf: Instant,
      firstAt: Type.Unsafe<string>({ ...Instant, description: 'First interaction' }),
      day: Type.Integer({ description: 'Days since the first interaction that it was made of: 0, 1, 3, 7 or 14' }),
      items: Type.Array(
        Type.Object({
          target: Target,
          value: Nullable(Type.String({ description: '~ : another category. null for churn and next' })),
          label: Nullable(BilingualText),
          probability: Type.Number({ description: 'Of the value; for churn and next of the event itself' }),
          similar: Type.Integer({ description: 'Customers whom it is learned from' }),
          verdict: Verdict,
          accuracy: Nullable(Type.Number({ description: 'Share of the test at this day whose most likely outcome came true' })),
          baseline: Nullable(Type.Number()),
        }),
      ),
    }),
  ),
})
export type ProvisionalPortrait = Static<typeof ProvisionalPortrait>

/** GET /portraits/provisional */
export const ColdStartBoard = Type.Object({
  rule: Type.Object({
    days: Type.Integer(),
    orders: Type.Integer({ description: 'New: so many days at most, and fewer orders than this' }),
  }),
  least: Type.Object({ learn: Type.Integer(), test: Type.Integer() }),
  card: Nullable(
    Type.Object({
      version: Type.Integer(),
      trainedAt: Instant,
      horizonDays: Type.Integer({ description: 'Days after the first two weeks over which it shows what became of customers' }),
      testFrom: Instant,
      learned: Type.Integer(),
      tested: Type.Integer(),
      spendLimits: Type.Array(Type.Number()),
      quality: Type.Array(
        Type.Object({
          day: Type.Integer(),
          target: Target,
          verdict: Verdict,
          features: Type.Array(Type.String({ description: 'What similar customers have in common' })),
          customers: Type.Integer(),
          accuracy: Type.Number(),
          baseline: Type.Number({ description: 'By the overall rate' }),
          confidence: Type.Number({ description: 'Mean probability of what was told' }),
          calibrationError: Type.Number({ description: 'Mean distance between confidence and accuracy' }),
          loss: Type.Number(),
          baselineLoss: Type.Number(),
        }),
      ),
    }),
  ),
  newest: Nullable(
    Type.Object(
      { asOf: Instant, days: Type.Array(Type.Object({ day: Type.Integer(), customers: Type.Integer() })) },
      { description: 'Portraits of the newest run' },
    ),
  ),
})
export type ColdStartBoard = Static<typeof ColdStartBoard>
