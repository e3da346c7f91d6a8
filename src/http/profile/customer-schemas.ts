import Type from 'typebox'
import { TRAIT_REASONS, type TraitReason } from '#collect/tracking/trait-reason.ts'
import { AttributeType } from '../collect/import-preview-schemas.ts'
import {
  BilingualText,
  ChurnCause,
  Id,
  Instant,
  LifecycleTier,
  Money,
  Nullable,
  Page,
  PageQuery,
  Reason,
  RiskTier,
  TIER_LIMITS_PATTERN,
  UnconvertedSales,
  ValueClass,
} from '../shared-schemas.ts'
import { ClusterKey } from '../segment/cluster-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const CustomerSort = Type.Union([
  Type.Literal('risk'),
  Type.Literal('monetary'),
  Type.Literal('recency'),
  Type.Literal('frequency'),
  Type.Literal('lifetime_orders'),
  Type.Literal('lifetime_spend'),
  Type.Literal('value_at_risk'),
])

const GroupThen = Type.String({
  pattern:
    '^(?:lifecycle:(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2]):(?:new|at_risk|dormant|high_value|active|none)|value:(?:19|20)[0-9]{2}-(?:0[1-9]|1[0-2]):(?:high_value|potential|general|at_risk|none))$',
  maxLength: 40,
  description: 'In this group at the last profiles of a month, as lifecycle:2026-03:dormant; none: in no group',
})

/** GET /customers */
export const CustomerQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    q: Type.Optional(Type.String({ maxLength: 200, description: 'Exact phone, e-mail, member number or customer id' })),
    lifecycleTier: Type.Optional(LifecycleTier),
    valueClass: Type.Optional(ValueClass),
    riskTier: Type.Optional(RiskTier),
    scored: Type.Optional(Type.Boolean({ description: 'Whether the latest scoring has the customer' })),
    atRisk: Type.Optional(Type.Boolean({ description: 'High or medium risk' })),
    active: Type.Optional(Type.Boolean({ description: 'Seen within the days that count as active' })),
    isNew: Type.Optional(Type.Boolean({ description: 'First seen in the last 30 days' })),
    r: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: 'Recency score' })),
    f: Type.Optional(Type.Integer({ minimum: 1, maximum: 10, description: 'Frequency score' })),
    movedFrom: Type.Optional(LifecycleTier),
    wasIn: Type.Optional(GroupThen),
    cameTo: Type.Optional(GroupThen),
    cluster: Type.Optional(ClusterKey),
    runId: Type.Optional(Type.String({ format: 'uuid', description: 'Decided by this run' })),
    arm: Type.Optional(Type.Union([Type.Literal('treated'), Type.Literal('control')])),
    cause: Type.Optional(ChurnCause),
    channel: Type.Optional(Type.String()),
    riskFrom: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Churn probability of at least' })),
    riskTo: Type.Optional(Type.Number({ minimum: 0, maximum: 1, description: 'Churn probability below' })),
    tierUnder: Type.Optional(
      Type.String({
        pattern: `^(?:high|medium|watch|low)@${TIER_LIMITS_PATTERN}$`,
        maxLength: 120,
        description: 'Would be in this risk tier under other limits, as high@high:0.8:0.75,medium:0.5:0.45,low:0:0',
      }),
    ),
    valueFrom: Type.Optional(Type.Integer({ minimum: 0, description: 'Expected value of at least, in minor units' })),
    valueTo: Type.Optional(Type.Integer({ minimum: 0, description: 'Expected value below, in minor units' })),
    segment: Type.Optional(Type.String({ format: 'uuid', description: 'Is in this segment' })),
    where: Type.Optional(Type.String({ maxLength: 4_000, description: 'Meets this condition, in its text form' })),
    sort: Type.Optional(CustomerSort),
    order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
  }),
])

