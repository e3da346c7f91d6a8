import Type from 'typebox'
import { Instant, Money, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Share = Type.Number({ minimum: 0, maximum: 1 })

/** GET /value/contracts */
export const ContractValue = Type.Object({
  asOf: Instant,
  running: Type.Integer({ description: 'Contracts that run now' }),
  ended: Type.Integer({ description: 'Contracts that ended, or lapsed 15 days after they were due' }),
  otherCurrency: Type.Integer({ description: 'Running contracts with a price in another currency than the project’s: in no amount' }),
  medianDays: Nullable(Type.Integer({ description: 'By when half have ended; null where more than half last' })),
  survival: Type.Array(Type.Object({ days: Type.Integer(), share: Share, low: Share, high: Share, atRisk: Type.Integer() }), {
    description: 'Share of contracts that last longer (Kaplan-Meier), with the 95 % interval',
  }),
  periods: Type.Array(
    Type.Object({
      period: Type.String({ description: 'week, month, quarter, half-year or year' }),
      contracts: Type.Integer(),
      ended: Type.Integer(),
      price: Nullable(Money),
      /** Null with fewer than 100 contracts, 30 of them ended. */
      retention: Nullable(
        Type.Object({
          byRenewals: Type.Array(
            Type.Object({
              renewals: Type.Integer(),
              retention: Type.Number({ description: 'Chance to renew next' }),
              periods: Type.Number({ description: 'Expected further periods within three years, discounted by 10 % a year' }),
              low: Type.Number(),
              high: Type.Number(),
            }),
          ),
          worth: Nullable(Money),
          backTest: Nullable(
            Type.Object(
              { contracts: Type.Integer(), predicted: Type.Number(), actual: Type.Number(), constantRate: Type.Number() },
              { description: 'Share that renewed at the newest due date, predicted from the earlier ones' },
            ),
          ),
        }),
      ),
    }),
  ),
})
export type ContractValue = Static<typeof ContractValue>
