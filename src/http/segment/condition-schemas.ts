import Type from 'typebox'
import { ACT_KINDS, type ActKind, GRAINS, type Grain } from '#segment/conditions/condition.ts'
import { ListedAccount } from '../profile/account-schemas.ts'
import { CustomerRow } from '../profile/customer-schemas.ts'
import { BilingualText, Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Kind = Type.Unsafe<ActKind>(Type.Union(ACT_KINDS.map((kind) => Type.Literal(kind))))

export const GrainName = Type.Unsafe<Grain>(
  Type.Union(
    GRAINS.map((grain) => Type.Literal(grain)),
    { description: 'What it is about; customers where it is left out' },
  ),
)

/** A condition as JSON or in its text form: exactly one of the two. What is wrong in it is answered with the path. */
export const GivenCondition = {
  condition: Type.Optional(Type.Unknown({ description: 'JSON, as docs/guide/conditions.md says' })),
  where: Type.Optional(Type.String({ maxLength: 100_000, description: 'Text form, such as profile.recency_days > 60' })),
}
export const ConditionBody = Type.Object({ ...GivenCondition, grain: Type.Optional(GrainName) })

/** The same condition in all its forms. */
const Worded = {
  condition: Type.Unknown(),
  text: Type.String(),
  sentence: BilingualText,
}

/** POST /conditions/check */
export const CheckedCondition = Type.Object({ ...Worded, tests: Type.Integer({ description: 'Of at most 120' }) })
export type CheckedCondition = Static<typeof CheckedCondition>

/** POST /conditions/count */
export const CountBody = Type.Object({
  ...GivenCondition,
  grain: Type.Optional(GrainName),
  sample: Type.Optional(Type.Integer({ minimum: 0, maximum: 50, description: 'How many of them to show; 10' })),
  overlapWith: Type.Optional(Type.Array(Type.String({ format: 'uuid' }), { maxItems: 20, description: 'Segments to compare with' })),
})
export const CountedCondition = Type.Object({
  ...Worded,
  grain: GrainName,
  customers: Type.Integer({ description: 'Customers, or accounts, that meet it' }),
  everyone: Type.Integer({ description: 'Customers, or accounts, that the caller sees' }),
  sample: Type.Array(CustomerRow, { description: 'Empty where it is about accounts' }),
  accounts: Type.Array(ListedAccount, { description: 'Some of the accounts, where it is about them' }),
  overlaps: Type.Array(Type.Object({ segmentId: Id, name: Type.String(), customers: Type.Integer(), both: Type.Integer() })),
  countedAt: Instant,
})
export type CountedCondition = Static<typeof CountedCondition>

/** POST /conditions/cost */
export const CostOfCondition = Type.Object({
  rows: Type.Optional(
    Type.Integer({
      description: 'That a count is expected to read; absent for those who see a part of the customers, whom it would tell of the others',
    }),
  ),
  isLarge: Type.Boolean({ description: 'More than a person waits for without being asked' }),
  tables: Type.Optional(
    Type.Array(Type.Object({ table: Type.String(), rows: Type.Integer() }), { description: 'The most read first; absent as rows' }),
  ),
  narrowings: Type.Array(
    Type.Object({
      path: Type.String({ description: 'Of the test, in the JSON' }),
      kind: Kind,
      by: Type.Union([Type.Literal('window'), Type.Literal('name')], { description: 'A time since when, or the name of the act' }),
    }),
    { description: 'What would make it cheaper; empty where little is read' },
  ),
})
export type CostOfCondition = Static<typeof CostOfCondition>

/** POST /conditions/explain */
export const ExplainBody = Type.Object({
  ...GivenCondition,
  customerId: Type.Optional(Type.String({ format: 'uuid' })),
  accountId: Type.Optional(Type.String({ format: 'uuid', description: 'Instead of a customer: the condition is about accounts' })),
})
const VerdictKind = Type.Union([
  Type.Literal('all'),
  Type.Literal('any'),
  Type.Literal('not'),
  Type.Literal('asOf'),
  Type.Literal('segment'),
  Type.Literal('test'),
])
export const ExplainedCondition = Type.Object({
  ...Worded,
  customerId: Nullable(Id),
  accountId: Nullable(Id),
  isMet: Type.Boolean(),
  explainedAt: Instant,
  steps: Type.Array(
    Type.Object({
      depth: Type.Integer({ description: '0 for the whole condition; parts follow their group' }),
      kind: VerdictKind,
      account: Nullable(
        Type.Object(
          { id: Id, name: Type.String() },
          { description: 'The account that this line and those under it are about, where a customer is explained' },
        ),
      ),
      sentence: BilingualText,
      isMet: Type.Boolean(),
      value: Nullable(
        Type.Union([Type.String(), Type.Number(), Type.Boolean()], { description: 'What was found; null where nothing is known' }),
      ),
      valueKind: Nullable(
        Type.Union([Type.Literal('time'), Type.Literal('money'), Type.Literal('share'), Type.Literal('choice'), Type.Literal('plain')]),
      ),
      valueLabel: Nullable(BilingualText),
      acts: Nullable(
        Type.Object(
          { count: Type.Integer(), firstAt: Nullable(Instant), lastAt: Nullable(Instant) },
          { description: 'What the customer did that counts' },
        ),
      ),
    }),
  ),
})
export type ExplainedCondition = Static<typeof ExplainedCondition>

const FieldType = Type.Union([
  Type.Literal('text'),
  Type.Literal('choice'),
  Type.Literal('number'),
  Type.Literal('money'),
  Type.Literal('share'),
  Type.Literal('flag'),
  Type.Literal('day'),
  Type.Literal('time'),
])
const Property = {
  name: Type.String(),
  type: FieldType,
  label: BilingualText,
  choices: Type.Array(Type.Object({ value: Type.String(), label: BilingualText })),
  tests: Type.Array(Type.String(), { description: 'Values of op that fit' }),
}

/** GET /conditions/fields: what conditions of this project can be about. */
export const ConditionLanguage = Type.Object({
  fields: Type.Array(Type.Object({ ...Property, hasPast: Type.Boolean({ description: 'It can be asked as of an earlier time' }) })),
  acts: Type.Array(
    Type.Object({
      kind: Kind,
      label: BilingualText,
      isNamed: Type.Boolean(),
      isOpen: Type.Boolean({ description: 'Has properties of its own: properties.NAME' }),
      properties: Type.Array(Type.Object(Property)),
    }),
  ),
  segments: Type.Array(Type.Object({ id: Id, name: Type.String() }), { description: 'Of customers' }),
  accountFields: Type.Array(Type.Object({ ...Property, hasPast: Type.Boolean() })),
  accountSegments: Type.Array(Type.Object({ id: Id, name: Type.String() })),
  currency: Type.String(),
  timeZone: Type.String(),
})
export type ConditionLanguage = Static<typeof ConditionLanguage>

/** GET /conditions/values: what is there, the most frequent first. */
export const ValuesQuery = Type.Object({
  field: Type.Optional(
    Type.String({ maxLength: 200, description: 'Values of this field, or account.role: the roles of people in accounts' }),
  ),
  grain: Type.Optional(GrainName),
  act: Type.Optional(Kind),
  name: Type.Optional(Type.String({ maxLength: 500, description: 'Of a named act' })),
  property: Type.Optional(Type.String({ maxLength: 200, description: 'Values of this property of the act; without: names of the act' })),
})
export const SeenValues = Type.Object({ items: Type.Array(Type.Object({ value: Type.String(), count: Type.Integer() })) })
export type SeenValues = Static<typeof SeenValues>

/** GET /conditions/properties: properties that events of a name have beside the fixed ones. */
export const PropertiesQuery = Type.Object({ name: Type.String({ minLength: 1, maxLength: 500 }) })
export const OwnProperties = Type.Object({
  items: Type.Array(
    Type.Object({ name: Type.String(), type: Type.Union([Type.Literal('text'), Type.Literal('number'), Type.Literal('flag')]) }),
  ),
})
export type OwnProperties = Static<typeof OwnProperties>

/** What the console edits. */
export type { CalendarUnit, Condition, Grain, PastPoint, Span, SpanUnit, Window } from '#segment/conditions/condition.ts'
export type { FieldType } from '#segment/conditions/condition-field.ts'
