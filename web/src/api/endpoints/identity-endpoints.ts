import type { IdentityRuleState } from '#http/identity/identity-schemas.ts'
import { read } from '../endpoint.ts'

export const identityEndpoints = {
  identityRules: () => read<IdentityRuleState>('/identity/rules'),
}
