import Type from 'typebox'
import { Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Dimension = Type.Union([
  Type.Literal('completeness'),
  Type.Literal('validity'),
  Type.Literal('uniqueness'),
  Type.Literal('consistency'),
  Type.Literal('timeliness'),
  Type.Literal('volume'),
])
/** Of `checked`, `passed` were in order; volume has how many came. */
const Counts = { dimension: Dimension, checked: Type.Integer(), passed: Type.Integer() }
const Day = Type.String({ description: 'YYYY-MM-DD, UTC' })
const Source = { source: Type.String({ description: 'Id of a source, `files` or `api`' }), name: Type.String() }

export const QualityBoard = Type.Object({
  measuredTo: Nullable(Day),
  days: Type.Array(Type.Object({ day: Day, ...Counts })),
  sources: Type.Array(Type.Object({ ...Source, ...Counts })),
  fields: Type.Array(Type.Object({ scope: Type.String(), field: Type.String(), ...Counts })),
  anomalies: Type.Array(
    Type.Object({ day: Day, ...Source, dimension: Dimension, value: Type.Number(), expected: Type.Number(), margin: Type.Number() }),
  ),
})
export type QualityBoard = Static<typeof QualityBoard>

export const QualityBoardQuery = Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 400 })) })
