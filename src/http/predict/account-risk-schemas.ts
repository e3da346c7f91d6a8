import Type from 'typebox'
import { BilingualText, Id, Instant, Money, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Outlook = {
  asOf: Instant,
  probability: Nullable(
    Type.Number({
      description:
        'Chance that no contract of the account runs at the end of the horizon, 0-1; null without a trusted model or an open contract',
    }),
  ),
  contractYear: Nullable(Money),
  spendYear: Money,
  valueAtRisk: Nullable(Money),
  figures: Type.Object({
    running: Type.Integer({ description: 'Contracts that run' }),
    ending: Type.Integer({ description: 'Those of them that are known to end within the horizon' }),
    daysToRenewal: Nullable(Type.Integer()),
    seats: Nullable(Type.Number()),
    seatsPeak: Nullable(Type.Number({ description: 'Most seats of the year before' })),
    members: Type.Integer(),
    active30: Nullable(Type.Integer({ description: 'Members who did something in 30 days; null: no activity of anybody is known' })),
    activeBefore: Nullable(Type.Number({ description: 'On average in each of the three times 30 days before' })),
    championLeft: Nullable(Type.Boolean({ description: 'Whether the most active person has left; null: nobody was active enough' })),
    championSilentDays: Nullable(Type.Integer()),
  }),
  signals: Type.Array(Type.Object({ code: Type.String(), text: BilingualText })),
  reasons: Type.Array(Type.Object({ feature: Type.String(), effect: Type.Number({ description: 'Log-odds' }), text: BilingualText })),
}

const Quality = Type.Object({
  accounts: Type.Integer(),
  churned: Type.Integer(),
  auc: Type.Number(),
  ruleAuc: Type.Number({ description: 'Of a rule of thumb on the same later accounts' }),
  logLoss: Type.Number(),
  constantLogLoss: Type.Number({ description: 'Of one rate for all' }),
  gate: Type.Union([Type.Literal('passed'), Type.Literal('failed'), Type.Literal('untested')]),
})

/** Whether risks of accounts can be told, and how well. */
export const AccountRiskModel = Type.Object({
  asOf: Instant,
  accounts: Type.Integer(),
  scored: Type.Integer(),
  horizonDays: Type.Integer(),
  state: Type.Union([Type.Literal('not-enough-data'), Type.Literal('not-trusted'), Type.Literal('trained')]),
  evidence: Type.Object({
    accounts: Type.Integer(),
    churned: Type.Integer({ description: 'Accounts that churned, to learn from' }),
    churnedNeeded: Type.Integer(),
    testChurned: Type.Integer({ description: 'Accounts that churned in the newest period, on which the model is tested' }),
    testChurnedNeeded: Type.Integer(),
  }),
  quality: Nullable(Quality),
  modelVersion: Type.Integer(),
})
export type AccountRiskModel = Static<typeof AccountRiskModel>

/** GET /accounts/{id}/outlook */
export const AccountOutlook = Type.Object({ model: Nullable(AccountRiskModel), outlook: Nullable(Type.Object(Outlook)) })
export type AccountOutlook = Static<typeof AccountOutlook>

export const AccountRisksQuery = Type.Object({
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })),
  cursor: Type.Optional(Type.String({ pattern: '^[0-9]{1,7}$', description: 'nextCursor of the page before' })),
})
/** GET /accounts/risks */
export const AccountRisks = Type.Object({
  model: Nullable(AccountRiskModel),
  items: Type.Array(
    Type.Object({ id: Id, accountId: Type.String({ description: 'As its source names it' }), name: Type.String(), ...Outlook }),
  ),
  nextCursor: Nullable(Type.String()),
})
export type AccountRisks = Static<typeof AccountRisks>
