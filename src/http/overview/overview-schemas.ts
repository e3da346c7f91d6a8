import Type from 'typebox'
import { BilingualText, Estimate, Id, Instant, LifecycleTier, Money, Nullable, RiskTier, UnconvertedSales } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** GET /overview: the first page in one request. Unknown numbers are null, never 0. */
export const Overview = Type.Object({
  asOf: Nullable(Instant),
  customers: Type.Integer(),
  activeCustomers: Nullable(Type.Integer({ description: 'A purchase or interaction in the last 30 days' })),
  newCustomers: Nullable(Type.Integer({ description: 'First seen in the last 30 days' })),
  orders: Type.Integer(),
  events: Type.Integer(),
  revenue30: Nullable(Money),
  revenuePrevious30: Nullable(Money),
  unconverted: UnconvertedSales,
  churnGate: Nullable(
    Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('untested')], {
      description: 'Whether the churn model may be acted on; failed: nobody has a risk. Null: there is no model',
    }),
  ),
  atRisk: Nullable(Type.Object({ customers: Type.Integer(), value: Money, high: Type.Integer(), medium: Type.Integer() })),
  retained: Nullable(
    Type.Object({
      runId: Type.String(),
      customers: Estimate,
      lift: Estimate,
      verdict: Type.String(),
      revenue: Nullable(Estimate),
      currency: Type.String(),
    }),
  ),
  nextResultAt: Nullable(Type.String({ description: 'When the first of the runs that are being measured ends' })),
  tiers: Type.Array(Type.Object({ tier: LifecycleTier, customers: Type.Integer(), share: Type.Number(), target: Type.Number() })),
  risk: Type.Array(Type.Object({ tier: RiskTier, customers: Type.Integer() })),
  monthly: Type.Array(
    Type.Object({ month: Type.String(), orders: Type.Integer(), customers: Type.Integer(), revenue: Money, complete: Type.Boolean() }),
  ),
  funnel: Type.Object({
    runId: Nullable(Id),
    scored: Type.Integer(),
    decided: Type.Integer(),
    treated: Type.Integer(),
    control: Type.Integer(),
    sent: Type.Integer(),
    delivered: Type.Integer(),
    opened: Type.Integer(),
    clicked: Type.Integer(),
  }),
  freshness: Type.Array(Type.Object({ source: Type.String(), lastAt: Nullable(Instant), records: Type.Integer() })),
  tasksOverdue: Type.Integer(),
  tasksOpen: Type.Integer(),
  quarantined: Type.Integer(),
  todo: Type.Array(
    Type.Object({
      kind: Type.String(),
      text: BilingualText,
      link: Type.String(),
      count: Nullable(Type.Integer({ description: 'How many the linked page holds; null where it is no list' })),
    }),
  ),
})
export type Overview = Static<typeof Overview>
