import Type from 'typebox'
import type { Static as StaticOf, TSchema } from 'typebox'

declare const moment: unique symbol
type MomentText = string & { readonly length: number; readonly [moment]?: true }
type Shape<T, Moment> = T extends string
  ? typeof moment extends keyof T
    ? Moment
    : T
  : T extends object
    ? { readonly [K in keyof T]: Shape<T[K], Moment> }
    : T

/** What a schema describes, as it travels. Readonly throughout: the stages promise not to change what they answer. */
export type Static<S extends TSchema> = Shape<StaticOf<S>, string>

/** What a route may answer by its schema: a moment may be a Date, which is written as text on the way out. */
export type Answer<S extends TSchema> = Shape<StaticOf<S>, string | Date>

/** A page of a list: `nextCursor` is null on the last page. */
export const Page = <T extends TSchema>(item: T) =>
  Type.Object({ items: Type.Array(item), nextCursor: Type.Union([Type.String(), Type.Null()]), total: Type.Optional(Type.Integer()) })

export const Nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()])

export const PageQuery = Type.Object({
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
})

/** A value that a sentence about a problem may name: never personal data. */
export const ProblemParams = Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()]))
export type ProblemParams = Static<typeof ProblemParams>

/**
 * RFC 9457. `code` is stable and `params` are the values of its sentence, so that a program can word it; `detail` says it in English.
 */
export const Problem = Type.Object({
  type: Type.String(),
  title: Type.String(),
  status: Type.Integer(),
  code: Type.String(),
  detail: Type.String(),
  params: ProblemParams,
  instance: Type.Optional(Type.String()),
  /** With every 5xx: the server log has the cause under it. */
  requestId: Type.Optional(Type.String()),
})
export type Problem = Static<typeof Problem>

/** The largest number of a version: that of an integer of PostgreSQL. */
export const LARGEST_VERSION = 2_147_483_647
/** A version that somebody names. */
export const VersionNumber = Type.Integer({ minimum: 1, maximum: LARGEST_VERSION })

export const Instant = Type.Unsafe<MomentText>(Type.String({ format: 'date-time' }))
export const Id = Type.String({ minLength: 1, maxLength: 100 })

/** Integer minor units of an ISO 4217 currency. */
export const Money = Type.Object({ minor: Type.Integer(), currency: Type.String() })
export type Money = Static<typeof Money>

/** Sales in a currency without a rate at their day: in no figure of the project's currency. */
export const UnconvertedSales = Type.Array(Type.Object({ amount: Money, lines: Type.Integer() }))

/** An estimate with its 95 % interval. */
export const Estimate = Type.Object({ estimate: Type.Number(), low: Type.Number(), high: Type.Number() })
export type Estimate = Static<typeof Estimate>

/** The same sentence in both languages. */
export const BilingualText = Type.Object({ zh: Type.String(), en: Type.String() })
export type BilingualText = Static<typeof BilingualText>

export const LifecycleTier = Type.Union([
  Type.Literal('new'),
  Type.Literal('at_risk'),
  Type.Literal('dormant'),
  Type.Literal('high_value'),
  Type.Literal('active'),
])
export type LifecycleTier = Static<typeof LifecycleTier>

export const ValueClass = Type.Union([
  Type.Literal('high_value'),
  Type.Literal('potential'),
  Type.Literal('general'),
  Type.Literal('at_risk'),
])
export type ValueClass = Static<typeof ValueClass>

/** The names that a scheme of risk tiers may use, from the highest; the standard scheme has no `watch`. */
export const RiskTier = Type.Union([Type.Literal('high'), Type.Literal('medium'), Type.Literal('watch'), Type.Literal('low')])
export type RiskTier = Static<typeof RiskTier>

/** Why a customer is likely to leave; the first entry of the reasons decides. */
export const ChurnCause = Type.Union([
  Type.Literal('lapsed-cadence'),
  Type.Literal('spend-drop'),
  Type.Literal('visit-drop'),
  Type.Literal('service-problem'),
  Type.Literal('one-time-buyer'),
  Type.Literal('price-sensitive'),
  Type.Literal('other'),
])
export type ChurnCause = Static<typeof ChurnCause>

export const Reason = Type.Object({
  feature: Type.String(),
  value: Nullable(Type.Number()),
  contribution: Type.Number({ description: 'Change of the log-odds of churn' }),
  text: BilingualText,
})
export type Reason = Static<typeof Reason>

const TIER_LIMIT = '(?:high|medium|watch|low):[01](?:\\.[0-9]{1,6})?:[01](?:\\.[0-9]{1,6})?'

/** Limits of risk tiers as one parameter of an address: tier:entered at:left below, from the highest tier down. */
export const TIER_LIMITS_PATTERN = `${TIER_LIMIT}(?:,${TIER_LIMIT}){1,3}`
