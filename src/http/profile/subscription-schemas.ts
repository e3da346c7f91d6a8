import Type from 'typebox'
import { Instant, Money, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const SubscriptionStatus = Type.Union(
  [
    Type.Literal('upcoming'),
    Type.Literal('running'),
    Type.Literal('ending'),
    Type.Literal('overdue'),
    Type.Literal('lapsed'),
    Type.Literal('ended'),
  ],
  { description: 'Worked out from the dates; overdue for 15 days after the end of a period that was not renewed, then lapsed' },
)

export const Subscriptions = Type.Object({
  items: Type.Array(
    Type.Object({
      id: Type.String({ description: 'As the file or system names it; a phone number or address stands as a code' }),
      plan: Type.String(),
      status: SubscriptionStatus,
      startedAt: Instant,
      renewsAt: Nullable(Instant),
      endedAt: Nullable(Instant),
      price: Nullable(Money),
      period: Type.String({ description: 'week, month, quarter, half-year or year; empty where nobody said' }),
      seats: Nullable(Type.Integer()),
    }),
    { description: 'Up to 100, the one that started last first' },
  ),
})
export type Subscriptions = Static<typeof Subscriptions>
