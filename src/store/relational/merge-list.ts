import type { Kysely } from 'kysely'
import type { PeopleInScope } from '#access/people-in-scope.ts'
import type { Scope } from '#access/scope.ts'
import type { Database } from './database.ts'
import { JOINING } from './separate-customers.ts'

export interface ListedMerge {
  id: string
  at: string
  rule: string
  kind: string
  /** Null also for a customer who is not in the scope. */
  otherId: string | null
  mayBeTakenBack: boolean
}

/** What joined a customer and what keeps others apart from it, newest first. Grain: one row of the edge log, at most 100. Cost: by key. */
export async function readMergeList(
  db: Kysely<Database>,
  people: PeopleInScope,
  scope: Scope,
  ids: readonly [string, ...string[]],
): Promise<ListedMerge[]> {
  const [id] = ids
  const edges = await db
    .selectFrom('identity_edges as edge')
    .leftJoin('identity_edges as back', 'back.removes', 'edge.id')
    .select(['edge.id', 'edge.created_at', 'edge.rule', 'edge.kind', 'edge.customer_id', 'edge.other_customer_id', 'edge.reversible'])
    .select('back.id as takenBackBy')
    .where((eb) => eb.or([eb('edge.customer_id', 'in', ids), eb('edge.other_customer_id', 'in', ids)]))
    .where('edge.customer_id', 'is not', null)
    .where('edge.other_customer_id', 'is not', null)
    .where('edge.rule', 'not in', ['device', 'shared'])
    .orderBy('edge.id', 'desc')
    .limit(100)
    .execute()
  const inReach = await customersInReach(
    db,
    people,
    scope,
    edges.flatMap((row) => [row.customer_id ?? id, row.other_customer_id ?? id]),
  )
  const otherOf = (row: (typeof edges)[number]): string | null => {
    const other = row.other_customer_id === id ? row.customer_id : row.other_customer_id
    return other !== null && (ids.includes(other) || inReach.has(other)) ? other : null
  }
  return edges.map((row) => ({
    id: String(row.id),
    at: row.created_at.toISOString(),
    rule: row.rule,
    kind: row.kind,
    otherId: otherOf(row),
    mayBeTakenBack:
      JOINING.includes(row.rule) &&
      row.reversible &&
      row.takenBackBy === null &&
      ids.includes(row.customer_id ?? '') &&
      ids.includes(row.other_customer_id ?? ''),
  }))
}

/** Of records those whose customer is in the scope. */
async function customersInReach(
  db: Kysely<Database>,
  people: PeopleInScope,
  scope: Scope,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await db
    .selectFrom('customers')
    .select((eb) => ['id', eb.fn.coalesce('merged_into', 'id').as('customer')])
    .where('id', 'in', [...new Set(ids)])
    .execute()
  const seen = new Set(await people.narrow(scope, [...new Set(rows.map(({ customer }) => customer))]))
  return new Set(rows.flatMap(({ id, customer }) => (seen.has(customer) ? [id] : [])))
}
