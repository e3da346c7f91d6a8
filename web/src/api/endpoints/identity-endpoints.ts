import type { IdentityProposals } from '#http/identity/proposal-schemas.ts'
import type { IdentityGraph, IdentityRuleState } from '#http/identity/identity-schemas.ts'
import type { CustomerValues, SurvivorshipState } from '#http/identity/survivorship-schemas.ts'
import type { SharedValues } from '#http/identity/shared-value-schemas.ts'
import { read, segment } from '../endpoint.ts'

export const identityEndpoints = {
  identity: (customerId: string) => read<IdentityGraph>(`/customers/${segment(customerId)}/identity`),
  identityProposals: () => read<IdentityProposals>('/identity/proposals', { limit: 20 }),
  sharedValues: () => read<SharedValues>('/identity/shared-values', { limit: 100 }),
  customerValues: (customerId: string) => read<CustomerValues>(`/customers/${segment(customerId)}/values`),
  survivorship: () => read<SurvivorshipState>('/survivorship'),
  identityRules: () => read<IdentityRuleState>('/identity/rules'),
}
