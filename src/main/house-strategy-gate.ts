import type { ClickHouseClient } from '@clickhouse/client'
import type { AuditLog } from '#access/audit-log.ts'
import type { ApprovalService } from '#act/approvals/approval-service.ts'
import { StrategyGate } from '#act/approvals/strategy-gate.ts'
import type { StrategyService } from '#decide/strategy-service.ts'
import type { Clock } from '#kernel/clock.ts'
import { describeCondition } from '#segment/conditions/describe-condition.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { createBroadcastAudience } from '#store/broadcast-audience.ts'

interface Parts {
  readonly strategies: StrategyService
  readonly approvals: ApprovalService
  readonly segments: SegmentService
  readonly clickhouse: ClickHouseClient
  readonly audit: AuditLog
  readonly clock: Clock
}

/** Strategies that reach many wait for a second person. */
export function buildStrategyGate({ strategies, approvals, segments, clickhouse, audit, clock }: Parts): StrategyGate {
  const everybody = createBroadcastAudience(clickhouse, segments)
  const gate = new StrategyGate({
    strategies,
    approvals,
    // Before the first scoring nobody is in reach yet: then everybody who meets the condition counts.
    size: async ({ audience }) => (await strategies.reachOf({ audience })) ?? (await everybody.count(audience)).customers,
    sentence: async ({ audience }) => describeCondition(audience, (await segments.language()).catalogue),
    audit,
    clock,
  })
  approvals.handle(
    'strategy',
    () => gate.followApprovals(),
    (approval) => gate.checkApproved(approval),
  )
  return gate
}
