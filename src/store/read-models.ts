import type { Page, PageRequest } from '#kernel/page.ts'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Clock } from '#kernel/clock.ts'
import { readChurnBoard } from './analytical/queries/churn-board.ts'
import type { ChurnBoard } from './analytical/queries/churn-board.ts'
import { readCustomer360, readCustomerIds } from './analytical/queries/customer-360.ts'
import type { Customer360 } from './analytical/queries/customer-360.ts'
import { readCustomerList, readMatchingIds } from './analytical/queries/customer-list.ts'
import type { CustomerFilter, CustomerRow } from './analytical/queries/customer-list.ts'
import { readOverview } from './analytical/queries/overview.ts'
import type { Overview } from './analytical/queries/overview.ts'
import { OrderMonths } from './analytical/queries/overview-months.ts'
import { readSegmentSummary } from './analytical/queries/segment-summary.ts'
import type { SegmentSummary } from './analytical/queries/segment-summary.ts'
import { readCustomerTimeline } from './customer-timeline.ts'
import type { TimelineEntry, TimelineRequest } from './analytical/queries/timeline.ts'
import type { UnconvertedSales } from '#kernel/unconverted-sales.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { readUnconvertedSales } from './analytical/queries/unconverted-sales.ts'
import type { Database } from './relational/database.ts'

export interface ReadModels {
  overview(): Promise<Overview>
  customers(filter: CustomerFilter, page: PageRequest & { readonly withTotal: boolean }): Promise<Page<CustomerRow>>
  /** Ids of the customers that match, at most `limit`. */
  customerIds(filter: CustomerFilter, limit: number): Promise<string[]>
  customer(id: string): Promise<Customer360 | null>
  timeline(id: string, page: TimelineRequest): Promise<Page<TimelineEntry> | null>
  segments(): Promise<SegmentSummary>
  churnBoard(): Promise<ChurnBoard & { unconverted: UnconvertedSales[] }>
}

/** Everything the console shows that comes from both stores. Reads only, and always what is stored now. */
export function createReadModels(parts: {
  readonly client: ClickHouseClient
  readonly db: Kysely<Database>
  readonly keyring: Keyring
  readonly clock: Clock
  readonly project: { read(): Promise<{ readonly timeZone: string; readonly currency: string }> }
}): ReadModels {
  const { client, db, keyring, clock, project } = parts
  const months = new OrderMonths()
  return {
    overview: async () => await readOverview({ client, db, months, now: clock.now(), ...(await project.read()) }),
    customers: async (filter, page) => await readCustomerList({ client, db, currency: (await project.read()).currency }, filter, page),
    customerIds: async (filter, limit) => await readMatchingIds({ client, currency: (await project.read()).currency }, filter, limit),
    customer: async (id) => await readCustomer360({ client, db, now: clock.now(), ...(await project.read()) }, id),
    timeline: async (id, page) => {
      const [ids, { currency }] = await Promise.all([readCustomerIds(client, db, id), project.read()])
      return ids === null ? null : await readCustomerTimeline({ client, db, keyring, currency }, ids, page)
    },
    segments: async () => await readSegmentSummary(client, (await project.read()).currency),
    churnBoard: async () => {
      const { currency } = await project.read()
      const [board, unconverted] = await Promise.all([readChurnBoard(client, currency), readUnconvertedSales(client)])
      return { ...board, unconverted }
    },
  }
}
