import Type from 'typebox'
import { ChurnDefinitionBody } from './churn-model-schemas.ts'
import { BilingualText, ChurnCause, Instant, Money, Nullable, RiskTier, UnconvertedSales } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Bin = Type.Object({
  low: Type.Number(),
  high: Type.Number(),
  predicted: Type.Number(),
  observed: Type.Number(),
  count: Type.Integer(),
})

/** How good the model was on later time than it was trained on, beside what always guessing the larger class would reach. */
export const ChurnQuality = Type.Object({
  auc: Type.Number(),
  accuracy: Type.Number(),
  baseAccuracy: Type.Number(),
  baseRate: Type.Number(),
  ece: Type.Number(),
  logLoss: Type.Number(),
  brier: Type.Number(),
  lift10: Type.Number({ description: 'Churn rate in the riskiest tenth over the base rate' }),
  customers: Type.Integer(),
  churners: Type.Integer(),
  asOf: Instant,
  reliability: Type.Array(Bin),
  liftCurve: Type.Array(Type.Object({ share: Type.Number(), captured: Type.Number() })),
  tiers: Type.Array(
    Type.Object({ tier: RiskTier, customers: Type.Integer(), precision: Nullable(Type.Number()), recall: Nullable(Type.Number()) }),
  ),
})
export type ChurnQuality = Static<typeof ChurnQuality>

const ChurnGate = Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('untested')], {
  description: 'Whether the scores may be acted on: better than guessing on later data, not better, or never tested',
})

/** GET /churn/model */
export const ChurnModelCard = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  rung: Type.Union([
    Type.Literal('rules'),
    Type.Literal('cadence'),
    Type.Literal('base-rate'),
    Type.Literal('mbg-nbd'),
    Type.Literal('logistic'),
    Type.Literal('forest'),
    Type.Literal('trees'),
  ]),
  rungReason: BilingualText,
  definition: Type.Object({ horizonDays: Type.Integer(), activeWithinDays: Type.Integer(), version: Type.String(), text: BilingualText }),
  trainedAt: Instant,
  trainedOn: Type.Array(Type.Object({ asOf: Instant, customers: Type.Integer(), churners: Type.Integer() })),
  quality: Nullable(ChurnQuality),
  candidates: Type.Array(
    Type.Object({ rung: Type.String(), auc: Type.Number(), logLoss: Type.Number(), ece: Type.Number(), chosen: Type.Boolean() }),
  ),
  importance: Type.Array(
    Type.Object({
      feature: Type.String(),
      label: BilingualText,
      group: Type.String(),
      importance: Type.Number({ description: 'Mean |Shapley value| in log-odds' }),
      permutation: Type.Optional(Type.Number({ description: 'How much the log loss on later time rises when its values are shuffled' })),
    }),
  ),
  /** How far to trust the scores, named by the rung and the amount of data. */
  gate: ChurnGate,
  confidence: Type.Object({ level: Type.Union([Type.Literal('low'), Type.Literal('medium'), Type.Literal('high')]), text: BilingualText }),
  features: Type.Integer({ description: 'Features that were read' }),
  /** Models of their own for a part of the customers, used only where they beat the global one on that part in later time. */
  slices: Type.Array(
    Type.Object({
      slice: Type.Union([Type.Literal('high_value'), Type.Literal('new')]),
      customers: Type.Integer(),
      auc: Nullable(Type.Number()),
      globalAuc: Nullable(Type.Number()),
      used: Type.Boolean(),
      text: BilingualText,
      /** What matters most for these customers, by mean |Shapley value| in log-odds. */
      importance: Type.Optional(Type.Array(Type.Object({ feature: Type.String(), label: BilingualText, importance: Type.Number() }))),
    }),
  ),
  /** What the leak test looked at and what it stopped. */
  leakTest: Type.Object({
    shuffledAuc: Nullable(Type.Number({ description: 'With shuffled labels; near .5 when nothing leaks' })),
    stopped: Type.Array(
      Type.Object({ feature: Type.String(), label: BilingualText, check: Type.String(), figure: Type.Number(), text: BilingualText }),
    ),
  }),
})
export type ChurnModelCard = Static<typeof ChurnModelCard>

/** GET /churn/board */
export const ChurnBoard = Type.Object({
  asOf: Nullable(Instant),
  scored: Type.Integer(),
  tiers: Type.Array(
    Type.Object({
      tier: RiskTier,
      customers: Type.Integer(),
      previous: Nullable(Type.Integer()),
      value: Money,
      averageProbability: Type.Number(),
    }),
  ),
  histogram: Type.Array(Type.Object({ low: Type.Number(), high: Type.Number(), customers: Type.Integer() })),
  causes: Type.Array(Type.Object({ cause: ChurnCause, text: BilingualText, customers: Type.Integer(), value: Money })),
  unconverted: UnconvertedSales,
  gate: Nullable(ChurnGate),
  model: Nullable(ChurnModelCard),
  modelWithheld: Type.Union([Type.Literal('whole-shop-only'), Type.Null()], {
    description: 'Why `model` is missing though there is one: its card counts customers of the whole shop, and the caller sees only some',
  }),
})
export type ChurnBoard = Static<typeof ChurnBoard>

/** POST /churn/train: starts a job that trains, back-tests and scores. */
export const TrainBody = ChurnDefinitionBody
