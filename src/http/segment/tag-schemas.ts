import Type from 'typebox'
import { TAG_CATEGORIES, TAG_REFRESHES } from '#segment/tags/tag.ts'
import type { TagCategory, TagRefresh } from '#segment/tags/tag.ts'
import { TAG_STARTER_NAMES } from '#segment/tags/starters/tag-starter.ts'
import type { TagStarterName } from '#segment/tags/starters/tag-starter.ts'
import { LARGEST_VERSION, BilingualText, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Name = Type.String({ minLength: 1, maxLength: 60, description: 'Stable; conditions call it tag.NAME' })
const Label = Type.Object({
  zh: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
  en: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }),
})
const Category = Type.Unsafe<TagCategory>(Type.String({ enum: [...TAG_CATEGORIES] }))
const Refresh = Type.Unsafe<TagRefresh>(
  Type.String({ enum: [...TAG_REFRESHES], description: 'static: once a month; dynamic: every hour and as acts come' }),
)
const Lifetime = Nullable(
  Type.Integer({ minimum: 1, maximum: 3_660, description: 'Days that a value stays after it was found last; null: it goes at once' }),
)
const GivenSource = Type.Unknown({
  description:
    'One of {"kind": "rules", "rules": [{"value", "label", "where" or "condition"}]}, {"kind": "calculation", "calculation": "sum(amount of order in last 90 days)"}, {"kind": "field", "field": "churn.tier"}',
})

const TagSource = Type.Object({
  kind: Type.Union([Type.Literal('rules'), Type.Literal('calculation'), Type.Literal('field')]),
  rules: Type.Array(
    Type.Object({
      value: Type.String(),
      label: BilingualText,
      where: Type.String({ description: 'The condition in its text form' }),
      sentence: BilingualText,
    }),
    { description: 'The first that holds gives the value; empty for other kinds' },
  ),
  calculation: Nullable(Type.String({ description: 'In its text form' })),
  field: Nullable(Type.String()),
})

const ValueType = Type.Union(
  [Type.Literal('text'), Type.Literal('choice'), Type.Literal('number'), Type.Literal('money'), Type.Literal('share')],
  { description: 'money: major units of the project’s currency; share: 0.5 is 50 %' },
)

const Spread = {
  customers: Type.Integer({ description: 'Customers with a value' }),
  values: Type.Array(Type.Object({ value: Type.String(), label: BilingualText, customers: Type.Integer() }), {
    description: 'Of texts, the most frequent first, at most 20',
  }),
  others: Type.Integer({ description: 'Other texts' }),
  numbers: Nullable(
    Type.Object(
      { least: Type.Number(), median: Type.Number(), most: Type.Number(), average: Type.Number() },
      { description: 'Of numbers' },
    ),
  ),
}

export const SavedTag = Type.Object({
  name: Name,
  label: BilingualText,
  category: Category,
  refresh: Refresh,
  lifetimeDays: Lifetime,
  source: TagSource,
  type: ValueType,
  version: Type.Integer(),
  createdAt: Instant,
  savedAt: Instant,
  savedBy: Type.String(),
  archivedAt: Nullable(Instant),
  refreshedAt: Type.Union([Instant, Type.Null()], { description: 'When all customers were last looked at' }),
  waits: Type.Boolean({ description: 'Its values are not worked out yet' }),
  problem: Nullable(Type.String({ description: 'Why it can no longer be worked out: code of the problem' })),
  ...Spread,
})
export type SavedTag = Static<typeof SavedTag>

/** GET /tags */
export const SavedTags = Type.Object({
  items: Type.Array(SavedTag),
  everyone: Type.Integer({ description: 'Customers whom the caller sees' }),
})
export type SavedTags = Static<typeof SavedTags>

export const TagParams = Type.Object({ name: Name })

/** GET /tags/:name */
export const TagDetail = Type.Object({
  tag: SavedTag,
  usedBy: Type.Array(Type.String(), { description: 'Names of tags and segments in use that ask for it' }),
  versions: Type.Array(Type.Object({ version: Type.Integer(), source: TagSource, savedAt: Instant, savedBy: Type.String() }), {
    description: 'Newest first',
  }),
})
export type TagDetail = Static<typeof TagDetail>

const Content = {
  label: Label,
  category: Category,
  refresh: Refresh,
  lifetimeDays: Type.Optional(Lifetime),
  source: GivenSource,
}

/** POST /tags */
export const NewTag = Type.Object({ name: Name, ...Content })

/** PUT /tags/:name */
export const TagChange = Type.Object({
  base: Type.Integer({ minimum: 1, maximum: LARGEST_VERSION, description: 'The version that was changed' }),
  ...Content,
})

/** PUT /tags/:name/archived */
export const TagArchived = Type.Object({ archived: Type.Boolean() })

/** POST /tags/preview */
export const TagPreviewBody = Type.Object({ source: GivenSource })
export const TagPreview = Type.Object({ source: TagSource, type: ValueType, everyone: Type.Integer(), ...Spread })
export type TagPreview = Static<typeof TagPreview>

const StarterName = Type.Unsafe<TagStarterName>(Type.String({ enum: [...TAG_STARTER_NAMES] }))

/** GET /tags/starters */
export const TagStarters = Type.Object({
  items: Type.Array(
    Type.Object({
      name: StarterName,
      label: BilingualText,
      tags: Type.Array(Type.Object({ name: Type.String(), label: BilingualText, category: Category, isThere: Type.Boolean() })),
    }),
  ),
})
export type TagStarters = Static<typeof TagStarters>

/** POST /tags/starters/:name/adopt */
export const StarterParams = Type.Object({ name: StarterName })
export const AdoptedTags = Type.Object({
  added: Type.Array(Type.String()),
  kept: Type.Array(Type.String(), { description: 'Those of the set that were there already, which stay as they are' }),
})
export type AdoptedTags = Static<typeof AdoptedTags>

const TagValue = Type.Union([Type.String(), Type.Number()])

/** GET /customers/:id/tags */
export const CustomerTags = Type.Object({
  items: Type.Array(
    Type.Object({
      tag: Name,
      label: BilingualText,
      category: Category,
      type: ValueType,
      value: TagValue,
      valueLabel: BilingualText,
      source: Type.Union([Type.Literal('rules'), Type.Literal('calculation'), Type.Literal('field')]),
      version: Type.Integer({ description: 'Of the tag that found it' }),
      since: Instant,
      asOf: Instant,
      ageSeconds: Type.Integer({ description: 'Since asOf' }),
      confidence: Nullable(Type.Number({ description: 'From 0 to 1; null: what it comes from says none' })),
      until: Nullable(Instant),
    }),
  ),
  changes: Type.Array(
    Type.Object({ tag: Name, label: BilingualText, value: Nullable(TagValue), valueLabel: Nullable(BilingualText), at: Instant }),
    { description: 'The newest first; value null: it ended' },
  ),
})
export type CustomerTags = Static<typeof CustomerTags>

/** POST /customers/:id/tags/refresh */
export const CustomerTagsRefreshed = Type.Object({ changed: Type.Integer() })
