import Type from 'typebox'
import { ACCURACY_MEASURES } from '#predict/accuracy-measure.ts'
import type { AccuracyMeasure } from '#predict/accuracy-measure.ts'
import { BilingualText, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Measure = Type.Unsafe<AccuracyMeasure>(Type.String({ enum: [...ACCURACY_MEASURES] }))
const Counts = {
  checked: Type.Integer({ description: 'Statements whose time is over: the denominator' }),
  hits: Type.Integer({ description: 'That came true: the numerator' }),
}

/** GET /portraits/accuracy */
export const PortraitAccuracy = Type.Object({
  target: Type.Number({ description: 'Share, 0.85 is 85 %' }),
  ...Counts,
  share: Nullable(Type.Number({ description: 'hits / checked; null: the time of nothing is over yet' })),
  rows: Type.Array(
    Type.Object({
      measure: Measure,
      asOf: Type.Union([Instant, Type.Null()], { description: 'When they were made; null: at several times' }),
      day: Nullable(Type.Integer({ description: 'Days since the first interaction, of new customers' })),
      ...Counts,
    }),
  ),
  freshness: Type.Object({
    targetSeconds: Type.Integer(),
    tags: Type.Integer({ description: 'Dynamic tags in use' }),
    fresh: Type.Integer({ description: 'Of those no older than the target' }),
    oldestSeconds: Nullable(Type.Integer()),
    items: Type.Array(
      Type.Object({
        name: Type.String(),
        label: BilingualText,
        refreshedAt: Type.Union([Instant, Type.Null()]),
        ageSeconds: Nullable(Type.Integer({ description: 'null: never worked out' })),
      }),
      { description: 'Oldest first' },
    ),
  }),
  days: Type.Array(Type.Object({ day: Type.String(), measure: Type.String({ description: 'As above, or freshness' }), ...Counts }), {
    description: 'As it was found each night, oldest first; empty for an account that sees a part of the customers',
  }),
})
export type PortraitAccuracy = Static<typeof PortraitAccuracy>
