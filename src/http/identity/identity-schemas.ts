import Type from 'typebox'
import { Id, Instant } from '../shared-schemas.ts'
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
  base: Type.Integer({ minimum: 0 }),
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
