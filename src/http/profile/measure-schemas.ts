import Type from 'typebox'
import { Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const Measures = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      unit: Type.String(),
      value: Type.Number({ description: 'The last one' }),
      at: Instant,
      before: Nullable(Type.Number({ description: 'The one before; null where there is one alone' })),
      count: Type.Integer(),
      points: Type.Array(Type.Object({ at: Instant, value: Type.Number() }), { description: 'The last 60, oldest first' }),
    }),
  ),
})
export type Measures = Static<typeof Measures>
