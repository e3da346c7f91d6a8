import type { Pool, PoolClient, QueryResultRow } from 'pg'
import type { IdentifierKind } from '#collect/identity-claim.ts'
import type {
  CustomerMerge,
  CustomerProfile,
  CustomerSecret,
  FoundIdentifier,
  IdentityStore,
  IdentityWriter,
  StoredKey,
} from '#identity/identity-store.ts'
import { withEngineErrors } from '../engines/engine-error.ts'

/** Number of the advisory lock that one change of identities holds at a time. */
const IDENTITY_LOCK = 7_301_201

/** Identities in PostgreSQL. Every call is one statement over arrays, whatever the size of the batch. */
export function createIdentityStore(pool: Pool): IdentityStore {
  return {
    find: (identifiers) => withEngineErrors('postgres', () => find(pool, identifiers)),
    change: (work) =>
      withEngineErrors('postgres', async () => {
        const client = await pool.connect()
        let broken: Error | undefined
        try {
          await client.query('BEGIN')
          await client.query('SELECT pg_advisory_xact_lock($1)', [IDENTITY_LOCK])
          const result = await work(writerOn(client))
          await client.query('COMMIT')
          return result
        } catch (error) {
          await client.query('ROLLBACK').catch((reason: unknown) => (broken = reason instanceof Error ? reason : new Error(String(reason))))
          throw error
        } finally {
          client.release(broken)
        }
      }),
    merges: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<CustomerMerge>(
          'SELECT id AS "from", merged_into AS "to" FROM customers WHERE merged_into IS NOT NULL',
        )
        return rows
      }),
  }
}

interface FoundRow extends QueryResultRow {
  customer_id: string
  created_at: Date
  kind: string
  blind_index: Buffer
  last_seen_at: Date
}

async function find(db: Pool | PoolClient, identifiers: readonly StoredKey[]): Promise<FoundIdentifier[]> {
  const { rows } = await db.query<FoundRow>(
    `WITH hit AS (
       SELECT DISTINCT i.customer_id
       FROM unnest($1::text[], $2::bytea[]) AS wanted (kind, blind_index)
       JOIN identifiers i USING (kind, blind_index)
     )
     SELECT i.customer_id, c.created_at, i.kind, i.blind_index, i.last_seen_at
     FROM hit
     JOIN customers c ON c.id = hit.customer_id
     JOIN identifiers i ON i.customer_id = hit.customer_id`,
    [identifiers.map(({ kind }) => kind), identifiers.map(({ blindIndex }) => blindIndex)],
  )
  return rows.map((row) => ({
    customerId: row.customer_id,
    createdAt: row.created_at,
    kind: row.kind as IdentifierKind,
    blindIndex: row.blind_index,
    lastSeenAt: row.last_seen_at,
  }))
}

function writerOn(client: PoolClient): IdentityWriter {
  return {
    find: (identifiers) => find(client, identifiers),
    async dataKeys(customerIds) {
      if (customerIds.length === 0) return new Map()
      const { rows } = await client.query<{ id: string; data_key: Buffer | null }>(
        'SELECT id, data_key FROM customers WHERE id = ANY ($1::uuid[])',
        [customerIds],
      )
      return new Map(rows.map(({ id, data_key }) => [id, data_key]))
    },
    async addCustomers(customers) {
      if (customers.length === 0) return
      await client.query(
        `INSERT INTO customers (id, data_key, source, created_at, updated_at)
         SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::timestamptz[], $5::timestamptz[])
         ON CONFLICT (id) DO NOTHING`,
        [
          customers.map((one) => one.customerId),
          customers.map((one) => one.dataKey),
          customers.map((one) => one.source),
          customers.map((one) => one.createdAt),
          customers.map((one) => one.now),
        ],
      )
    },
    async addIdentifiers(identifiers) {
      if (identifiers.length === 0) return
      await client.query(
        `INSERT INTO identifiers (kind, blind_index, customer_id, ciphertext, masked, source, first_seen_at, last_seen_at)
         SELECT kind, blind_index, customer_id, ciphertext, masked, source, seen_at, seen_at
         FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::bytea[], $5::text[], $6::text[], $7::timestamptz[])
           AS new (kind, blind_index, customer_id, ciphertext, masked, source, seen_at)
         ON CONFLICT (kind, blind_index) DO NOTHING`,
        [
          identifiers.map((one) => one.kind),
          identifiers.map((one) => one.blindIndex),
          identifiers.map((one) => one.customerId),
          identifiers.map((one) => one.ciphertext),
          identifiers.map((one) => one.masked),
          identifiers.map((one) => one.source),
          identifiers.map((one) => one.seenAt),
        ],
      )
    },
    async seen(identifiers) {
      if (identifiers.length === 0) return
      await client.query(
        `UPDATE identifiers i SET last_seen_at = greatest(i.last_seen_at, new.seen_at)
         FROM unnest($1::text[], $2::bytea[], $3::timestamptz[]) AS new (kind, blind_index, seen_at)
         WHERE i.kind = new.kind AND i.blind_index = new.blind_index`,
        [identifiers.map((one) => one.kind), identifiers.map((one) => one.blindIndex), identifiers.map((one) => one.seenAt)],
      )
    },
    async addEdges(edges) {
      if (edges.length === 0) return
      await client.query(
        `INSERT INTO identity_edges (customer_id, other_customer_id, rule, kind, blind_index, source, created_at)
         SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bytea[], $6::text[], $7::timestamptz[])
         ON CONFLICT DO NOTHING`,
        [
          edges.map((one) => one.customerId),
          edges.map((one) => one.otherCustomerId),
          edges.map((one) => one.rule),
          edges.map((one) => one.kind),
          edges.map((one) => one.blindIndex),
          edges.map((one) => one.source),
          edges.map((one) => one.createdAt),
        ],
      )
    },
    secrets: (customerIds) => readSecrets(client, customerIds),
    merge: (merges, secrets, now) => mergeRows(client, merges, secrets, now),
    updateProfiles: (updates, now) => updateProfiles(client, updates, now),
    profiles: (customerIds) => readProfiles(client, customerIds),
  }
}

