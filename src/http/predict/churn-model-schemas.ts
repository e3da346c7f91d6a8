import Type from 'typebox'
import {
  BilingualText,
  ChurnCause,
  Id,
  Instant,
  Money,
  Nullable,
  Page,
  PageQuery,
  RiskTier,
  TIER_LIMITS_PATTERN,
} from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** A churn definition that fits an industry, to start from. GET /churn/packs */
export const ChurnPack = Type.Object({
  id: Type.String(),
  name: BilingualText,
  /** Contract: the customer ends it at a known moment. Non-contract: they just stop coming. */
  kind: Type.Union([Type.Literal('contract'), Type.Literal('non-contract')]),
  horizonDays: Type.Integer(),
  activeWithinDays: Type.Integer(),
  why: BilingualText,
})
export type ChurnPack = Static<typeof ChurnPack>
export const ChurnPackList = Type.Object({ items: Type.Array(ChurnPack) })

export const ChurnAudience = Type.Union([Type.Literal('all'), Type.Literal('repeat'), Type.Literal('high_value')])
export type ChurnAudience = Static<typeof ChurnAudience>

/** What "churned" shall mean. */
export const ChurnDefinitionBody = Type.Object({
  kind: Type.Optional(
    Type.Union([Type.Literal('no-order'), Type.Literal('contract')], {
      description: 'Churned: no order in the horizon, or no running contract at its end; without it as in the model in use',
    }),
  ),
  horizonDays: Type.Optional(Type.Integer({ minimum: 7, maximum: 180 })),
  activeWithinDays: Type.Optional(Type.Integer({ minimum: 14, maximum: 1095 })),
  audience: Type.Optional(ChurnAudience),
})
export type ChurnDefinitionBody = Static<typeof ChurnDefinitionBody>

/** GET /churn/definition-check: what a definition would find in the data, before anything is trained. */
export const ChurnDefinitionCheck = Type.Object({
  text: BilingualText,
  customers: Type.Integer({ description: 'Labelled examples over all as-of times' }),
  churners: Type.Integer(),
  kept: Type.Integer(),
  baseRate: Nullable(Type.Number()),
  snapshots: Type.Array(Type.Object({ asOf: Instant, customers: Type.Integer(), churners: Type.Integer() })),
  audienceNow: Type.Integer({ description: 'Customers who would be scored today' }),
  historyDays: Type.Integer(),
  gates: Type.Array(
    Type.Object({ name: Type.String(), needed: Type.Number(), have: Type.Number(), passed: Type.Boolean(), text: BilingualText }),
  ),
  rung: Type.String({ description: 'The highest step of the ladder that the data allows' }),
  rungText: BilingualText,
})
export type ChurnDefinitionCheck = Static<typeof ChurnDefinitionCheck>

/** GET /churn/versions */
export const ChurnVersion = Type.Object({
  version: Type.Integer(),
  state: Type.Union([Type.Literal('champion'), Type.Literal('challenger'), Type.Literal('retired')]),
  rung: Type.String(),
  definition: BilingualText,
  trainedAt: Instant,
  /** Why it was trained: by hand, by the calendar, because of drift, because accuracy fell. */
  trigger: Type.Union([Type.Literal('manual'), Type.Literal('schedule'), Type.Literal('drift'), Type.Literal('accuracy')]),
  auc: Nullable(Type.Number()),
  accuracy: Nullable(Type.Number()),
  baseAccuracy: Nullable(Type.Number()),
  logLoss: Nullable(Type.Number()),
  ece: Nullable(Type.Number()),
  /** What became of it in words: better than the champion, or why it stays a challenger. */
  verdict: BilingualText,
})
export type ChurnVersion = Static<typeof ChurnVersion>
export const ChurnVersionList = Type.Object({ items: Type.Array(ChurnVersion) })

/** GET /churn/drift: whether the customers of today still look like those the model learnt from, and how it did since. */
export const ChurnDrift = Type.Object({
  status: Type.Union([Type.Literal('stable'), Type.Literal('moderate'), Type.Literal('major'), Type.Literal('unknown')]),
  text: BilingualText,
  asOf: Nullable(Instant),
  referenceAsOf: Nullable(Instant),
  scorePsi: Nullable(Type.Number({ description: 'Population stability index of the probabilities; .1 moderate, .25 major' })),
  features: Type.Array(
    Type.Object({
      feature: Type.String(),
      label: BilingualText,
      psi: Type.Number(),
      bins: Type.Array(Type.Object({ text: Type.String(), before: Type.Number(), now: Type.Number() })),
    }),
  ),
  /** Scorings whose horizon has ended, judged by what really happened. */
  accuracy: Type.Array(
    Type.Object({
      asOf: Instant,
      customers: Type.Integer(),
      auc: Nullable(Type.Number()),
      accuracy: Type.Number(),
      baseAccuracy: Type.Number(),
      ece: Type.Number(),
    }),
  ),
  accuracyBar: Type.Number(),
  retrain: Type.Object({
    due: Type.Boolean(),
    reasons: Type.Array(BilingualText),
    lastTrainedAt: Nullable(Instant),
    nextAt: Nullable(Instant),
  }),
})
export type ChurnDrift = Static<typeof ChurnDrift>