export const CustomerRow = Type.Object({
  id: Id,
  maskedName: Type.String(),
  identifiers: Type.Array(Type.Object({ kind: Type.String(), masked: Type.String() })),
  lifecycleTier: Nullable(LifecycleTier),
  valueClass: Nullable(ValueClass),
  riskTier: Nullable(RiskTier),
  riskProbability: Nullable(Type.Number()),
  cause: Nullable(ChurnCause),
  topReason: Nullable(BilingualText),
  lastOrderAt: Nullable(Instant),
  recencyDays: Nullable(Type.Number()),
  frequency: Nullable(
    Type.Integer({
      description:
        'Orders within the window of days of the tier scheme (GET /tiers/scheme), 365 unless changed; null: not worked out yet, or no orders were taken in',
    }),
  ),
  monetary: Nullable(Money),
  lifetimeOrders: Nullable(Type.Integer()),
  lifetimeSpend: Nullable(Money),
  otherSpend: Type.Array(Money, { description: 'Spent in currencies without a rate: in no figure beside it' }),
  profiledAt: Nullable(Instant),
  valueAtRisk: Nullable(Money),
  mainChannel: Type.String(),
  region: Type.String(),
  memberLevel: Type.String(),
  filled: Type.Array(Type.Object({ field: Type.String(), by: Type.String({ description: 'RULE@VERSION' }) }), {
    description: 'Fields that a rule of quality filled in: nobody said them',
  }),
})
export type CustomerRow = Static<typeof CustomerRow>
export const CustomerPage = Page(CustomerRow)
export type CustomerPage = Static<typeof CustomerPage>

/** What is known of a customer beyond the fixed fields. */
const CustomerAttribute = Type.Object({
  name: Type.String(),
  label: Type.String(),
  type: AttributeType,
  /** Null where it is personal. */
  value: Nullable(Type.Union([Type.String(), Type.Number(), Type.Boolean()])),
  masked: Nullable(Type.String({ description: 'Of a personal value; POST /customers/{id}/reveal with kind attribute:NAME shows it' })),
  saidAt: Instant,
})
export type CustomerAttribute = Static<typeof CustomerAttribute>

/** GET /attributes: what the project knows of customers beyond the fixed fields. */
export const Attribute = Type.Object({
  name: Type.String(),
  label: Type.String(),
  type: AttributeType,
  personal: Type.Boolean(),
  heading: Type.String({ description: 'The column or trait it came from first' }),
  importId: Nullable(Id),
  sourceId: Nullable(Type.String({ description: 'Where a trait of an identify call said it first, and not a file' })),
  createdAt: Instant,
  customers: Type.Integer({ description: 'Of whom a value is known' }),
})
export type Attribute = Static<typeof Attribute>
export const AttributeList = Type.Object({ items: Type.Array(Attribute) })
/** GET /attributes/left-out: traits of identify calls that are no values of attributes. */
export const LeftOutTrait = Type.Object({
  source: Type.String(),
  sourceName: Type.String(),
  trait: Type.String({ description: 'Empty for those beyond the 200 of a source that are counted apart' }),
  attribute: Type.String({ description: 'The name that the attribute has or would have' }),
  isDeleted: Type.Boolean({ description: 'Somebody deleted that attribute, and nobody allowed it again' }),
  reason: Type.Unsafe<TraitReason>(Type.Union(TRAIT_REASONS.map((reason) => Type.Literal(reason)))),
  count: Type.Integer({ description: 'Calls, since the first' }),
  lastAt: Instant,
})
export type LeftOutTrait = Static<typeof LeftOutTrait>
export const LeftOutTraits = Type.Object({ items: Type.Array(LeftOutTrait) })
export type LeftOutTraits = Static<typeof LeftOutTraits>
export const AttributeParams = Type.Object({ name: Type.String({ minLength: 1, maxLength: 60 }) })
export const AttributeLabel = Type.Object({ label: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }) })

