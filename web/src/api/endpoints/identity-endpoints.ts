import type { IdentityGraph, IdentityRuleState } from '#http/identity/identity-schemas.ts'
import { read, segment } from '../endpoint.ts'

export const identityEndpoints = {
  identity: (customerId: string) => read<IdentityGraph>(`/customers/${segment(customerId)}/identity`),
  identityRules: () => read<IdentityRuleState>('/identity/rules'),
}
