import Type from 'typebox'
import { LARGEST_VERSION, BilingualText, Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { GivenCondition, GrainName } from './condition-schemas.ts'

const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const Description = Type.String({ maxLength: 1_000 })
const Kind = Type.Union([Type.Literal('dynamic'), Type.Literal('snapshot')], { description: 'snapshot: a list that is taken once' })
const Size = Type.Object({ customers: Type.Integer({ description: 'Accounts, of a segment of accounts' }), at: Instant })

export const SavedSegment = Type.Object({
  id: Id,
  name: Type.String(),
  description: Type.String(),
  kind: Kind,
  grain: GrainName,
  condition: Type.Unknown(),
  text: Type.String({ description: 'The condition in its text form' }),
  sentence: BilingualText,
  version: Type.Integer(),
  createdAt: Instant,
  savedAt: Instant,
  savedBy: Type.String(),
  archivedAt: Nullable(Instant),
  size: Type.Union([Size, Type.Null()], {
    description: 'The last count of the whole project; null: not counted, or the caller sees only a part of the customers',
  }),
  problem: Nullable(Type.String({ description: 'Why it can no longer be asked: code of the problem' })),
  usedBy: Type.Array(Type.Object({ id: Id, name: Type.String() }), { description: 'Segments that it is part of' }),
})
export type SavedSegment = Static<typeof SavedSegment>

/** GET /segments */
export const SavedSegments = Type.Object({ items: Type.Array(SavedSegment) })
export type SavedSegments = Static<typeof SavedSegments>

/** GET /segments/:id */
export const SegmentDetail = Type.Object({
  segment: SavedSegment,
  versions: Type.Array(
    Type.Object({
      version: Type.Integer(),
      name: Type.String(),
      text: Type.String(),
      sentence: BilingualText,
      savedAt: Instant,
      savedBy: Type.String(),
    }),
    { description: 'Newest first' },
  ),
  sizes: Type.Array(Size, { description: 'The last count of each day, oldest first' }),
})
export type SegmentDetail = Static<typeof SegmentDetail>

/** POST /segments */
export const NewSegment = Type.Object({
  name: Name,
  description: Type.Optional(Description),
  kind: Type.Optional(Kind),
  grain: Type.Optional(GrainName),
  ...GivenCondition,
})

/** PUT /segments/:id */
export const SegmentChange = Type.Object({
  base: Type.Integer({ minimum: 1, maximum: LARGEST_VERSION, description: 'The version that was changed' }),
  name: Name,
  description: Type.Optional(Description),
  ...GivenCondition,
})

const Uses = Type.Array(
  Type.Object({
    kind: Type.Union([
      Type.Literal('segment'),
      Type.Literal('strategy'),
      Type.Literal('journey'),
      Type.Literal('broadcast'),
      Type.Literal('series'),
      Type.Literal('content'),
    ]),
    id: Id,
    name: BilingualText,
    isBlocking: Type.Boolean({ description: 'It has to be changed before the segment can be archived' }),
  }),
  { description: 'Segments, strategies, journeys, broadcasts that have not started, series and contents that name it' },
)
/** GET /segments/:id/uses */
export const SegmentUses = Type.Object({ uses: Uses })
export type SegmentUses = Static<typeof SegmentUses>

/** Answer of PUT /segments/:id/archived */
export const ArchivedSegment = Type.Object({ ...SavedSegment.properties, uses: Uses })

/** PUT /segments/:id/archived */
export const SegmentArchived = Type.Object({ archived: Type.Boolean() })

/** GET /customers/:id/segments */
export const CustomerSegments = Type.Object({
  items: Type.Array(
    Type.Object(
      { segmentId: Id, name: Type.String(), from: Instant, to: Nullable(Instant) },
      { description: 'Every stay, the newest first; to is null while it lasts' },
    ),
  ),
})
export type CustomerSegments = Static<typeof CustomerSegments>
