import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import type { ClusterOverview } from '#http/segment/cluster-schemas.ts'
import { read } from '../endpoint.ts'

export const segmentEndpoints = {
  clusters: () => read<ClusterOverview>('/clusters'),
  segments: () => read<SegmentSummary>('/tiers'),
}
