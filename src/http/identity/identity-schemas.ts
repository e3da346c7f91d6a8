import Type from 'typebox'
import { LARGEST_VERSION, Id, Instant, Money, Nullable, Problem } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

/** A built-in kind, or `custom:NAME`. Checked by the stage, which names the place. */
const Kind = Type.String({ minLength: 1, maxLength: 60 })

const KindRule = Type.Object({
  kind: Kind,
  joins: Type.Boolean(),
  perCustomer: Type.Integer(),
  perValue: Type.Integer(),
  recycles: Type.Boolean(),
})
const Common = Type.Object({ placeholder: Type.Boolean(), repeated: Type.Boolean(), sample: Type.Boolean() })
const Limits = { recycledAfterMonths: Type.Integer(), maxRecords: Type.Integer() }

export const IdentityRules = Type.Object({
  kinds: Type.Array(KindRule),
  common: Common,
  blocked: Type.Array(Type.Object({ kind: Kind, index: Type.String(), masked: Type.String(), reason: Type.String() })),
  ...Limits,
})
export type IdentityRules = Static<typeof IdentityRules>

/** A listed value is given in clear, or by the index that the rules already name. */
export const IdentityRulesInput = Type.Object({
  kinds: Type.Array(KindRule, { maxItems: 50 }),
  common: Common,
  blocked: Type.Array(
    Type.Object({
      kind: Kind,
      value: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
      index: Type.Optional(Type.String({ minLength: 1, maxLength: 100 })),
      masked: Type.Optional(Type.String({ maxLength: 300 })),
      reason: Type.String({ maxLength: 200 }),
    }),
    { maxItems: 1_001 },
  ),
  ...Limits,
})
export type IdentityRulesInput = Static<typeof IdentityRulesInput>

const Version = Type.Object({ version: Type.Integer(), author: Type.String(), note: Type.String(), savedAt: Instant })

export const IdentityRuleState = Type.Object({
  /** 0: those that the product comes with. */
  version: Type.Integer(),
  rules: IdentityRules,
  defaults: IdentityRules,
  /** Saved versions, newest first, at most 100. */
  versions: Type.Array(Version),
})
export type IdentityRuleState = Static<typeof IdentityRuleState>

export const IdentityRuleChange = Type.Object({
  /** The version that the change was made from. */
  base: Type.Integer({ minimum: 0, maximum: LARGEST_VERSION }),
  note: Type.Optional(Type.String({ maxLength: 300 })),
  rules: IdentityRulesInput,
})

export const IdentityRuleTrial = Type.Object({ rules: IdentityRulesInput })

export const PreviewedCustomer = Type.Object({
  customerId: Id,
  name: Type.String(),
  identifiers: Type.Array(Type.Object({ kind: Type.String(), masked: Type.String() })),
})

export const IdentityRulePreview = Type.Object({
  /** Records of the edge log that were gone through, and whether those are all. */
  records: Type.Integer(),
  complete: Type.Boolean(),
  /** Customers that would become one with others, and customers that would fall apart. */
  merged: Type.Integer(),
  split: Type.Integer(),
  examples: Type.Array(
    Type.Object({
      change: Type.Union([Type.Literal('merge'), Type.Literal('split')]),
      /** Customers that become one, or that one becomes. */
      parts: Type.Integer(),
      customers: Type.Array(PreviewedCustomer),
    }),
  ),
})
export type IdentityRulePreview = Static<typeof IdentityRulePreview>

const Value = Type.String({ minLength: 1, maxLength: 300, description: 'As it is written; normalised and protected by the server' })

