import Type from 'typebox'
import { BilingualText, Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Reason = Type.String({ description: 'A reason of a run for not contacting a customer, such as no_consent' })
const Minor = Type.Number({ description: 'Minor units of `currency`' })

/** GET /decisions/{id}/explanation */
export const DecisionExplanation = Type.Object({
  runId: Id,
  customerId: Id,
  decisionId: Nullable(Id),
  decidedAt: Instant,
  asOf: Instant,
  currency: Type.String(),
  reason: Nullable(Reason),
  facts: Type.Object({
    riskProbability: Type.Number(),
    valueMinor: Minor,
    averageOrderMinor: Minor,
    riskTier: Nullable(Type.String()),
    cause: Nullable(Type.String()),
    lifecycleTier: Nullable(Type.String()),
    valueClass: Nullable(Type.String()),
    daysSinceLastOrder: Nullable(Type.Number()),
    favouriteCategory: Type.String(),
    model: Nullable(Type.Object({ id: Type.String(), version: Type.Integer() })),
  }),
  strategies: Type.Array(
    Type.Object({
      strategyId: Id,
      version: Type.Integer(),
      name: BilingualText,
      checks: Nullable(
        Type.Array(
          Type.Object({
            check: Type.String(),
            state: Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('not_reached')]),
          }),
        ),
      ),
      failed: Nullable(Reason),
      isEligible: Type.Boolean(),
      isChosen: Type.Boolean(),
      effect: Type.Number(),
      effectFrom: Type.Union([Type.Literal('measured'), Type.Literal('assumed'), Type.Literal('unknown')]),
      margin: Minor,
      cost: Minor,
      gain: Minor,
    }),
  ),
  choice: Nullable(Type.Object({ strategyId: Id, channel: Type.String(), probability: Type.Number(), isExploration: Type.Boolean() })),
  draw: Nullable(Type.Object({ arm: Type.String(), probability: Type.Number(), unit: Nullable(Id) })),
  outcome: Nullable(
    Type.Object({
      sends: Type.Array(
        Type.Object({
          sendKey: Type.String(),
          channel: Type.String(),
          state: Type.String(),
          reason: Type.String(),
          plannedAt: Instant,
          finishedAt: Nullable(Instant),
        }),
      ),
      reactions: Type.Array(Type.Object({ kind: Type.String(), at: Instant })),
      orders: Type.Array(Type.Object({ at: Instant })),
      until: Nullable(Instant),
    }),
  ),
})
export type DecisionExplanation = Static<typeof DecisionExplanation>