/** GET /customers/:id */
export const Customer360 = Type.Object({
  row: CustomerRow,
  registeredAt: Nullable(Instant),
  firstSeenAt: Nullable(Instant),
  gender: Type.String(),
  birthYear: Nullable(Type.Integer()),
  source: Type.String(),
  favouriteCategory: Type.String(),
  averageOrder: Nullable(Money),
  meanGapDays: Nullable(Type.Number()),
  expectedNextOrderAt: Nullable(Instant),
  rfm: Nullable(Type.Object({ r: Type.Integer(), f: Type.Integer(), m: Type.Integer(), asOf: Instant })),
  reasons: Type.Array(Reason),
  baseLogOdds: Nullable(Type.Number()),
  model: Nullable(Type.Object({ id: Type.String(), version: Type.Integer(), asOf: Instant })),
  scoreHistory: Type.Array(Type.Object({ asOf: Instant, probability: Type.Number(), tier: RiskTier })),
  identifiers: Type.Array(
    Type.Object({ kind: Type.String(), masked: Type.String(), source: Type.String(), firstSeenAt: Instant, lastSeenAt: Instant }),
  ),
  attributes: Type.Array(CustomerAttribute),
  devices: Type.Array(
    Type.Object({
      masked: Type.String(),
      since: Instant,
      isShared: Type.Boolean({ description: 'Somebody else identified on it too: what it does without a user id belongs to nobody' }),
    }),
  ),
  merges: Type.Array(
    Type.Object({
      id: Type.String(),
      at: Instant,
      rule: Type.String(),
      kind: Type.String(),
      otherId: Nullable(Type.String()),
      mayBeTakenBack: Type.Boolean(),
    }),
  ),
  consents: Type.Array(
    Type.Object({ purpose: Type.String(), channel: Type.String(), granted: Type.Boolean(), source: Type.String(), changedAt: Instant }),
  ),
  contactStop: Nullable(Type.Object({ reason: Type.String(), by: Type.String(), at: Instant })),
  decisions: Type.Array(
    Type.Object({
      id: Id,
      runId: Id,
      at: Instant,
      strategyId: Type.String(),
      strategyName: BilingualText,
      arm: Type.Union([Type.Literal('treated'), Type.Literal('control')]),
      channel: Type.String(),
      sendState: Nullable(Type.String()),
      orderedAfter: Nullable(Type.Boolean({ description: 'Ordered within the window after the decision; null while the window is open' })),
    }),
  ),
  monthlySpend: Type.Array(Type.Object({ month: Type.String(), amount: Money, orders: Type.Integer() })),
})
export type Customer360 = Static<typeof Customer360>

/** DELETE /customers/:id/merges/:merge */
export const MergeParams = Type.Object({ id: Type.String({ format: 'uuid' }), merge: Type.String({ pattern: '^[0-9]{1,18}$' }) })
export const SeparatedCustomers = Type.Object({ customerId: Id, separatedId: Id })

const TimelineKind = Type.Union([
  Type.Literal('order'),
  Type.Literal('return'),
  Type.Literal('event'),
  Type.Literal('ticket'),
  Type.Literal('feedback'),
  Type.Literal('subscription'),
  Type.Literal('touch'),
  Type.Literal('decision'),
  Type.Literal('note'),
])
export type TimelineKind = Static<typeof TimelineKind>

/** GET /customers/:id/timeline, newest first */
export const TimelineQuery = Type.Intersect([PageQuery, Type.Object({ kind: Type.Optional(TimelineKind) })])
export const TimelineEntry = Type.Object({
  id: Type.String(),
  at: Instant,
  kind: TimelineKind,
  name: Type.String(),
  channel: Type.String(),
  amount: Nullable(Money),
  detail: Type.Record(Type.String(), Type.Unknown()),
})
export type TimelineEntry = Static<typeof TimelineEntry>
export const TimelinePage = Page(TimelineEntry)
export type TimelinePage = Static<typeof TimelinePage>

/** POST /customers/:id/reveal: needs a permission and a reason, and is audited. */
export const RevealBody = Type.Object({ kind: Type.String(), reason: Type.String({ minLength: 3, maxLength: 300 }) })
export const Revealed = Type.Object({ kind: Type.String(), values: Type.Array(Type.String()) })

/** POST /customers/:id/notes: what the team writes down; stored encrypted, shown in the timeline. */
export const NoteBody = Type.Object({ text: Type.String({ minLength: 1, maxLength: 4000, pattern: '\\S' }) })
export const Note = Type.Object({ id: Id, text: Type.String(), createdAt: Instant })

