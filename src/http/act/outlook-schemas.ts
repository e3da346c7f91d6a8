import Type from 'typebox'
import { OUTLOOK_REASONS } from '#act/outlook/outlook-reasons.ts'
import type { OutlookReason } from '#act/outlook/outlook-reasons.ts'
import { Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'
import { ChannelName } from './contact-rule-schemas.ts'
import { SuppressionReasonName } from './suppression-schemas.ts'

export const OutlookQuery = Type.Object({ channel: Type.Optional(ChannelName) })

const Places = Nullable(Type.Object({ left: Type.Integer(), of: Type.Integer() }))

export const CustomerOutlook = Type.Object({
  customerId: Type.String({ description: 'The record that this customer is now, after merges' }),
  at: Instant,
  timeZone: Type.String({ description: 'Of the customer; of the project where theirs is not known' }),
  country: Type.String(),
  stop: Nullable(Type.Object({ reason: Type.String(), since: Instant })),
  channels: Type.Array(
    Type.Object({
      channel: ChannelName,
      isOpen: Type.Boolean({ description: 'An ordinary marketing message that is due now would leave' }),
      earliest: Type.Union([Instant, Type.Null()], {
        description: 'When the first one could leave; null: only after somebody does something about it',
      }),
      blocks: Type.Array(
        Type.Object({
          reason: Type.Unsafe<OutlookReason>(Type.Union(OUTLOOK_REASONS.map((reason) => Type.Literal(reason)))),
          until: Nullable(Instant),
        }),
        { description: 'Everything that stands in the way, the most lasting first' },
      ),
      consent: Nullable(Type.Boolean({ description: 'To marketing; null: never asked' })),
      day: Places,
      week: Places,
      quiet: Nullable(Type.Object({ from: Type.String(), to: Type.String() })),
      unready: Nullable(Type.String({ description: 'Why the channel cannot send to anybody' })),
      addresses: Type.Array(
        Type.Object({
          masked: Type.String(),
          kind: Type.String(),
          accountIds: Nullable(Type.Array(Type.String(), { description: 'Accounts that can send to it' })),
          windowUntil: Nullable(Instant),
          subscriptions: Nullable(Type.Integer({ description: 'Messages that the customer agreed to and did not get yet' })),
        }),
      ),
      refusals: Type.Array(
        Type.Object({
          id: Type.String(),
          kind: Type.String(),
          masked: Type.String(),
          reason: SuppressionReasonName,
          since: Instant,
          until: Nullable(Instant),
        }),
        { description: 'Suppressions that stand, also those of addresses that are not used' },
      ),
    }),
  ),
})
export type CustomerOutlook = Static<typeof CustomerOutlook>