async function readSecrets(client: PoolClient, customerIds: readonly string[]): Promise<CustomerSecret[]> {
  const { rows } = await client.query<{
    customer_id: string
    kind: string
    blind_index: Buffer | null
    ciphertext: Buffer
    masked: string
  }>(
    `SELECT customer_id, kind, blind_index, ciphertext, masked FROM identifiers WHERE customer_id = ANY ($1::uuid[])
     UNION ALL
     SELECT id, 'name', NULL, display_name, masked_name FROM customers WHERE id = ANY ($1::uuid[]) AND display_name IS NOT NULL`,
    [customerIds],
  )
  return rows.map((row) => ({
    customerId: row.customer_id,
    kind: row.kind,
    blindIndex: row.blind_index,
    ciphertext: row.ciphertext,
    masked: row.masked,
  }))
}

/** Everything that belongs to the customers merged away goes to the survivor; what both have, the survivor's stays. */
async function mergeRows(
  client: PoolClient,
  merges: readonly CustomerMerge[],
  secrets: readonly (CustomerSecret & { readonly to: string })[],
  now: Date,
): Promise<void> {
  const pairs = [merges.map(({ from }) => from), merges.map(({ to }) => to)]
  const identifiers = secrets.filter(({ blindIndex }) => blindIndex !== null)
  await client.query(
    `UPDATE identifiers i SET customer_id = moved.to_id, ciphertext = moved.ciphertext
     FROM unnest($1::text[], $2::bytea[], $3::uuid[], $4::bytea[]) AS moved (kind, blind_index, to_id, ciphertext)
     WHERE i.kind = moved.kind AND i.blind_index = moved.blind_index`,
    [
      identifiers.map((one) => one.kind),
      identifiers.map((one) => one.blindIndex),
      identifiers.map((one) => one.to),
      identifiers.map((one) => one.ciphertext),
    ],
  )
  const names = secrets.filter(({ kind, blindIndex }) => kind === 'name' && blindIndex === null)
  await client.query(
    `UPDATE customers c SET display_name = moved.ciphertext, masked_name = moved.masked
     FROM unnest($1::uuid[], $2::bytea[], $3::text[]) AS moved (to_id, ciphertext, masked)
     WHERE c.id = moved.to_id AND c.display_name IS NULL`,
    [names.map((one) => one.to), names.map((one) => one.ciphertext), names.map((one) => one.masked)],
  )
  // Several may be merged into one at once, so what they bring is folded first; younger ones first, so that the oldest word stays.
  await client.query(
    `WITH pair AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS p (from_id, to_id)),
     brought AS (
       SELECT to_id, min(c.created_at) AS created_at, min(c.registered_at) AS registered_at, bool_or(c.is_test) AS is_test,
         max(c.preferred_language) AS preferred_language, max(c.time_zone) AS time_zone
       FROM pair JOIN customers c ON c.id = pair.from_id GROUP BY to_id
     ),
     said AS (
       SELECT to_id, jsonb_object_agg(entry.key, entry.value ORDER BY c.created_at DESC) AS attributes
       FROM pair JOIN customers c ON c.id = pair.from_id, jsonb_each(c.attributes) AS entry GROUP BY to_id
     )
     UPDATE customers c SET
       created_at = least(c.created_at, brought.created_at),
       registered_at = least(c.registered_at, brought.registered_at),
       is_test = c.is_test OR brought.is_test,
       preferred_language = coalesce(nullif(c.preferred_language, ''), brought.preferred_language),
       time_zone = coalesce(nullif(c.time_zone, ''), brought.time_zone),
       attributes = coalesce(said.attributes, '{}') || c.attributes,
       updated_at = $3
     FROM brought LEFT JOIN said USING (to_id)
     WHERE c.id = brought.to_id`,
    [...pairs, now],
  )
  await client.query(
    `UPDATE customers c SET merged_into = pair.to_id, updated_at = $3, display_name = NULL, masked_name = ''
     FROM unnest($1::uuid[], $2::uuid[]) AS pair (from_id, to_id)
     WHERE c.id = pair.from_id OR c.merged_into = pair.from_id`,
    [...pairs, now],
  )
  // The newest word on consent counts, whichever registration it was given under; of two words of one time, the no.
  await client.query(
    `WITH pair AS (SELECT * FROM unnest($1::uuid[], $2::uuid[]) AS p (from_id, to_id)),
     gone AS (DELETE FROM consents WHERE customer_id IN (SELECT from_id FROM pair) RETURNING *)
     INSERT INTO consents (customer_id, purpose, channel, granted, source, evidence, changed_at)
     SELECT DISTINCT ON (pair.to_id, purpose, channel) pair.to_id, purpose, channel, granted, source, evidence, changed_at
     FROM gone JOIN pair ON pair.from_id = gone.customer_id
     ORDER BY pair.to_id, purpose, channel, changed_at DESC, granted
     ON CONFLICT (customer_id, purpose, channel) DO UPDATE SET
       granted = excluded.granted, source = excluded.source, evidence = excluded.evidence, changed_at = excluded.changed_at
     WHERE consents.changed_at < excluded.changed_at OR consents.changed_at = excluded.changed_at AND NOT excluded.granted`,
    pairs,
  )
  for (const table of ['send_ledger', 'tasks']) {
    await client.query(
      `UPDATE ${table} t SET customer_id = pair.to_id FROM unnest($1::uuid[], $2::uuid[]) AS pair (from_id, to_id) WHERE t.customer_id = pair.from_id`,
      pairs,
    )
  }
}

