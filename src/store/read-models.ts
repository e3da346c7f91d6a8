import type { SendReaction } from '#act/send-reaction.ts'
import { scopeSql } from './analytical/scope-sql.ts'
import { readBusinessLineSizes } from './analytical/queries/business-line-sizes.ts'
import { countCustomersInScope } from './analytical/queries/customers-in-scope.ts'
import { readRegionSizes } from './analytical/queries/region-sizes.ts'
import { readStoreSizes } from './analytical/queries/store-sizes.ts'
import { readValuePrediction } from './analytical/queries/value-customer.ts'
import type { BusinessLine } from '#access/business-line.ts'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Project } from '#access/project-settings.ts'
import type { Clock } from '#kernel/clock.ts'
import type { PageRequest } from '#kernel/page.ts'
import type { RiskTierScheme } from '#predict/churn/tiers/risk-tiers.ts'
import type { Keyring } from '#privacy/keyring.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import { readChurnBoard } from './analytical/queries/churn-board.ts'
import { readChurnFlow } from './analytical/queries/churn-flow.ts'
import { readCustomer360, readCustomerIds } from './analytical/queries/customer-360.ts'
import { readCustomerList, readCustomersParquet, readMatchingIds } from './analytical/queries/customer-list.ts'
import type { CustomerFilter } from './analytical/queries/customer-list.ts'
import { readFirstRunCounts } from './analytical/queries/first-run-counts.ts'
import { queryMetrics } from './analytical/queries/metrics.ts'
import { readOverview } from './analytical/queries/overview.ts'
import { OrderMonths } from './analytical/queries/overview-months.ts'
import { readReactedSends } from './analytical/queries/reacted-sends.ts'
import { readRiskValueMap } from './analytical/queries/risk-value-map.ts'
import { readSendTouches } from './analytical/queries/send-touches.ts'
import { readSegmentSummary } from './analytical/queries/segment-summary.ts'
import { readGroupHistory, readGroupMoves } from './analytical/queries/group-history.ts'
import { readTiersUnderLimits } from './analytical/queries/tiers-under-limits.ts'
import type { TimelineRequest } from './analytical/queries/timeline.ts'
import { readUnconvertedSales } from './analytical/queries/unconverted-sales.ts'
import { readValueBoard } from './analytical/queries/value-board.ts'
import { readValueCustomers } from './analytical/queries/value-customers.ts'
import type { ValueFilter } from './analytical/queries/value-customers.ts'
import { readCustomerTimeline } from './customer-timeline.ts'
import { readIdentityGraph } from './relational/identity-graph.ts'
import type { Database } from './relational/database.ts'
import { readReachCounts } from './relational/reach-counts.ts'
import { countDecidedRuns } from './relational/run-counts.ts'

export type ReadModels = ReturnType<typeof createReadModels>

/** A filter of the list, with a segment and a condition in its text form. */
type AskedFilter = CustomerFilter & { readonly segment?: string; readonly where?: string }

/** Everything the console shows that comes from both stores. Reads only, and always what is stored now. */
export function createReadModels({
  client,
  db,
  people,
  keyring,
  clock,
  project,
  conditions,
}: {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly people: PeopleInScope
  readonly keyring: Keyring
  readonly clock: Clock
  readonly project: Pick<Project, 'currency' | 'timeZone'>
  readonly conditions: Pick<SegmentService, 'peopleOf'>
}) {
  const months = new OrderMonths()
  const parts = () => ({ client, db, people, keyring, now: clock.now(), currency: project.currency, timeZone: project.timeZone })
  const unconvertedSales = () => readUnconvertedSales(client)
  const withUnconverted = async <Board extends object>(board: Promise<Board>) => ({
    ...(await board),
    unconverted: await unconvertedSales(),
  })
  const withPeople = async (scope: Scope, { segment, where, ...filter }: AskedFilter): Promise<CustomerFilter> => {
    const asked = await conditions.peopleOf(scope, { segment, where })
    return asked === null ? filter : { ...filter, people: asked }
  }
  return {
    overview: () => readOverview({ ...parts(), months }),
    /** Where customers are at home, the largest store first. */
    stores: () => readStoreSizes(client),
    regions: () => readRegionSizes(client),
    businessLines: (lines: readonly BusinessLine[]) => readBusinessLineSizes(client, lines),
    /** How many customers somebody with this scope sees, and how many there are. */
    scopeSize: (scope: Scope) => countCustomersInScope(client, db, scope),
    customers: async (scope: Scope, filter: AskedFilter, page: PageRequest & { readonly withTotal: boolean }) =>
      readCustomerList(parts(), scope, await withPeople(scope, filter), page),
    customersParquet: async (scope: Scope, filter: AskedFilter) =>
      await readCustomersParquet(parts(), scope, await withPeople(scope, filter)),
    /** Ids of the customers that match, at most `limit`. */
    customerIds: async (scope: Scope, filter: AskedFilter, limit: number) =>
      readMatchingIds(parts(), scope, await withPeople(scope, filter), limit),
    customer: (scope: Scope, id: string) => readCustomer360(parts(), scope, id),
    /** Null when there is no such customer. */
    async identity(scope: Scope, id: string) {
      const ids = await readCustomerIds(parts(), scope, id)
      return ids === null ? null : await readIdentityGraph(parts().db, ids, (others) => people.narrow(scope, others))
    },
    /** Null when there is no such customer. */
    timeline: async (scope: Scope, id: string, page: TimelineRequest) => {
      const ids = await readCustomerIds(parts(), scope, id)
      return ids === null ? null : await readCustomerTimeline(parts(), ids, page)
    },
    groupHistory: (scope: Scope) => readGroupHistory(parts(), scope),
    groupMoves: (scope: Scope, between: Parameters<typeof readGroupMoves>[2]) => readGroupMoves(parts(), scope, between),
    segments: (scope: Scope) => readSegmentSummary(parts(), scope),
    churnBoard: async (scope: Scope) => ({
      ...(await readChurnBoard(parts(), scope)),
      unconverted: await readUnconvertedSales(client, false, await scopeSql(db, scope)),
    }),
    churnFlow: (scope: Scope) => readChurnFlow(parts(), scope),
    tiersUnderLimits: (scheme: RiskTierScheme) => readTiersUnderLimits(client, scheme),
    riskValueMap: (scope: Scope) => readRiskValueMap(parts(), scope),
    valueBoard: () => withUnconverted(readValueBoard(client, project.currency)),
    valueCustomers: (scope: Scope, filter: ValueFilter, page: PageRequest) => readValueCustomers(parts(), scope, filter, page),
    /** Null before the first scoring, for a customer without an order, and for one that nobody in the scope is. */
    valueCustomer: async (scope: Scope, id: string) => ((await people.has(scope, id)) ? await readValuePrediction(client, id) : null),
    unconvertedSales,
    metrics: (options: { readonly includeDuplicates: boolean }) => queryMetrics(client, { ...options, currency: project.currency }),
    /** Keys of the messages with a reaction. */
    reactedSends: (reaction: SendReaction, runId: string | null) => readReactedSends(client, reaction, runId),
    /** What became of a message besides its way out. */
    sendTouches: (customerId: string, sendKey: string) => readSendTouches(client, customerId, sendKey),
    reach: () => readReachCounts(db, clock.now()),
    firstRunCounts: () => readFirstRunCounts(client),
    decidedRuns: () => countDecidedRuns(db),
  }
}
