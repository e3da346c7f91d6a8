import Type from 'typebox'
import { PROVIDER_NAMES } from '#act/providers/provider-names.ts'
import type { ProviderName as KnownProvider } from '#act/providers/provider-names.ts'
import { LONGEST_WARM_UP } from '#act/accounts/longest-warm-up.ts'
import { BilingualText, Id, Instant, Nullable, VersionNumber } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

export const ProviderName = Type.Unsafe<KnownProvider>(Type.Union(PROVIDER_NAMES.map((name) => Type.Literal(name))))
export type ProviderName = Static<typeof ProviderName>

export const ProviderSide = Type.Union([
  Type.Literal('email'),
  Type.Literal('sms'),
  Type.Literal('wechat'),
  Type.Literal('push'),
  Type.Literal('team'),
])
export type ProviderSide = Static<typeof ProviderSide>

const ProviderField = Type.Object({
  name: Type.String(),
  kind: Type.Union([
    Type.Literal('text'),
    Type.Literal('secret'),
    Type.Literal('number'),
    Type.Literal('flag'),
    Type.Literal('choice'),
    Type.Literal('url'),
    Type.Literal('host'),
  ]),
  label: BilingualText,
  hint: BilingualText,
  required: Type.Boolean(),
  advanced: Type.Boolean(),
  example: Type.String(),
  initial: Type.String(),
  lines: Type.Integer(),
  choices: Type.Array(Type.Object({ value: Type.String(), label: BilingualText })),
})
export type ProviderField = Static<typeof ProviderField>

const Pace = Type.Object({ perSecond: Type.Number(), atOnce: Type.Integer() })

const Provider = Type.Object({
  name: ProviderName,
  side: ProviderSide,
  title: BilingualText,
  fields: Type.Array(ProviderField),
  pace: Pace,
  /** A test needs a template that the provider has reviewed. */
  needsTemplate: Type.Boolean(),
})
export type Provider = Static<typeof Provider>

export const ProviderList = Type.Object({
  items: Type.Array(Provider),
  /** Of a new mail domain: the daily limits that are proposed. */
  warmUp: Type.Array(Type.Integer()),
})
export type ProviderList = Static<typeof ProviderList>

const Day = Type.String({ pattern: '^\\d{4}-\\d{2}-\\d{2}$' })
const WarmUp = Type.Object({
  startsOn: Day,
  limits: Type.Array(Type.Integer({ minimum: 1, maximum: 1_000_000_000 }), { minItems: 1, maxItems: LONGEST_WARM_UP }),
})
export type WarmUp = Static<typeof WarmUp>

export const ChannelAccount = Type.Object({
  id: Type.String(),
  provider: ProviderName,
  side: ProviderSide,
  name: Type.String(),
  fromEnvironment: Type.Boolean(),
  settings: Type.Record(Type.String(), Type.String()),
  /** Names of the secrets that are set; their values are never shown. */
  secretsSet: Type.Array(Type.String()),
  perSecond: Nullable(Type.Number()),
  atOnce: Nullable(Type.Integer()),
  /** What holds: the provider's own, or the lower one. */
  pace: Nullable(Pace),
  dailyLimit: Nullable(Type.Integer()),
  warmUp: Nullable(WarmUp),
  limitToday: Nullable(Type.Integer()),
  /** Messages that it took on this day of the project. */
  takenToday: Type.Integer(),
  state: Type.Union([Type.Literal('on'), Type.Literal('off'), Type.Literal('halted')]),
  reason: Type.String(),
  haltedUntil: Nullable(Instant),
  stateAt: Instant,
  /** Only for those who manage channels, and only where the provider calls. */
  callbackUrl: Nullable(Type.String()),
  /** Calls of the provider that came to that address. */
  lastCallAt: Nullable(Instant),
  calls: Type.Integer(),
  refusedCalls: Type.Integer(),
  /** Why the provider could not be asked for receipts; empty when it could. */
  askProblem: Type.String(),
  isBroken: Type.Boolean(),
  revision: Type.Integer(),
  createdAt: Instant,
  updatedAt: Instant,
})
export type ChannelAccount = Static<typeof ChannelAccount>

export const ChannelAccountList = Type.Object({ items: Type.Array(ChannelAccount) })
export type ChannelAccountList = Static<typeof ChannelAccountList>

export const ChannelAccountQuery = Type.Object({ side: Type.Optional(ProviderSide) })

const Typed = Type.Record(Type.String({ maxLength: 100 }), Nullable(Type.String({ maxLength: 50_000 })), { maxProperties: 50 })
const Name = Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' })
const WarmUpInput = Type.Object({ startsOn: Type.Optional(Day), limits: WarmUp.properties.limits })
const limits = {
  perSecond: Type.Optional(Nullable(Type.Number({ exclusiveMinimum: 0, maximum: 100_000 }))),
  atOnce: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 1_000 }))),
  dailyLimit: Type.Optional(Nullable(Type.Integer({ minimum: 1, maximum: 1_000_000_000 }))),
  /** Without a first day it begins today. */
  warmUp: Type.Optional(Nullable(WarmUpInput)),
}

export const NewChannelAccountBody = Type.Object({
  provider: ProviderName,
  name: Name,
  settings: Type.Optional(Typed),
  secrets: Type.Optional(Typed),
  ...limits,
})

export const ChannelAccountChange = Type.Object({
  name: Type.Optional(Name),
  settings: Type.Optional(Typed),
  secrets: Type.Optional(Typed),
  ...limits,
  /** Of the account as it was read: refused when somebody changed it since. */
  revision: Type.Optional(VersionNumber),
})

export const ChannelOrderBody = Type.Object({ side: ProviderSide, ids: Type.Array(Id, { maxItems: 200, uniqueItems: true }) })

export const ChannelProbe = Type.Object({
  ok: Type.Boolean(),
  reason: Type.String(),
  said: Type.String(),
  facts: Type.Array(Type.Object({ name: Type.String(), value: Type.String(), ok: Type.Boolean() })),
})
export type ChannelProbe = Static<typeof ChannelProbe>

export const ChannelTestBody = Type.Object({
  /** Typed by hand: an address, a phone number, an openid, a device token; of the team the names there, or nothing for the group. */
  to: Type.String({ maxLength: 4_000 }),
  language: Type.Optional(Type.Union([Type.Literal('zh'), Type.Literal('en')])),
  template: Type.Optional(
    Nullable(
      Type.Object({
        code: Type.String({ minLength: 1, maxLength: 200 }),
        params: Type.Optional(
          Type.Array(Type.Object({ name: Type.String({ maxLength: 100 }), value: Type.String({ maxLength: 500 }) }), { maxItems: 30 }),
        ),
      }),
    ),
  ),
})

export const ChannelTest = Type.Object({
  outcome: Type.Union([
    Type.Literal('accepted'),
    Type.Literal('delivered'),
    Type.Literal('rejected'),
    Type.Literal('deferred'),
    Type.Literal('unknown'),
    Type.Literal('halted'),
  ]),
  reason: Type.String(),
})
export type ChannelTest = Static<typeof ChannelTest>

export const ReplyCountsQuery = Type.Object({ days: Type.Optional(Type.Integer({ minimum: 1, maximum: 366, default: 30 })) })

/** Replies of customers by what they said; `unknown` of them came from numbers that no customer had. */
export const ReplyCounts = Type.Object({
  days: Type.Integer(),
  stop: Type.Integer(),
  start: Type.Integer(),
  help: Type.Integer(),
  other: Type.Integer(),
  unknown: Type.Integer(),
})
export type ReplyCounts = Static<typeof ReplyCounts>