async function updateProfiles(
  client: PoolClient,
  updates: Parameters<IdentityWriter['updateProfiles']>[0],
  now: Date,
): Promise<readonly string[]> {
  if (updates.length === 0) return []
  const { rows } = await client.query<{ id: string }>(
    `WITH said AS (
       SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::jsonb[], $5::timestamptz[], $6::text[], $7::text[], $8::boolean[])
         AS s (id, display_name, masked_name, attributes, registered_at, preferred_language, time_zone, is_test)
     ),
     changing AS (
       SELECT c.id FROM customers c JOIN said USING (id)
       WHERE NOT c.attributes @> said.attributes
         OR least(c.registered_at, said.registered_at) IS DISTINCT FROM c.registered_at
         OR said.is_test AND NOT c.is_test
     ),
     written AS (
       UPDATE customers c SET
         display_name = coalesce(said.display_name, c.display_name),
         masked_name = coalesce(said.masked_name, c.masked_name),
         attributes = c.attributes || said.attributes,
         registered_at = least(c.registered_at, said.registered_at),
         preferred_language = coalesce(said.preferred_language, c.preferred_language),
         time_zone = coalesce(said.time_zone, c.time_zone),
         is_test = c.is_test OR said.is_test,
         updated_at = $9
       FROM said WHERE c.id = said.id
     )
     SELECT id FROM changing`,
    [
      updates.map((one) => one.customerId),
      updates.map((one) => one.displayName),
      updates.map((one) => one.maskedName),
      updates.map((one) => JSON.stringify(one.attributes)),
      updates.map((one) => one.registeredAt),
      updates.map((one) => one.preferredLanguage),
      updates.map((one) => one.timeZone),
      updates.map((one) => one.isTest),
      now,
    ],
  )
  return rows.map(({ id }) => id)
}

async function readProfiles(client: PoolClient, customerIds: readonly string[]): Promise<CustomerProfile[]> {
  if (customerIds.length === 0) return []
  const { rows } = await client.query<{
    id: string
    registered_at: Date | null
    created_at: Date
    source: string
    attributes: Record<string, unknown>
    is_test: boolean
  }>('SELECT id, registered_at, created_at, source, attributes, is_test FROM customers WHERE id = ANY ($1::uuid[])', [customerIds])
  return rows.map((row) => ({
    customerId: row.id,
    registeredAt: row.registered_at,
    firstSeenAt: row.created_at,
    source: row.source,
    attributes: row.attributes,
    isTest: row.is_test,
  }))
}
