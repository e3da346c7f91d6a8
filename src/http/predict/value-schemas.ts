import Type from 'typebox'
import { BilingualText, Estimate, Id, Instant, Money, Nullable, Page, PageQuery, UnconvertedSales, ValueClass } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** An amount with its 80 % interval for one customer, or its 95 % interval for a sum over customers. */
export const MoneyEstimate = Type.Object({ estimate: Money, low: Money, high: Money })
export type MoneyEstimate = Static<typeof MoneyEstimate>

/** How the predictions did on later time, beside what a plain rule reaches. */
export const ValueQuality = Type.Object({
  asOf: Instant,
  days: Type.Integer({ description: 'Length of the later time that was held back' }),
  customers: Type.Integer(),
  /** Mean absolute error of the spend of a customer, in minor units of the currency. */
  error: Type.Number(),
  baselineError: Type.Number(),
  /** Rank correlation of predicted and actual spend. */
  rankCorrelation: Type.Number(),
  baselineRankCorrelation: Type.Number(),
  /** Predicted over actual spend of everybody together; 1 is exact. */
  totalRatio: Type.Number(),
  /** Share of customers whose actual spend lay inside their interval; the interval promises `promised`. */
  coverage: Type.Number(),
  promised: Type.Number(),
  deciles: Type.Array(Type.Object({ decile: Type.Integer(), customers: Type.Integer(), predicted: Type.Number(), actual: Type.Number() })),
})
export type ValueQuality = Static<typeof ValueQuality>

/** How well "orders within 30 days" was foretold on later time. */
export const PropensityQuality = Type.Object({
  asOf: Instant,
  method: Type.String(),
  auc: Type.Number(),
  baselineAuc: Type.Number({ description: 'Ranking by days since the last order alone' }),
  logLoss: Type.Number(),
  ece: Type.Number(),
  baseRate: Type.Number(),
  customers: Type.Integer(),
  candidates: Type.Array(Type.Object({ method: Type.String(), auc: Type.Number(), logLoss: Type.Number(), chosen: Type.Boolean() })),
  reliability: Type.Array(
    Type.Object({ low: Type.Number(), high: Type.Number(), predicted: Type.Number(), observed: Type.Number(), count: Type.Integer() }),
  ),
})
export type PropensityQuality = Static<typeof PropensityQuality>

/** GET /value/model */
export const ValueModelCard = Type.Object({
  version: Type.Integer(),
  trainedAt: Instant,
  rung: Type.Union([Type.Literal('cohort-average'), Type.Literal('mbg-nbd')]),
  rungReason: BilingualText,
  horizonMonths: Type.Integer(),
  yearlyDiscount: Type.Number(),
  grossMargin: Type.Number(),
  customers: Type.Integer(),
  repeatCustomers: Type.Integer(),
  parameters: Type.Array(
    Type.Object({ name: Type.String(), estimate: Type.Number(), low: Nullable(Type.Number()), high: Nullable(Type.Number()) }),
  ),
  quality: Nullable(ValueQuality),
  propensity: Nullable(PropensityQuality),
})
export type ValueModelCard = Static<typeof ValueModelCard>

/** GET /value/board */
export const ValueBoard = Type.Object({
  asOf: Nullable(Instant),
  customers: Type.Integer(),
  total: Nullable(MoneyEstimate),
  average: Nullable(Money),
  expectedOrders: Nullable(Type.Number({ description: 'Orders that everybody together is expected to place in the horizon' })),
  /** Share of all value that the most valuable tenth holds. */
  topTenthShare: Nullable(Type.Number()),
  histogram: Type.Array(Type.Object({ low: Money, high: Money, customers: Type.Integer(), value: Money })),
  /** Value against the chance of being still a customer: how many customers and how much value lie in each cell. */
  alive: Type.Array(Type.Object({ low: Type.Number(), high: Type.Number(), customers: Type.Integer(), value: Money })),
  byClass: Type.Array(Type.Object({ valueClass: ValueClass, customers: Type.Integer(), value: Money, average: Money })),
  nextOrders: Type.Array(
    Type.Object(
      { week: Instant, customers: Type.Integer(), amount: Money },
      { description: 'Customers whose next order is most likely in that week' },
    ),
  ),
  nextCategories: Type.Array(Type.Object({ category: Type.String(), customers: Type.Integer(), amount: Money })),
  unconverted: UnconvertedSales,
  model: Nullable(ValueModelCard),
})
export type ValueBoard = Static<typeof ValueBoard>

export const ValuePrediction = Type.Object({
  asOf: Instant,
  aliveProbability: Type.Number(),
  expectedOrders: Estimate,
  value: MoneyEstimate,
  averageOrder: Money,
  purchaseProbability30: Type.Number(),
  nextOrder: Nullable(Type.Object({ at: Instant, low: Instant, high: Nullable(Instant) })),
  nextCategory: Nullable(Type.Object({ category: Type.String(), probability: Type.Number() })),
  nextAmount: Nullable(MoneyEstimate),
})
export type ValuePrediction = Static<typeof ValuePrediction>

/** GET /value/customers/:id; null before the first scoring or for a customer without an order. */
export const CustomerValue = Type.Object({ prediction: Nullable(ValuePrediction) })
export type CustomerValue = Static<typeof CustomerValue>

export const ValueSort = Type.Union([
  Type.Literal('value'),
  Type.Literal('purchase_probability'),
  Type.Literal('next_order'),
  Type.Literal('alive'),
])

/** GET /value/customers */
export const ValueQuery = Type.Intersect([
  PageQuery,
  Type.Object({
    valueClass: Type.Optional(ValueClass),
    nextCategory: Type.Optional(Type.String({ maxLength: 200 })),
    sort: Type.Optional(ValueSort),
    order: Type.Optional(Type.Union([Type.Literal('asc'), Type.Literal('desc')])),
  }),
])
export type ValueQuery = Static<typeof ValueQuery>

export const ValueRow = Type.Object({
  id: Id,
  maskedName: Type.String(),
  valueClass: Nullable(ValueClass),
  riskProbability: Nullable(Type.Number()),
  value: MoneyEstimate,
  aliveProbability: Type.Number(),
  expectedOrders: Type.Number(),
  purchaseProbability30: Type.Number(),
  nextOrderAt: Nullable(Instant),
  nextCategory: Nullable(Type.String()),
  nextAmount: Nullable(Money),
})
export type ValueRow = Static<typeof ValueRow>
export const ValuePage = Page(ValueRow)

/** POST /value/train: fits, back-tests and predicts every customer. */
export const ValueTrainBody = Type.Object({
  horizonMonths: Type.Optional(Type.Integer({ minimum: 1, maximum: 36, default: 12 })),
  yearlyDiscount: Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: 0.1 })),
})
export type ValueTrainBody = Static<typeof ValueTrainBody>
