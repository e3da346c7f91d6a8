import type {
  ApiKey,
  AuditCheck,
  AuditEntry,
  AuditFacets,
  BusinessLineSize,
  RegionSize,
  Role,
  Session,
  SetupState,
  StoreSize,
  User,
} from '#http/access/access-schemas.ts'
import type { Static } from '#http/shared-schemas.ts'
import type { Params } from '../client.ts'
import { read } from '../endpoint.ts'
import type { PageOf, ListOf } from '../endpoint.ts'

export const accessEndpoints = {
  setup: () => read<SetupState>('/setup'),
  me: () => read<Session>('/me'),
  stores: () => read<ListOf<StoreSize>>('/stores'),
  regions: () => read<ListOf<RegionSize>>('/regions'),
  businessLines: () => read<ListOf<BusinessLineSize>>('/business-lines'),
  roles: () => read<ListOf<Role>>('/roles'),
  users: () => read<ListOf<User>>('/users'),
  apiKeys: () => read<ListOf<ApiKey>>('/api-keys'),
  audit: (params: Params) => read<PageOf<AuditEntry>>('/audit', params),
  auditFacets: () => read<Static<typeof AuditFacets>>('/audit/facets'),
  auditCheck: () => read<Static<typeof AuditCheck>>('/audit/check'),
}
