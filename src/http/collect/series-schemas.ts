import Type from 'typebox'
import { Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Grain = Type.Union([Type.Literal('day'), Type.Literal('hour')])
const At = Type.String({ description: 'A day as 2026-03-01, or the instant of an hour' })

const SentValue = Type.Object({
  series: Type.String({ maxLength: 200, description: 'Name of the series, as Temperature' }),
  place: Type.Optional(Type.String({ maxLength: 200, description: 'A store or region; left out, it holds everywhere' })),
  unit: Type.Optional(Type.String({ maxLength: 60 })),
  at: Type.String({ maxLength: 40, description: 'A day as 2026-03-01, or a full hour as 2026-03-01 14:00 or 2026-03-01T06:00:00Z' }),
  value: Type.Union([Type.Number(), Type.String({ maxLength: 60 })]),
})

/** POST /series: values, or the text of a CSV file. All are taken or none. */
export const SeriesBody = Type.Object({
  values: Type.Optional(Type.Array(SentValue, { minItems: 1, maxItems: 5_000 })),
  text: Type.Optional(
    Type.String({
      maxLength: 900_000,
      description: 'CSV: series, day, value and optionally unit and place; or a column of days and one for each series',
    }),
  ),
  fileName: Type.Optional(Type.String({ maxLength: 200 })),
  decimalMark: Type.Optional(
    Type.Union([Type.Literal('.'), Type.Literal(',')], {
      description: 'What stands before the decimals of texts; left out, all of them decide together',
    }),
  ),
  dryRun: Type.Optional(Type.Boolean({ description: 'Says what would be stored, and stores nothing' })),
})

export const SeriesTaken = Type.Object({
  uploadId: Nullable(Type.String({ description: 'By which it can be undone; null where nothing was stored' })),
  received: Type.Integer(),
  stored: Type.Integer(),
  corrected: Type.Integer({ description: 'Of the stored ones, those that replace another value' }),
  duplicates: Type.Integer({ description: 'The same value was there' }),
  doubtfulMark: Nullable(
    Type.Union([Type.Literal('.'), Type.Literal(',')], {
      description:
        'The mark that was taken where 1.234 or 1,234 could be one or a thousand and no value decides; null where nothing is in doubt',
    }),
  ),
  series: Type.Array(
    Type.Object({
      name: Type.String(),
      place: Type.String(),
      unit: Type.String(),
      grain: Grain,
      isNew: Type.Boolean(),
      values: Type.Integer(),
    }),
  ),
})
export type SeriesTaken = Static<typeof SeriesTaken>

export const Series = Type.Object({
  id: Type.String(),
  name: Type.String(),
  place: Type.String({ description: 'Empty: it holds everywhere' }),
  unit: Type.String(),
  grain: Grain,
  values: Type.Integer(),
  firstAt: Nullable(At),
  lastAt: Nullable(At),
  newest: Nullable(Type.Number()),
  receivedAt: Nullable(Instant),
  expectedMinutes: Nullable(Type.Integer()),
  freshness: Type.Union([Type.Literal('fresh'), Type.Literal('late'), Type.Literal('waiting'), Type.Literal('undeclared')]),
  removedAt: Nullable(Instant),
})
export type Series = Static<typeof Series>

export const SeriesList = Type.Object({ items: Type.Array(Series) })
export const SeriesListQuery = Type.Object({ removed: Type.Optional(Type.Boolean({ description: 'With those that were deleted' })) })

export const SeriesDetail = Type.Object({
  ...Series.properties,
  points: Type.Array(Type.Object({ at: At, value: Type.Number() })),
  gaps: Type.Array(Type.Object({ from: At, to: At, missing: Type.Integer() })),
  /** The newest 50. */
  corrections: Type.Array(Type.Object({ at: At, value: Type.Number(), before: Type.Number(), receivedAt: Instant })),
  /** The newest 50. */
  uploads: Type.Array(
    Type.Object({
      id: Type.String(),
      uploadedAt: Instant,
      uploadedBy: Type.String(),
      fileName: Type.String(),
      received: Type.Integer(),
      stored: Type.Integer(),
      corrected: Type.Integer(),
      duplicates: Type.Integer(),
      undoneAt: Nullable(Instant),
    }),
  ),
})
export type SeriesDetail = Static<typeof SeriesDetail>

export const SeriesDetailQuery = Type.Object({
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3_660, description: 'How far back from its last value; default 365' })),
})

/** PATCH /series/{id} */
export const SeriesChange = Type.Object({
  expectedMinutes: Type.Optional(
    Nullable(Type.Integer({ minimum: 1, maximum: 525_600, description: 'How often values should come; null expects nothing' })),
  ),
  removed: Type.Optional(Type.Boolean({ description: 'false takes a deletion back' })),
})
