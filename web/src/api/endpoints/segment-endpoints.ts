import type { SegmentSummary } from '#http/profile/customer-schemas.ts'
import type { ClusterOverview } from '#http/segment/cluster-schemas.ts'
import type { GroupHistory, GroupMoves } from '#http/segment/tier-history-schemas.ts'
import type { TierSchemeState } from '#http/segment/tier-scheme-schemas.ts'
import { read } from '../endpoint.ts'

export const segmentEndpoints = {
  clusters: () => read<ClusterOverview>('/clusters'),
  tierScheme: () => read<TierSchemeState>('/tiers/scheme'),
  groupHistory: () => read<GroupHistory>('/tiers/history'),
  groupMoves: (between: { scheme: string; from?: string | undefined; to?: string | undefined }) =>
    read<GroupMoves>('/tiers/moves', between),
  segments: () => read<SegmentSummary>('/tiers'),
}