/** GET /churn/flow: how the tiers changed over the scorings, and who moved where between the last two. */
export const ChurnFlow = Type.Object({
  scorings: Type.Array(Type.Object({ asOf: Instant, tiers: Type.Array(Type.Object({ tier: RiskTier, customers: Type.Integer() })) })),
  from: Nullable(Instant),
  to: Nullable(Instant),
  moves: Type.Array(
    Type.Object({
      from: Type.Union([RiskTier, Type.Literal('unscored')]),
      to: Type.Union([RiskTier, Type.Literal('unscored')]),
      customers: Type.Integer(),
    }),
  ),
})
export type ChurnFlow = Static<typeof ChurnFlow>

export const RiskTierRule = Type.Object({
  tier: RiskTier,
  enterAt: Type.Number({ minimum: 0, maximum: 1, description: 'A customer enters at this probability' }),
  leaveBelow: Type.Number({ minimum: 0, maximum: 1, description: 'and leaves only below this one' }),
  actWithinHours: Nullable(Type.Integer({ minimum: 1, maximum: 720 })),
  alert: Type.Boolean({ description: 'Whether entering this tier raises an alert' }),
})
export type RiskTierRule = Static<typeof RiskTierRule>

/** GET and PUT /churn/tiers */
export const RiskTierScheme = Type.Object({
  name: Type.String({ minLength: 1, maxLength: 60 }),
  tiers: Type.Array(RiskTierRule, { minItems: 2, maxItems: 4 }),
})
export type RiskTierScheme = Static<typeof RiskTierScheme>
export const RiskTierSettings = Type.Object({ current: RiskTierScheme, presets: Type.Array(RiskTierScheme) })
export type RiskTierSettings = Static<typeof RiskTierSettings>

/** GET /churn/tiers/counts: the customers of the newest scoring by tier under the given limits. */
export const TierCountsQuery = Type.Object({
  limits: Type.String({
    pattern: `^${TIER_LIMITS_PATTERN}$`,
    maxLength: 120,
    description: 'tier:entered at:left below from the highest tier down, as high:0.8:0.75,medium:0.5:0.45,low:0:0',
  }),
})
export const TierCounts = Type.Object({
  asOf: Nullable(Instant),
  before: Nullable(Instant),
  tiers: Type.Array(Type.Object({ tier: RiskTier, customers: Type.Integer() })),
})
export type TierCounts = Static<typeof TierCounts>

export const AlertState = Type.Union([Type.Literal('open'), Type.Literal('acknowledged'), Type.Literal('closed')])
export type AlertState = Static<typeof AlertState>

/** Someone entered a risk tier that asks for action. GET /churn/alerts */
export const ChurnAlert = Type.Object({
  id: Id,
  customerId: Id,
  maskedName: Type.String(),
  tier: RiskTier,
  fromTier: Nullable(RiskTier),
  probability: Type.Number(),
  value: Money,
  cause: Nullable(ChurnCause),
  reasons: Type.Array(BilingualText),
  raisedAt: Instant,
  dueAt: Nullable(Instant),
  overdue: Type.Boolean(),
  state: AlertState,
  /** A person's name, or that of a key. */
  owner: Nullable(Type.String()),
  /** The person's id; null for nobody and for a key. */
  ownerId: Nullable(Id),
  outcome: Nullable(Type.String()),
  closedAt: Nullable(Instant),
})
export type ChurnAlert = Static<typeof ChurnAlert>
export const ChurnAlertPage = Page(ChurnAlert)
export const ChurnAlertFilter = Type.Object({
  state: Type.Optional(AlertState),
  tier: Type.Optional(RiskTier),
  overdue: Type.Optional(Type.Boolean()),
  owner: Type.Optional(
    Type.Union([Type.Literal('me'), Type.Literal('nobody'), Type.String({ format: 'uuid' })], {
      description: 'me, nobody, or the id of a person',
    }),
  ),
})
export type ChurnAlertFilter = Static<typeof ChurnAlertFilter>
export const ChurnAlertQuery = Type.Intersect([PageQuery, ChurnAlertFilter])

/** POST /churn/alerts/assign: alerts one by one, or all that a filter of the list shows; exactly one of the two. */
export const AssignAlertsBody = Type.Object({
  ids: Type.Optional(Type.Array(Type.String({ format: 'uuid' }), { minItems: 1, maxItems: 1_000 })),
  filter: Type.Optional(ChurnAlertFilter),
  ownerId: Nullable(Type.String({ format: 'uuid' })),
  /** Until when; without it the time stays. */
  dueInHours: Type.Optional(Type.Integer({ minimum: 1, maximum: 8_760 })),
})
export type AssignAlertsBody = Static<typeof AssignAlertsBody>
export const AssignedAlerts = Type.Object({ assigned: Type.Integer({ description: 'Closed ones are left as they are' }) })

/** POST /churn/alerts/:id */
export const ChurnAlertBody = Type.Object({
  state: AlertState,
  outcome: Type.Optional(Type.String({ maxLength: 500 })),
})
export type ChurnAlertBody = Static<typeof ChurnAlertBody>

/** GET /churn/value-map: customers by value and risk. Each cell counts the customers of one value band and one risk band. */
export const RiskValueMap = Type.Object({
  asOf: Nullable(Instant),
  valueBands: Type.Array(Type.Object({ low: Money, high: Nullable(Money) })),
  riskBands: Type.Array(Type.Object({ low: Type.Number(), high: Type.Number() })),
  cells: Type.Array(Type.Object({ value: Type.Integer(), risk: Type.Integer(), customers: Type.Integer(), expectedLoss: Money })),
})
export type RiskValueMap = Static<typeof RiskValueMap>
