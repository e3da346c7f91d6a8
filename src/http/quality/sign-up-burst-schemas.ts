import Type from 'typebox'
import { Id, Instant, Nullable, Page } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const BurstId = Type.String({ minLength: 1, maxLength: 120 })

export const SignUpBurst = Type.Object({
  burst: BurstId,
  ruleId: Type.String(),
  field: Type.String(),
  masked: Type.String({ description: 'What the sign-ups have in common: a code of the address or device, or a masked e-mail or phone' }),
  signUps: Type.Integer(),
  leftOut: Type.Integer({ description: 'Of those: left out of all figures' }),
  firstAt: Instant,
  lastAt: Instant,
  customerIds: Type.Array(Id, { description: 'The first 20' }),
  decidedBy: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
})
export type SignUpBurst = Static<typeof SignUpBurst>
export const SignUpBurstPage = Page(SignUpBurst)

export const SignUpDecision = Type.Union([
  Type.Object({ burst: BurstId, isReal: Type.Boolean() }, { additionalProperties: false }),
  Type.Object({ customerId: Id, isReal: Type.Boolean() }, { additionalProperties: false }),
])
export const SignUpsDecided = Type.Object({ customers: Type.Integer() })
