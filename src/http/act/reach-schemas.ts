import Type from 'typebox'
import { Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { SuppressedChannelName } from './suppression-schemas.ts'

export const ReachBody = Type.Object({
  grain: Type.Optional(Type.Literal('customers')),
  condition: Type.Optional(Type.Unknown({ description: 'As JSON; this or where' })),
  where: Type.Optional(Type.String({ minLength: 1, maxLength: 20_000, description: 'As text; this or condition' })),
})

export const AudienceReach = Type.Object({
  customers: Type.Integer(),
  channels: Type.Array(
    Type.Object({
      channel: SuppressedChannelName,
      withAddress: Type.Integer({ description: 'Have an address; each of them is one of the four that follow' }),
      suppressed: Type.Integer({ description: 'Every address is suppressed, or contact is stopped or paused' }),
      notAgreed: Type.Integer({ description: 'No consent to marketing; of agent_task, a no to it' }),
      heldOut: Type.Integer({ description: 'In the global control group' }),
      open: Type.Integer({ description: 'May be contacted' }),
      unready: Nullable(Type.String({ description: 'Why the channel cannot send to anybody' })),
    }),
  ),
})
export type AudienceReach = Static<typeof AudienceReach>
