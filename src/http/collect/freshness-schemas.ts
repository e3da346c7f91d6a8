import Type from 'typebox'
import { FRESHNESS_STATES, type FreshnessState } from '#collect/freshness/source-freshness.ts'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Share = Nullable(Type.Number({ minimum: 0, maximum: 1 }))
const Milliseconds = Nullable(Type.Number({ description: 'At most; null where nothing came, or it is beyond a day' }))

export const FreshnessQuery = Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 7 })) })
export const Freshness = Type.Object({
  declared: Type.Integer({ description: 'Sources of which data are expected' }),
  fresh: Type.Integer({ description: 'Of those, the ones that sent within their time' }),
  coverage: Share,
  timeliness: Type.Array(
    Type.Object({
      kind: Type.Union([Type.Literal('behaviour'), Type.Literal('record'), Type.Literal('batch')]),
      limitMs: Type.Integer({ description: 'Within which queries should see a record' }),
      records: Type.Integer(),
      within: Type.Integer(),
      share: Share,
      p50Ms: Milliseconds,
      p99Ms: Milliseconds,
    }),
  ),
  sources: Type.Array(
    Type.Object({
      id: Id,
      name: Type.String(),
      expectedMinutes: Nullable(Type.Integer()),
      suggestedMinutes: Nullable(
        Type.Integer({ description: 'What its last four weeks suggest; nothing is expected until somebody says so' }),
      ),
      lastAt: Nullable(Instant),
      lateSince: Nullable(Instant),
      state: Type.Unsafe<FreshnessState>(Type.Union(FRESHNESS_STATES.map((state) => Type.Literal(state)))),
    }),
  ),
})
export type Freshness = Static<typeof Freshness>

export const ExpectationBody = Type.Object({
  minutes: Nullable(Type.Integer({ minimum: 1, maximum: 525_600, description: 'How often data should come; null: nothing is expected' })),
})