const ConsentPurpose = Type.Union([Type.Literal('marketing'), Type.Literal('service'), Type.Literal('analytics')])
const ConsentChannel = [
  Type.Literal('email'),
  Type.Literal('sms'),
  Type.Literal('phone'),
  Type.Literal('wechat'),
  Type.Literal('push'),
  Type.Literal('webhook'),
] as const
const SpokenChannel = Type.Union([...ConsentChannel, Type.Literal('all')])

/** POST /customers/:id/consents: what the customer said about being contacted. A yes after a no needs evidence. */
export const ConsentBody = Type.Object({
  purpose: Type.Optional(ConsentPurpose),
  channel: SpokenChannel,
  granted: Type.Boolean(),
  evidence: Type.Optional(Type.String({ maxLength: 500 })),
  noticeVersion: Type.Optional(Type.String({ maxLength: 100, description: 'Of the notice that the customer had before them' })),
})

/** GET /customers/:id/consents: what the customer agrees to now, and the newest entries of the ledger it comes from. */
export const Consents = Type.Object({
  current: Type.Array(
    Type.Object({
      purpose: ConsentPurpose,
      channel: Type.Union([...ConsentChannel]),
      granted: Type.Boolean(),
      source: Type.String(),
      saidAt: Instant,
    }),
  ),
  history: Type.Array(
    Type.Object({
      id: Type.Integer(),
      at: Instant,
      purpose: ConsentPurpose,
      channel: SpokenChannel,
      state: Type.Union([Type.Literal('granted'), Type.Literal('withdrawn'), Type.Literal('void')], {
        description: 'void: what the file said is taken back',
      }),
      source: Type.String(),
      evidence: Type.String(),
      noticeVersion: Type.String(),
      by: Type.String(),
      file: Nullable(Type.Object({ importId: Id, name: Type.String(), line: Nullable(Type.Integer()) })),
    }),
  ),
})
export type Consents = Static<typeof Consents>
export const ConsentChanged = Type.Object({ droppedSends: Type.Integer({ description: 'Planned messages that were dropped' }) })

/** PUT /customers/:id/contact-stop: nobody contacts this customer any more. */
export const StopReason = Type.Union([
  Type.Literal('asked'),
  Type.Literal('complaint'),
  Type.Literal('deceased'),
  Type.Literal('staff'),
  Type.Literal('other'),
])
export const ContactStopBody = Type.Object({ reason: StopReason })
export const ContactStopped = Type.Object({ stopped: Type.Integer(), droppedSends: Type.Integer() })

/** GET /segments: the named schemes with their current sizes. */
export const SegmentSummary = Type.Object({
  asOf: Nullable(Instant),
  definitionVersion: Type.String(),
  scheme: Type.Object({
    version: Type.Integer({ description: '0: the one that the product comes with' }),
    mode: Type.Union([Type.Literal('fixed'), Type.Literal('fitted')]),
    levels: Type.Integer({ description: 'RFM scores run from 1 to this' }),
    windowDays: Type.Integer({ description: 'Days that count for frequency and money' }),
  }),
  tiers: Type.Array(
    Type.Object({
      tier: LifecycleTier,
      rule: BilingualText,
      hint: BilingualText,
      customers: Type.Integer(),
      share: Type.Number(),
      target: Type.Number(),
      monetary: Nullable(Money),
      averageRisk: Nullable(Type.Number()),
    }),
  ),
  classes: Type.Array(
    Type.Object({
      valueClass: ValueClass,
      rule: BilingualText,
      customers: Type.Integer(),
      share: Type.Number(),
      monetary: Nullable(Money),
    }),
  ),
  rfm: Type.Array(Type.Object({ r: Type.Integer(), f: Type.Integer(), customers: Type.Integer(), monetary: Money })),
  migration: Type.Array(Type.Object({ from: LifecycleTier, to: LifecycleTier, customers: Type.Integer() })),
  migrationFromAsOf: Nullable(Instant),
  unconverted: UnconvertedSales,
})
export type SegmentSummary = Static<typeof SegmentSummary>
