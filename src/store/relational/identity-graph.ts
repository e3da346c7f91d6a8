import { sql, type Kysely } from 'kysely'
import type { Database } from './database.ts'
import { graphInReach, othersOf } from './graph-in-reach.ts'
import { JOINING } from './separate-customers.ts'

const MOST_IDENTIFIERS = 200
const MOST_EDGES = 200

/** What ties a customer together and what keeps others away, masked. */
export interface IdentityGraph {
  customerId: string
  origins: { id: string; source: string; createdAt: string; identifiers: number }[]
  identifiers: {
    kind: string
    index: string
    masked: string
    originId: string
    source: string
    firstSeenAt: string
    lastSeenAt: string
    /** Other customers that named it. */
    others: number
  }[]
  devices: { id: string; masked: string; originId: string; source: string; since: string; people: number }[]
  /** What the edge log says, newest first. */
  edges: {
    id: string
    rule: string
    kind: string
    masked: string
    withKind: string | null
    withMasked: string | null
    reason: string
    source: string
    actor: string
    seenAt: string
    writtenAt: string
    /** The other customer of it, and whether that is another one now. Null also for one whom the reader may not see. */
    otherId: string | null
    isOther: boolean
    /** Of a merge: the records that it joins, and whether it stands. */
    from: string | null
    to: string | null
    standing: boolean
    mayBeTakenBack: boolean
  }[]
  /** Rows that were left out: older ones of the log, and identifiers beyond 200. */
  leftOut: number
  /** Other customers of the log whom the reader may not see: counted, never named. */
  hiddenOthers: number
}

/**
 * Grain: one customer. Cost: by key.
 *
 * @param ids The customer, and the records merged into it
 * @param seen Of other customers those whom the reader may see
 */
export async function readIdentityGraph(
  db: Kysely<Database>,
  ids: readonly [string, ...string[]],
  seen: (others: readonly string[]) => Promise<readonly string[]>,
): Promise<IdentityGraph> {
  const [id] = ids
  const list = sql`${[...ids]}::uuid[]`
  const [origins, identifiers, devices, edges, counts] = await Promise.all([
    sql<{ id: string; source: string; created_at: Date; identifiers: number }>`
      SELECT c.id, c.source, c.created_at, (SELECT count(*)::int FROM identifiers i WHERE i.origin_id = c.id) AS identifiers
      FROM customers c WHERE c.id = ANY (${list}) ORDER BY c.created_at, c.id LIMIT ${MOST_IDENTIFIERS}`.execute(db),
    sql<{ kind: string; index: string; masked: string; origin_id: string; source: string; first: Date; last: Date; others: number }>`
      SELECT kind, encode(blind_index, 'base64') AS index, masked, origin_id, source, first_seen_at AS first, last_seen_at AS last,
        (SELECT count(DISTINCT coalesce(n.merged_into, n.id))::int FROM customers n WHERE n.id = ANY (i.named_by) AND coalesce(n.merged_into, n.id) <> ${id}) AS others
      FROM identifiers i WHERE customer_id = ${id} ORDER BY kind, first_seen_at, blind_index LIMIT ${MOST_IDENTIFIERS}`.execute(db),
    sql<{ id: string; masked: string; origin_id: string; source: string; since: Date; people: number }>`
      SELECT d.device_id AS id, d.masked, d.person_id AS origin_id, d.source, d.seen_at AS since,
        (SELECT count(DISTINCT coalesce(c.merged_into, c.id))::int FROM device_people o JOIN customers c ON c.id = o.person_id WHERE o.device_id = d.device_id) AS people
      FROM device_people d WHERE d.person_id = ANY (${list}) ORDER BY d.seen_at, d.device_id LIMIT ${MOST_IDENTIFIERS}`.execute(db),
    sql<{
      id: string
      rule: string
      kind: string
      masked: string
      with_kind: string | null
      with_masked: string | null
      reason: string
      source: string
      actor: string
      seen_at: Date
      created_at: Date
      customer_id: string | null
      other_customer_id: string | null
      a_now: string | null
      b_now: string | null
      reversible: boolean
      removed: boolean
    }>`
      SELECT e.id::text, e.rule, e.kind, e.masked, e.with_kind,
        (SELECT w.masked FROM identifiers w WHERE w.kind = e.with_kind AND w.blind_index = e.with_index) AS with_masked,
        e.reason, e.source, e.actor, e.seen_at, e.created_at, e.customer_id, e.other_customer_id, e.reversible,
        (SELECT coalesce(a.merged_into, a.id) FROM customers a WHERE a.id = e.customer_id) AS a_now,
        (SELECT coalesce(b.merged_into, b.id) FROM customers b WHERE b.id = e.other_customer_id) AS b_now,
        EXISTS (SELECT FROM identity_edges r WHERE r.removes = e.id) AS removed
      FROM (
        SELECT * FROM identity_edges WHERE customer_id = ANY (${list})
        UNION SELECT * FROM identity_edges WHERE other_customer_id = ANY (${list})
      ) AS e
      ORDER BY e.id DESC LIMIT ${MOST_EDGES}`.execute(db),
    sql<{ edges: number; identifiers: number }>`
      SELECT (SELECT count(*)::int FROM identity_edges WHERE customer_id = ANY (${list}) OR other_customer_id = ANY (${list})) AS edges,
        (SELECT count(*)::int FROM identifiers WHERE customer_id = ${id}) AS identifiers`.execute(db),
  ])
  const all = counts.rows[0] ?? { edges: 0, identifiers: 0 }
  const graph: IdentityGraph = {
    customerId: id,
    origins: origins.rows.map((row) => ({
      id: row.id,
      source: row.source,
      createdAt: row.created_at.toISOString(),
      identifiers: row.identifiers,
    })),
    identifiers: identifiers.rows.map((row) => ({
      kind: row.kind,
      index: row.index,
      masked: row.masked,
      originId: row.origin_id,
      source: row.source,
      firstSeenAt: row.first.toISOString(),
      lastSeenAt: row.last.toISOString(),
      others: row.others,
    })),
    devices: devices.rows.map((row) => ({
      id: row.id,
      masked: row.masked,
      originId: row.origin_id,
      source: row.source,
      since: row.since.toISOString(),
      people: row.people,
    })),
    edges: edges.rows.map((row) => {
      const joins = JOINING.includes(row.rule) && row.other_customer_id !== null
      const together = row.a_now === id && row.b_now === id
      const standing = joins && !row.removed && together
      return {
        id: row.id,
        rule: row.rule,
        kind: row.kind,
        masked: row.masked,
        withKind: row.with_kind,
        withMasked: row.with_masked,
        reason: row.reason,
        source: row.source,
        actor: row.actor,
        seenAt: row.seen_at.toISOString(),
        writtenAt: row.created_at.toISOString(),
        otherId: row.a_now === id ? row.b_now : row.a_now,
        isOther: !together && row.b_now !== null,
        from: joins ? row.other_customer_id : null,
        to: joins ? row.customer_id : null,
        standing,
        mayBeTakenBack: standing && row.reversible,
      }
    }),
    leftOut: all.edges - edges.rows.length + (all.identifiers - identifiers.rows.length),
    hiddenOthers: 0,
  }
  return graphInReach(graph, new Set(await seen(othersOf(graph))))
}
