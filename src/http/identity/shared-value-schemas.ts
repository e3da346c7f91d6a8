import Type from 'typebox'
import { Id, Instant, Money, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const Claimant = Type.Object({ customerId: Id, name: Type.String() })

export const SharedValue = Type.Object({
  id: Type.String(),
  kind: Type.String(),
  masked: Type.String(),
  claimants: Type.Array(Claimant, { description: 'Customers who named the value, at most 10' }),
  claimantCount: Type.Integer(),
  orders: Type.Integer({ description: 'Orders that name nothing else' }),
  amounts: Type.Array(Money, { description: 'Of those orders without returns, per currency' }),
  lastAt: Nullable(Instant),
  settled: Nullable(
    Type.Object({
      customer: Nullable(Claimant),
      reason: Type.String(),
      actor: Type.String(),
      at: Instant,
    }),
  ),
})
export type SharedValue = Static<typeof SharedValue>

/** GET /identity/shared-values */
export const SharedValues = Type.Object({
  items: Type.Array(SharedValue, { description: 'Those that are nobody’s first, with the most orders first' }),
  open: Type.Object({ values: Type.Integer(), orders: Type.Integer() }, { description: 'Values and orders that are nobody’s' }),
  complete: Type.Boolean({ description: 'False: only the newest 5,000 values were looked at' }),
})
export type SharedValues = Static<typeof SharedValues>
export const SharedValueQuery = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) })

/** POST /identity/shared-values/:id */
export const SharedValueParams = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,18}$' }) })
export const SharedValueDecision = Type.Object({
  customerId: Nullable(Type.String({ format: 'uuid', description: 'One of those who named it; null: the orders are nobody’s' })),
  reason: Type.String({ minLength: 3, maxLength: 300, pattern: '\\S' }),
})
