import Type from 'typebox'
import { Id, Instant, Nullable } from '../shared-schemas.ts'
import type { Static } from '../shared-schemas.ts'

const ProposedCustomer = Type.Object({
  customerId: Id,
  name: Type.String(),
  since: Instant,
  identifiers: Type.Array(Type.Object({ kind: Type.String(), masked: Type.String() })),
})

export const IdentityProposal = Type.Object({
  id: Type.String(),
  chance: Nullable(Type.Number({ description: 'That they are one person, by the model: 0 to 1; null where records raised the question' })),
  evidence: Type.Array(
    Type.Object({
      field: Type.String(),
      level: Type.String(),
      bits: Type.Number({ description: 'Above 0 speaks for one person, below for two; together they give the chance' }),
    }),
  ),
  foundAt: Instant,
  a: ProposedCustomer,
  b: ProposedCustomer,
})
export type IdentityProposal = Static<typeof IdentityProposal>

/** GET /identity/proposals */
export const IdentityProposals = Type.Object({
  items: Type.Array(IdentityProposal, { description: 'Open ones, the most likely first and skipped ones last' }),
  counts: Type.Object({ open: Type.Integer(), accepted: Type.Integer(), rejected: Type.Integer() }),
  lastSearch: Nullable(
    Type.Object({
      endedAt: Instant,
      people: Type.Integer({ description: 'Customers of whom two fields or more are known' }),
      isEnough: Type.Boolean({ description: 'False: too few for an estimate, so nothing was proposed' }),
      compared: Type.Integer(),
      largeBlocks: Type.Integer({ description: 'Names and numbers that too many customers have to mean anything' }),
      complete: Type.Boolean(),
      found: Type.Integer(),
    }),
  ),
})
export type IdentityProposals = Static<typeof IdentityProposals>
export const ProposalQuery = Type.Object({ limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200 })) })

/** POST /identity/proposals/:id */
export const ProposalParams = Type.Object({ id: Type.String({ pattern: '^[0-9]{1,18}$' }) })
export const ProposalVerdict = Type.Object({
  verdict: Type.Union([Type.Literal('accept'), Type.Literal('reject'), Type.Literal('skip')]),
  confirmed: Type.Optional(Type.Boolean()),
})
export const ProposalDecided = Type.Object({ customerId: Nullable(Id), counts: IdentityProposals.properties.counts })
export type ProposalDecided = Static<typeof ProposalDecided>
