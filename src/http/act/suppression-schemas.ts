import Type from 'typebox'
import { Language } from '../access/access-schemas.ts'
import { Instant, Nullable, Page, PageQuery } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const SuppressedChannelName = Type.Union([
  Type.Literal('email'),
  Type.Literal('sms'),
  Type.Literal('agent_task'),
  Type.Literal('wechat'),
  Type.Literal('push'),
])
export type SuppressedChannelName = Static<typeof SuppressedChannelName>

export const SuppressionReasonName = Type.Union([
  Type.Literal('unsubscribe'),
  Type.Literal('complaint'),
  Type.Literal('pause'),
  Type.Literal('hard_bounce'),
  Type.Literal('staff'),
  Type.Literal('list'),
])
export type SuppressionReasonName = Static<typeof SuppressionReasonName>

const Filter = Type.Object({
  channel: Type.Optional(SuppressedChannelName),
  reason: Type.Optional(SuppressionReasonName),
})
export const SuppressionExportQuery = Type.Intersect([Filter, Type.Object({ language: Type.Optional(Language) })])

export const SuppressionQuery = Type.Intersect([PageQuery, Filter])

/** A search is a body: an address has no place in the logs of addresses. */
export const SuppressionSearch = Type.Object({
  address: Type.String({ minLength: 1, maxLength: 320, description: 'Exactly this one, in any way of writing it' }),
})

export const Suppression = Type.Object({
  id: Type.String(),
  kind: Type.String({ description: 'email, phone, or customer: the person, whatever their addresses' }),
  channel: Type.String(),
  masked: Type.String(),
  customerId: Nullable(Type.String({ description: 'Who has the address now; null: nobody that is known' })),
  reason: SuppressionReasonName,
  source: Type.String({ description: 'The message, file or way that it came by' }),
  note: Type.String(),
  by: Nullable(Type.String()),
  createdAt: Instant,
  until: Nullable(Instant),
})
export type Suppression = Static<typeof Suppression>
export const SuppressionPage = Page(Suppression)

const Why = Type.String({ maxLength: 500, description: 'Why, in 5 characters or more; is kept without personal data' })

export const NewSuppression = Type.Object({
  address: Type.String({ minLength: 1, maxLength: 320 }),
  channels: Type.Array(SuppressedChannelName, { minItems: 1, maxItems: 5, uniqueItems: true }),
  why: Why,
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 3650, description: 'For so many days; without it for good' })),
})
export const SuppressionAdded = Type.Object({ added: Type.Integer({ description: 'Channels that this is new for' }) })

export const SuppressionList = Type.Object({
  text: Type.String({ minLength: 1, maxLength: 5_000_000, description: 'Text of a CSV file; the addresses are in its first column' }),
  channel: SuppressedChannelName,
  why: Type.Optional(Why),
  commit: Type.Boolean({ description: 'false: only says what it would do' }),
})
export const SuppressionListTaken = Type.Object({
  lines: Type.Integer(),
  addresses: Type.Integer(),
  repeated: Type.Integer(),
  wrong: Type.Integer(),
  wrongLines: Type.Array(Type.Integer(), { description: 'The first 20' }),
  already: Type.Integer({ description: 'Suppressed on this channel before' }),
  customers: Type.Integer({ description: 'Addresses that a customer has' }),
  added: Nullable(Type.Integer({ description: 'null: only looked at' })),
})
export type SuppressionListTaken = Static<typeof SuppressionListTaken>

export const SuppressionLift = Type.Object({
  why: Why,
  evidence: Type.Optional(Type.String({ maxLength: 500, description: 'Where the person has said yes since; needed for their own no' })),
})
export const ComplaintReach = Type.Object({
  complaintsStopEverything: Type.Boolean({ description: 'A complaint on one channel ends marketing on all channels' }),
})
export type ComplaintReach = Static<typeof ComplaintReach>

export const ContactPauseBody = Type.Object({
  channels: Type.Array(SuppressedChannelName, { minItems: 1, maxItems: 5, uniqueItems: true }),
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 365, description: 'For so many days from now on; this or until' })),
  until: Type.Optional(Type.String({ format: 'date', description: 'Its last day, by the calendar of the project, within a year' })),
})
export const ContactPaused = Type.Object({ until: Instant, droppedSends: Type.Integer() })
