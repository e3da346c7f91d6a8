import Type from 'typebox'
import { BilingualText, Estimate, Id, Instant, Money, Nullable, UnconvertedSales } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const Verdict = Type.Union([
  Type.Literal('works'),
  Type.Literal('does_not_work'),
  Type.Literal('harms'),
  Type.Literal('not_enough_data'),
  Type.Literal('not_yet'),
])
export type Verdict = Static<typeof Verdict>

/** One comparison by intention to treat: everyone assigned counts, delivered or not. */
export const Effect = Type.Object({
  strategyId: Nullable(Id),
  name: BilingualText,
  treated: Type.Integer(),
  control: Type.Integer(),
  treatedDraws: Type.Integer({ description: 'Draws of the contact group: people, and companies drawn as one' }),
  controlDraws: Type.Integer(),
  companies: Type.Integer({ description: 'Draws that were companies, in both groups; 0: everyone was drawn alone' }),
  companyPeople: Type.Integer(),
  designEffect: Nullable(
    Type.Number({
      description:
        'Compared customers per customer drawn alone who would tell as much; null where no company was drawn or nothing is compared',
    }),
  ),
  treatedRetained: Type.Integer(),
  controlRetained: Type.Integer(),
  treatedRate: Nullable(Type.Number()),
  controlRate: Nullable(Type.Number()),
  lift: Nullable(Estimate),
  relativeLift: Nullable(Estimate),
  revenuePerCustomer: Nullable(Estimate),
  extraCustomers: Nullable(Estimate),
  cost: Money,
  roi: Nullable(Type.Number()),
  /** Chi-square p value of the treated / control split against what was assigned. */
  sampleRatioP: Nullable(Type.Number()),
  sampleRatioOk: Type.Boolean(),
  detectableEffect: Nullable(Type.Number()),
  verdict: Verdict,
  verdictText: BilingualText,
})
export type Effect = Static<typeof Effect>

/** GET /effects/:runId */
export const EffectReport = Type.Object({
  runId: Id,
  asOf: Instant,
  windowDays: Type.Integer(),
  windowEndsAt: Instant,
  complete: Type.Boolean({ description: 'The window is over: the numbers no longer move' }),
  currency: Type.String(),
  /** What either arm bought, net of returns, in currencies without a rate: in no revenue below. */
  unconverted: Type.Object({ treated: UnconvertedSales, control: UnconvertedSales }),
  overall: Effect,
  strategies: Type.Array(Effect),
  /** Share that had ordered by day n after the decision, for the two arms. */
  curve: Type.Array(Type.Object({ day: Type.Integer(), treated: Type.Number(), control: Type.Number() })),
  /** Only in a demo: the simulator's true effect. */
  truth: Nullable(Type.Number()),
})
export type EffectReport = Static<typeof EffectReport>
export const EffectList = Type.Object({ items: Type.Array(EffectReport) })

/** GET /broadcasts/:id/effect */
export const BroadcastEffect = Type.Object({
  /** Null until everybody of its audience is planned. */
  report: Nullable(EffectReport),
})
export type BroadcastEffect = Static<typeof BroadcastEffect>
