import Type from 'typebox'
import { Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { ChannelName } from './contact-rule-schemas.ts'

const Hours = Type.Array(Type.Number(), { description: '24 figures, from midnight by the clock of the customer' })
const Estimate = Type.Object({ estimate: Type.Number(), low: Type.Number(), high: Type.Number() })
const Arm = Type.Object({ messages: Type.Integer(), reacted: Type.Integer({ description: 'Opened or clicked by a person within a day' }) })
const HourKind = Type.Union([Type.Literal('own'), Type.Literal('alike'), Type.Literal('all')])

export const SendTimesOfAll = Type.Object({
  explored: Type.Number({ description: 'Share of the messages at the best hour whose hour is drawn by chance' }),
  channels: Type.Array(
    Type.Object({
      channel: ChannelName,
      customers: Type.Integer({ description: 'Customers that the hours were learned from' }),
      chances: Hours,
      gain: Type.Object({
        chosen: Arm,
        random: Arm,
        shares: Nullable(Type.Object({ chosen: Estimate, random: Estimate })),
        difference: Nullable(Estimate),
        verdict: Type.Union([
          Type.Literal('better'),
          Type.Literal('worse'),
          Type.Literal('no_difference'),
          Type.Literal('not_enough_data'),
        ]),
      }),
    }),
  ),
})
export type SendTimesOfAll = Static<typeof SendTimesOfAll>

export const CustomerSendTimes = Type.Object({
  timeZone: Type.String({ description: 'Of the customer; of the project where theirs is not known' }),
  channels: Type.Array(
    Type.Object({
      channel: ChannelName,
      best: Nullable(Type.Integer({ minimum: 0, maximum: 23, description: 'The hour a message would leave; null: none is open' })),
      kind: HourKind,
      chances: Hours,
      active: Type.Integer({ description: 'Hours in which the customer did something within half a year' }),
      reacted: Type.Integer({ description: 'Of them, with a message of the channel opened or clicked' }),
    }),
  ),
})
export type CustomerSendTimes = Static<typeof CustomerSendTimes>
