import Type from 'typebox'
import { LARGEST_VERSION, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const ChannelName = Type.Union([
  Type.Literal('email'),
  Type.Literal('sms'),
  Type.Literal('wechat'),
  Type.Literal('push'),
  Type.Literal('agent_task'),
  Type.Literal('webhook'),
])
const Blocked = Type.Union([Type.Literal('defer'), Type.Literal('next_channel'), Type.Literal('skip')], {
  description: 'defer: waits until it may leave, or expires; next_channel: goes over the next channel of its list; skip: is left out',
})

export const Cap = Type.Object({
  day: Nullable(Type.Integer({ minimum: 0, maximum: 50, description: 'In a calendar day of the customer; null: no cap' })),
  week: Nullable(Type.Integer({ minimum: 0, maximum: 200, description: 'In a calendar week of the customer, from Monday' })),
})

export const ContactRules = Type.Object({
  caps: Type.Object({
    all: Cap,
    channels: Type.Object({
      email: Type.Optional(Cap),
      sms: Type.Optional(Cap),
      wechat: Type.Optional(Cap),
      push: Type.Optional(Cap),
      agent_task: Type.Optional(Cap),
      webhook: Type.Optional(Cap),
    }),
  }),
  quiet: Type.Array(
    Type.Object({
      channel: ChannelName,
      country: Type.String({ maxLength: 2, description: 'ISO 3166, or * for all without a rule of their own' }),
      quiet: Nullable(
        Type.Object({
          from: Type.String({ maxLength: 5, description: 'Local time of the customer, such as 21:00' }),
          to: Type.String({ maxLength: 5, description: 'Itself no longer quiet' }),
        }),
      ),
    }),
    { maxItems: 200 },
  ),
  whenCapped: Blocked,
  whenQuiet: Blocked,
  transactionalPerDay: Type.Integer({ minimum: 1, maximum: 50, description: 'Transactional messages to one customer in a day' }),
})
export type ContactRules = Static<typeof ContactRules>

export const ControlGroup = Type.Object({
  id: Type.String(),
  share: Type.Number(),
  startedAt: Instant,
  startedBy: Type.String(),
  endedAt: Nullable(Instant),
  endedBy: Nullable(Type.String()),
  endReason: Type.String(),
})
export type ControlGroup = Static<typeof ControlGroup>

export const ContactRulesState = Type.Object({
  version: Type.Integer({ description: '0: nobody saved any, those of the product hold' }),
  savedAt: Nullable(Instant),
  savedBy: Nullable(Type.String()),
  rules: ContactRules,
  defaults: ContactRules,
  timeZone: Type.String({ description: 'Of the project: for customers whose own is not known' }),
  country: Type.String({ description: 'Of the project: for customers whose own is not known' }),
  invalidZones: Type.Object({
    customers: Type.Integer({ description: 'Customers whose time zone is none: they get no marketing until it is mended' }),
    kinds: Type.Integer({ description: 'How many different texts they have there' }),
    values: Type.Array(
      Type.Object({
        value: Type.String({ description: 'What their records have as a time zone, at most 60 letters of it' }),
        customers: Type.Integer(),
      }),
      { description: 'At most 20, that of most customers first' },
    ),
  }),
  controlGroups: Type.Array(ControlGroup, { description: 'Global control groups, the newest first; without endedAt: live' }),
})
export type ContactRulesState = Static<typeof ContactRulesState>

export const ContactRulesChange = Type.Object({ base: Type.Integer({ minimum: 0, maximum: LARGEST_VERSION }), rules: ContactRules })
export const ControlGroupStart = Type.Object({ share: Type.Number({ minimum: 0, maximum: 1, description: '0.01 to 0.15' }) })
export const ControlGroupEnd = Type.Object({ reason: Type.String({ maxLength: 500 }) })
export const ControlPowerQuery = Type.Object({ share: Type.Number({ minimum: 0, maximum: 1 }) })

export const ControlPower = Type.Object({
  share: Type.Number(),
  customers: Type.Integer(),
  heldOut: Type.Integer(),
  buyingShare: Nullable(Type.Number({ description: 'Share of the customers who bought in the last 30 days' })),
  detectable: Nullable(
    Type.Number({ description: 'Smallest difference of that share that is found with 80 % power at 5 %; null: the groups are too small' }),
  ),
})
export type ControlPower = Static<typeof ControlPower>
