import Type from 'typebox'
import { LARGEST_VERSION, Id, Instant, Nullable, Page } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const QualityScope = Type.Union([
  Type.Literal('orders'),
  Type.Literal('order-lines'),
  Type.Literal('customers'),
  Type.Literal('tickets'),
  Type.Literal('events'),
  Type.Literal('measures'),
  Type.Literal('feedback'),
  Type.Literal('subscriptions'),
  Type.Literal('accounts'),
  Type.Literal('account-members'),
])
export const RuleKind = Type.Union([
  Type.Literal('missing'),
  Type.Literal('outlier'),
  Type.Literal('duplicate'),
  Type.Literal('burst'),
  Type.Literal('format'),
  Type.Literal('reference'),
  Type.Literal('sequence'),
  Type.Literal('fill'),
])
export const RuleAction = Type.Union([
  Type.Literal('off'),
  Type.Literal('flag'),
  Type.Literal('quarantine'),
  Type.Literal('leave-out'),
  Type.Literal('fill'),
])

export const QualityRule = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 60 }),
  name: Type.String({ maxLength: 120, description: 'In the words of the shop; empty for a rule that the product comes with' }),
  scope: QualityScope,
  kind: RuleKind,
  field: Type.String({ minLength: 1, maxLength: 120 }),
  action: RuleAction,
  method: Type.Optional(Type.Union([Type.Literal('mad'), Type.Literal('iqr')])),
  cutoff: Type.Optional(Type.Number({ description: 'Robust standard deviations (mad) or interquartile ranges (iqr)' })),
  minutes: Type.Optional(Type.Integer()),
  count: Type.Optional(Type.Integer()),
  fill: Type.Optional(Type.Union([Type.Literal('constant'), Type.Literal('most-frequent'), Type.Literal('median')])),
  value: Type.Optional(Type.String({ maxLength: 100, description: 'What a rule of kind fill fills in as a constant' })),
  by: Type.Optional(Type.String({ maxLength: 60, description: 'Field by which customers are grouped; empty: all together' })),
  digits: Type.Optional(Type.Integer({ description: 'Last digits in which phone numbers of one block may differ' })),
  format: Type.Optional(
    Type.Union([
      Type.Literal('phone'),
      Type.Literal('email'),
      Type.Literal('chinese-id'),
      Type.Literal('bank-card'),
      Type.Literal('pattern'),
    ]),
  ),
  pattern: Type.Optional(Type.String({ maxLength: 200, description: 'In the syntax of RE2; the whole value must match' })),
  values: Type.Optional(Type.Array(Type.String({ maxLength: 200 }), { maxItems: 5_000 })),
  order: Type.Optional(Type.Union([Type.Literal('not-before'), Type.Literal('not-after')])),
  other: Type.Optional(Type.String({ minLength: 1, maxLength: 120, description: 'A field, `now`, or `0`' })),
})
export type QualityRule = Static<typeof QualityRule>

export const QualityRules = Type.Object({ rules: Type.Array(QualityRule, { maxItems: 201 }) })
export type QualityRules = Static<typeof QualityRules>

const Limits = Type.Object({ group: Type.String(), low: Type.Number(), high: Type.Number(), count: Type.Integer() })

export const QualitySurvey = Type.Object({
  scopes: Type.Array(
    Type.Object({
      scope: QualityScope,
      facts: Type.Integer(),
      complete: Type.Boolean({ description: 'False: only the newest were gone through' }),
    }),
  ),
  rules: Type.Array(
    Type.Object({
      ruleId: Type.String(),
      judged: Type.Union([Type.Literal('stored'), Type.Literal('arrival'), Type.Literal('few')]),
      checked: Type.Integer(),
      broken: Type.Integer(),
      examples: Type.Array(Type.Object({ customerId: Type.String(), at: Type.Number(), masked: Type.String() })),
      limits: Type.Array(Limits),
    }),
  ),
})
export type QualitySurvey = Static<typeof QualitySurvey>

const Version = Type.Object({ version: Type.Integer(), author: Type.String(), note: Type.String(), savedAt: Instant })
const Field = Type.Object({
  name: Type.String(),
  type: Type.Union([Type.Literal('text'), Type.Literal('number'), Type.Literal('time')]),
  arrives: Type.Boolean({ description: 'Judged as a record comes in' }),
  stored: Type.Boolean({ description: 'Judged in what is stored' }),
})

export const QualityRuleState = Type.Object({
  /** 0: those that the product comes with. */
  version: Type.Integer(),
  rules: QualityRules,
  defaults: QualityRules,
  /** Saved versions, newest first, at most 100. */
  versions: Type.Array(Version),
  fields: Type.Record(Type.String(), Type.Array(Field)),
  /** What the last look at all that is stored said; null before the first. */
  look: Nullable(Type.Intersect([QualitySurvey, Type.Object({ version: Type.Integer(), lookedAt: Instant })])),
  leftOut: Type.Integer({ description: 'Customers who are left out of all figures as fake registrations' }),
  /** Of records that came in within the last 30 days. */
  arrived: Type.Array(Type.Object({ ruleId: Type.String(), flagged: Type.Integer(), quarantined: Type.Integer() })),
})
export type QualityRuleState = Static<typeof QualityRuleState>

export const QualityRuleChange = Type.Object({
  /** The version that the change was made from. */
  base: Type.Integer({ minimum: 0, maximum: LARGEST_VERSION }),
  note: Type.Optional(Type.String({ maxLength: 300 })),
  rules: QualityRules,
})

export const QualityRuleTrial = Type.Object({ rules: QualityRules })

export const FlaggedRecord = Type.Object({
  ruleId: Type.String(),
  scope: Type.String(),
  field: Type.String(),
  masked: Type.String(),
  origin: Type.Union([Type.Literal('import'), Type.Literal('tracking'), Type.Literal('stored')]),
  from: Type.String({ description: 'Name of the file or the source; empty when it is not known' }),
  record: Type.String({ description: 'What names it there: the line of a file, the id of a message, an order number' }),
  customerId: Nullable(Id),
  foundAt: Instant,
})
export type FlaggedRecord = Static<typeof FlaggedRecord>
export const FlaggedPage = Page(FlaggedRecord)