/** GET /customers/:id/identity */
export const IdentityGraph = Type.Object({
  customerId: Id,
  /** Records that are this customer: facts keep theirs. */
  origins: Type.Array(Type.Object({ id: Id, source: Type.String(), createdAt: Instant, identifiers: Type.Integer() })),
  identifiers: Type.Array(
    Type.Object({
      kind: Type.String(),
      index: Type.String({ description: 'Names the value in a decision without showing it' }),
      masked: Type.String(),
      originId: Id,
      source: Type.String(),
      firstSeenAt: Instant,
      lastSeenAt: Instant,
      others: Type.Integer({ description: 'Other customers that named it: with as many as the rules say it joins nobody' }),
    }),
  ),
  devices: Type.Array(
    Type.Object({
      id: Id,
      masked: Type.String(),
      originId: Id,
      source: Type.String(),
      since: Instant,
      people: Type.Integer({ description: 'Customers who identified on it: with two it is nobody’s' }),
    }),
  ),
  /** The edge log, newest first, at most 200. */
  edges: Type.Array(
    Type.Object({
      id: Type.String(),
      rule: Type.String(),
      kind: Type.String(),
      masked: Type.String(),
      withKind: Nullable(Type.String()),
      withMasked: Nullable(Type.String()),
      reason: Type.String({ description: 'Why; empty where the caller may not read what colleagues wrote' }),
      reasonWithheld: Type.Boolean(),
      source: Type.String(),
      actor: Type.String(),
      seenAt: Instant,
      writtenAt: Instant,
      /** Null also for a customer whom the caller may not see. */
      otherId: Nullable(Id),
      isOther: Type.Boolean(),
      /** Of what joins two records: which ones, and whether it stands. */
      from: Nullable(Id),
      to: Nullable(Id),
      standing: Type.Boolean(),
      mayBeTakenBack: Type.Boolean(),
    }),
  ),
  leftOut: Type.Integer({ description: 'Older rows of the log, and identifiers beyond 200' }),
  hiddenOthers: Type.Integer({ description: 'Other customers of the log whom the caller may not see: counted, never named' }),
})
export type IdentityGraph = Static<typeof IdentityGraph>

/** POST /customers/:id/identity/preview: what somebody wants to decide about a customer by hand. */
export const IdentityWish = Type.Object({
  act: Type.Union([Type.Literal('bind'), Type.Literal('unbind'), Type.Literal('unmerge')]),
  withId: Type.Optional(Type.String({ format: 'uuid', description: 'Of `bind`: the other customer, instead of an identifier' })),
  kind: Type.Optional(Kind),
  value: Type.Optional(Value),
  index: Type.Optional(
    Type.String({
      pattern: '^[A-Za-z0-9+/]{43}=$',
      description: 'Of `unbind`: a value that is shown masked, as the identity of a customer names it; instead of `value`',
    }),
  ),
  merge: Type.Optional(Type.String({ pattern: '^[0-9]{1,18}$', description: 'Of `unmerge`: the number of the merge' })),
})
export type IdentityWish = Static<typeof IdentityWish>

export const IdentityDoubt = Type.Union([
  Type.Literal('known-customers'),
  Type.Literal('said-apart'),
  Type.Literal('shared-value'),
  Type.Literal('over-limit'),
  Type.Literal('too-many-records'),
  Type.Literal('names-differ'),
])
export type IdentityDoubt = Static<typeof IdentityDoubt>

export const IdentityMoves = Type.Object({
  origins: Type.Integer(),
  identifiers: Type.Integer(),
  devices: Type.Integer(),
  orders: Type.Integer(),
  amounts: Type.Array(Money, { description: 'Of those orders without returns, per currency' }),
  events: Type.Integer(),
  tickets: Type.Integer(),
  touches: Type.Integer(),
  consents: Type.Integer(),
  tasks: Type.Integer(),
  sends: Type.Integer(),
  notes: Type.Integer(),
})
export type IdentityMoves = Static<typeof IdentityMoves>

export const IdentityPreview = Type.Object({
  act: Type.Union([Type.Literal('bind'), Type.Literal('unbind'), Type.Literal('unmerge')]),
  outcome: Type.Union([Type.Literal('join'), Type.Literal('add'), Type.Literal('leave'), Type.Literal('part')]),
  /** The customer that stays. */
  customerId: Id,
  /** The customer that is merged into it, or leaves it. */
  other: Nullable(Type.Object({ customerId: Id, name: Type.String() })),
  identifier: Nullable(Type.Object({ kind: Type.String(), masked: Type.String() })),
  doubts: Type.Array(IdentityDoubt, { description: 'With any, the decision must be confirmed' }),
  moves: IdentityMoves,
  state: Type.String({ description: 'Given back with the decision: it is refused when something changed since' }),
})
export type IdentityPreview = Static<typeof IdentityPreview>

/** POST /customers/:id/identity/decisions */
export const IdentityDecision = Type.Object({
  wish: IdentityWish,
  state: Type.String({ minLength: 1, maxLength: 100 }),
  confirmed: Type.Optional(Type.Boolean()),
  reason: Type.String({ minLength: 3, maxLength: 300, pattern: '\\S' }),
})

export const IdentityDecided = Type.Object({ customerId: Id, otherId: Nullable(Id) })
export type IdentityDecided = Static<typeof IdentityDecided>

/** 409 `identity-changed`: the problem, with what the decision would do by now. */
export const IdentityChanged = Type.Intersect([Problem, Type.Object({ preview: Type.Optional(IdentityPreview) })])
