import type { ClickHouseClient } from '@clickhouse/client'
import type { Kysely } from 'kysely'
import type { Pool } from 'pg'
import type { Project } from '#access/project-settings.ts'
import type { Scope } from '#access/scope.ts'
import type { Clock } from '#kernel/clock.ts'
import type { PageRequest } from '#kernel/page.ts'
import type { SegmentService } from '#segment/segments/segment-service.ts'
import type { AccountCopy } from './account-copy.ts'
import { readAccountList, readLastActs } from './analytical/queries/account-list.ts'
import type { AccountSort } from './analytical/queries/account-list.ts'
import { factsOf } from './analytical/customer-of-origin.ts'
import { readCustomerIds } from './analytical/queries/customer-360.ts'
import { readTimeline } from './analytical/queries/timeline.ts'
import type { TimelineRequest } from './analytical/queries/timeline.ts'
import { readSubscriptions } from './analytical/subscriptions-store.ts'
import { withEngineErrors } from './engines/engine-error.ts'
import { createAccountStore } from './relational/account-store.ts'
import type { Database } from './relational/database.ts'
import type { StoredPeople } from './stored-people.ts'

/** Everything that is shown of accounts, from both stores; what was committed before is in it. */
export function createAccountReads({
  client,
  pool,
  db,
  people,
  copy,
  conditions,
  project,
  clock,
}: {
  readonly client: ClickHouseClient
  readonly pool: Pool
  readonly db: Kysely<Database>
  readonly people: StoredPeople
  readonly copy: AccountCopy
  readonly conditions: Pick<SegmentService, 'peopleOf'>
  readonly project: Pick<Project, 'currency'>
  readonly clock: Clock
}) {
  const store = createAccountStore({ pool, scoped: people })
  const parts = () => ({ client, db, currency: project.currency, now: clock.now() })

  /** Members of an account whom the reader may see; null when there is no such account in the scope. */
  async function membersOf(scope: Scope, id: string): Promise<string[] | null> {
    const found = await store.get(scope, id, clock.now())
    return found === null ? null : found.people.filter(({ isMember }) => isMember).map(({ customerId }) => customerId)
  }

  return {
    async list(
      scope: Scope,
      {
        q,
        where,
        segment,
        measure,
        sort,
        isDescending,
        ...page
      }: PageRequest & {
        readonly q?: string | undefined
        readonly where?: string | undefined
        readonly segment?: string | undefined
        readonly measure?: string | undefined
        readonly sort: AccountSort
        readonly isDescending: boolean
      },
    ) {
      const [among] = await Promise.all([conditions.peopleOf(scope, { segment, where }, 'accounts'), copy.catchUp()])
      const filter = { search: q, among: among ?? undefined, measure, sort, isDescending }
      return await withEngineErrors('clickhouse', () => readAccountList(parts(), scope, filter, page))
    },

    async get(scope: Scope, id: string) {
      const [found] = await Promise.all([store.get(scope, id, clock.now()), copy.catchUp()])
      if (found === null) return null
      const ids = found.people.map(({ customerId }) => customerId)
      const [page, acts] = await withEngineErrors('clickhouse', () =>
        Promise.all([
          readAccountList(parts(), scope, { ids: [id], sort: 'name', isDescending: false }, { limit: 1, cursor: null }),
          readLastActs(client, ids, factsOf('{ids:Array(UUID)}')),
        ]),
      )
      const [row] = page.items
      return {
        ...found,
        activePeople: row?.activePeople ?? 0,
        lastActiveAt: row?.lastActiveAt ?? null,
        spend: row?.spend ?? null,
        hasOtherSpend: row?.hasOtherSpend ?? false,
        measure: null,
        updatedAt: found.updatedAt.toISOString(),
        people: found.people.map((one) => ({ ...withTexts(one), lastActiveAt: acts.get(one.customerId) ?? null })),
      }
    },

    measures: async (scope: Scope, id: string) => ((await store.get(scope, id, clock.now())) === null ? null : await store.measures(id)),

    async contracts(scope: Scope, id: string) {
      const ids = await membersOf(scope, id)
      if (ids === null) return null
      return ids.length === 0 ? [] : await withEngineErrors('clickhouse', () => readSubscriptions(client, ids, clock.now()))
    },

    async timeline(scope: Scope, id: string, page: Omit<TimelineRequest, 'withNotes'>) {
      const ids = await membersOf(scope, id)
      if (ids === null) return null
      const { kind } = page
      // Notes are of one person each, and only read there.
      if (ids.length === 0 || kind === 'note') return { items: [], nextCursor: null }
      return await withEngineErrors('clickhouse', () => readTimeline(client, ids, { ...page, kind }, project.currency))
    },

    async ofCustomer(scope: Scope, id: string) {
      const ids = await readCustomerIds({ db, people }, scope, id)
      return ids === null ? null : (await store.ofCustomer(ids, clock.now())).map(withTexts)
    },
  }
}

function withTexts<T extends { readonly since: Date | null; readonly until: Date | null }>(
  one: T,
): Omit<T, 'since' | 'until'> & { readonly since: string | null; readonly until: string | null } {
  return { ...one, since: one.since?.toISOString() ?? null, until: one.until?.toISOString() ?? null }
}
