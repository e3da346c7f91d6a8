import Type from 'typebox'
import { Id, Instant } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** GET /sending */
export const SendingState = Type.Object({
  installation: Type.Object({
    id: Id,
    /** False: the data was copied here, and nothing is sent until a person says that no other server sends from it. */
    isOwn: Type.Boolean(),
    confirmedAt: Instant,
    confirmedBy: Type.String(),
  }),
  /** Messages that were due more than a day ago while their channel could not send. */
  overdue: Type.Integer(),
})
export type SendingState = Static<typeof SendingState>

/** POST /sending/overdue */
export const OverdueBody = Type.Object({ action: Type.Union([Type.Literal('send'), Type.Literal('drop')]) })
export const OverdueSettled = Type.Object({ messages: Type.Integer() })
