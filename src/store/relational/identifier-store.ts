import type { Pool, PoolClient, QueryResultRow } from 'pg'
import type { AttributeType, AttributeValue } from '#collect/columns/attribute.ts'
import type { PersonKind } from '#collect/identity-claim.ts'
import type {
  CustomAttribute,
  CustomerProfile,
  CustomerSecret,
  FoundIdentifier,
  IdentityStore,
  IdentityWriter,
  StoredKey,
} from '#identity/identity-store.ts'
import { isFakeSignUp } from './real-customer.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { addAttributesOfTraits, readAttributes } from './attributes-of-traits.ts'
import { readCurrentAttributes } from './current-attributes.ts'
import { copyRefusals, readHandCustomers } from './hand-customers.ts'
import { inTransaction } from './in-transaction.ts'
import { addEdges } from './identity-edges.ts'
import { addIdentifiers, moveIdentifiers, noteSeen, noteUsedAgain } from './write-identifiers.ts'
import { addDevicePeople, readDevicePeople, readMapping } from './device-people-store.ts'
import { settleValue } from './shared-value-store.ts'
import { askWhetherOne } from './proposal-store.ts'
import { mergeCustomers } from './merge-customers.ts'
import { askClient } from './ask.ts'
import { readStatements, readSurvivorshipRules, saySayings, setProfiles, wordsOfFacts } from './statement-store.ts'
import { readMerge, separateCustomers } from './separate-customers.ts'

/** Number of the advisory lock that one change of identities holds at a time. */
export const IDENTITY_LOCK = 7_301_201
/** Number of the one that is held while the analytical store is brought in line. */
const ALIGN_LOCK = 7_301_218

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
    customers: (ids) => withEngineErrors('postgres', () => readHandCustomers(pool, ids)),
    mergeOf: (edgeId) => withEngineErrors('postgres', () => readMerge(pool, edgeId)),
    devicePeople: (deviceIds) => withEngineErrors('postgres', () => readDevicePeople(pool, deviceIds)),
    mapping: (originIds) => withEngineErrors('postgres', () => readMapping(pool, originIds)),
    aligning: (work) =>
      withEngineErrors('postgres', () =>
        inTransaction(pool, async (client) => {
          await client.query('SELECT pg_advisory_xact_lock($1)', [ALIGN_LOCK])
          return await work()
        }),
      ),
  }
}

interface FoundRow extends QueryResultRow {
  customer_id: string
  origin_id: string
  created_at: Date
  apart_from: string[]
  kind: string
  blind_index: Buffer
  masked_name: string
  first_seen_at: Date
  last_seen_at: Date
  named_by: string[]
}

async function find(db: Pool | PoolClient, identifiers: readonly StoredKey[]): Promise<FoundIdentifier[]> {
  const { rows } = await db.query<FoundRow>(
    `WITH hit AS (
       SELECT DISTINCT i.customer_id
       FROM unnest($1::text[], $2::bytea[]) AS wanted (kind, blind_index)
       JOIN identifiers i USING (kind, blind_index)
     ),
     record AS (
       SELECT c.id, hit.customer_id FROM hit JOIN customers c ON c.id = hit.customer_id
       UNION ALL
       SELECT c.id, hit.customer_id FROM hit JOIN customers c ON c.merged_into = hit.customer_id
     ),
     apart AS (
       SELECT id, array_agg(other) AS others
       FROM (
         SELECT r.customer_id AS id, coalesce(o.merged_into, o.id) AS other
         FROM identity_edges e JOIN record r ON r.id = e.customer_id JOIN customers o ON o.id = e.other_customer_id
         WHERE e.rule IN ('separated', 'unbound')
         UNION
         SELECT r.customer_id, coalesce(o.merged_into, o.id)
         FROM identity_edges e JOIN record r ON r.id = e.other_customer_id JOIN customers o ON o.id = e.customer_id
         WHERE e.rule IN ('separated', 'unbound')
       ) AS pair WHERE id <> other GROUP BY id
     )
     SELECT i.customer_id, i.origin_id, c.created_at, c.masked_name, coalesce(apart.others, '{}') AS apart_from, i.kind, i.blind_index,
       i.first_seen_at, i.last_seen_at,
       CASE WHEN i.named_by = '{}' THEN i.named_by
         ELSE array(SELECT DISTINCT coalesce(n.merged_into, n.id) FROM customers n WHERE n.id = ANY (i.named_by)) END AS named_by
     FROM hit
     JOIN customers c ON c.id = hit.customer_id
     LEFT JOIN apart ON apart.id = c.id
     JOIN identifiers i ON i.customer_id = hit.customer_id`,
    [identifiers.map(({ kind }) => kind), identifiers.map(({ blindIndex }) => blindIndex)],
  )
  return rows.map((row) => ({
    customerId: row.customer_id,
    originId: row.origin_id,
    createdAt: row.created_at,
    apartFrom: row.apart_from,
    kind: row.kind as PersonKind,
    blindIndex: row.blind_index,
    maskedName: row.masked_name,
    firstSeenAt: row.first_seen_at,
    lastSeenAt: row.last_seen_at,
    namedBy: row.named_by,
  }))
}

/** What identity writes, within the transaction of the caller, who holds the lock. */
export function writerOn(client: PoolClient): IdentityWriter {
  return {
    find: (identifiers) => find(client, identifiers),
    customers: (ids) => readHandCustomers(client, ids),
    copyRefusals: (from, to, now) => copyRefusals(client, from, to, now),
    devicePeople: (deviceIds) => readDevicePeople(client, deviceIds),
    addDevicePeople: (people) => addDevicePeople(client, people),
    settleValue: (settled) => settleValue(client, settled),
    ask: (questions) => askWhetherOne(client, questions),
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
        `INSERT INTO customers (id, data_key, source, created_at, updated_at, made_by)
         SELECT * FROM unnest($1::uuid[], $2::bytea[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::uuid[])
         ON CONFLICT (id) DO NOTHING`,
        [
          customers.map((one) => one.customerId),
          customers.map((one) => one.dataKey),
          customers.map((one) => one.source),
          customers.map((one) => one.createdAt),
          customers.map((one) => one.now),
          customers.map((one) => one.madeBy),
        ],
      )
    },
    addIdentifiers: (identifiers) => addIdentifiers(client, identifiers),
    seen: (identifiers) => noteSeen(client, identifiers),
    usedAgain: (identifiers) => noteUsedAgain(client, identifiers),
    moveIdentifiers: (identifiers) => moveIdentifiers(client, identifiers),
    addEdges: (edges) => addEdges(client, edges),
    secrets: (customerIds) => readSecrets(client, customerIds),
    merge: (merges, secrets, now) => mergeCustomers(client, merges, secrets, now),
    updateProfiles: (updates, now) => updateProfiles(client, updates, now),
    attributes: () => readAttributes(client),
    addAttributes: (attributes, now) => addAttributesOfTraits(client, attributes, now),
    say: (sayings) => saySayings(client, sayings),
    async saidOf(customerIds) {
      const said = await readStatements(askClient(client), customerIds)
      return new Map([...said].map(([customerId, statements]) => [customerId, wordsOfFacts(statements)]))
    },
    survivorshipRules: () => readSurvivorshipRules(askClient(client)),
    setProfiles: (profiles, now) => setProfiles(client, profiles, now),
    mergeOf: (edgeId) => readMerge(client, edgeId),
    async identifiersOf(customerId, originIds) {
      const { rows } = await client.query<{ kind: PersonKind; blind_index: Buffer; ciphertext: Buffer }>(
        'SELECT kind, blind_index, ciphertext FROM identifiers WHERE customer_id = $1 AND origin_id = ANY ($2::uuid[])',
        [customerId, originIds],
      )
      return rows.map(({ kind, blind_index, ciphertext }) => ({ kind, blindIndex: blind_index, ciphertext }))
    },
    separate: (separation) => separateCustomers(client, separation),
    profiles: (customerIds) => readProfiles(client, customerIds),
  }
}

async function readSecrets(client: PoolClient, customerIds: readonly string[]): Promise<CustomerSecret[]> {
  const { rows } = await client.query<{ customer_id: string; kind: string; blind_index: Buffer; ciphertext: Buffer; masked: string }>(
    'SELECT customer_id, kind, blind_index, ciphertext, masked FROM identifiers WHERE customer_id = ANY ($1::uuid[])',
    [customerIds],
  )
  return rows.map(({ customer_id, blind_index, ...row }) => ({ ...row, customerId: customer_id, blindIndex: blind_index }))
}

async function updateProfiles(
  client: PoolClient,
  updates: Parameters<IdentityWriter['updateProfiles']>[0],
  now: Date,
): Promise<readonly string[]> {
  if (updates.length === 0) return []
  const { rows } = await client.query<{ id: string }>(
    `WITH said AS (SELECT * FROM unnest($1::uuid[], $2::timestamptz[], $3::boolean[]) AS s (id, registered_at, is_test))
     UPDATE customers c SET registered_at = least(c.registered_at, said.registered_at), is_test = c.is_test OR said.is_test, updated_at = $4
     FROM said WHERE c.id = said.id
       AND (least(c.registered_at, said.registered_at) IS DISTINCT FROM c.registered_at OR said.is_test AND NOT c.is_test)
     RETURNING c.id`,
    [updates.map((one) => one.customerId), updates.map((one) => one.registeredAt), updates.map((one) => one.isTest), now],
  )
  return rows.map(({ id }) => id)
}

interface FilledRow {
  readonly field: string
  readonly value: string
  readonly by: string
}

/** What was said stands; what nobody said is filled. */
function withFilled(said: Record<string, unknown>, filled: readonly FilledRow[]): Pick<CustomerProfile, 'attributes' | 'filled'> {
  const missing = filled.filter(({ field }) => (said[field] ?? '') === '')
  const values = missing.map(({ field, value }) => [field, field === 'birthYear' ? Number(value) : value])
  return { attributes: { ...said, ...Object.fromEntries(values) }, filled: missing.map(({ field, by }) => ({ field, by })) }
}

/** A word may be older than what its attribute is now, where a removal was cut short: analysis has one type of each. */
function isOfType(type: AttributeType, value: AttributeValue): boolean {
  return type === 'number' ? typeof value === 'number' : type === 'yes-no' ? typeof value === 'boolean' : typeof value === 'string'
}

/** Safe attributes of customers, for the analytical store. */
export async function readProfiles(client: PoolClient, customerIds: readonly string[]): Promise<CustomerProfile[]> {
  if (customerIds.length === 0) return []
  const { rows } = await client.query<{
    id: string
    registered_at: Date | null
    created_at: Date
    source: string
    attributes: Record<string, unknown>
    is_test: boolean
    is_fake: boolean
    filled: readonly FilledRow[] | null
  }>(
    `SELECT id, registered_at, created_at, source, attributes, is_test, ${isFakeSignUp('customers')} AS is_fake,
       (SELECT jsonb_agg(jsonb_build_object('field', field, 'value', value, 'by', rule_id || '@' || rule_version)) FROM filled_values f WHERE f.customer_id = customers.id) AS filled
     FROM customers WHERE id = ANY ($1::uuid[])`,
    [customerIds],
  )
  const custom = new Map<string, CustomAttribute[]>()
  for (const { customerId, name, type, value } of await readCurrentAttributes(client, customerIds)) {
    if (!('plain' in value) || !isOfType(type, value.plain)) continue
    const list = custom.get(customerId) ?? []
    list.push({ name, type, value: value.plain })
    custom.set(customerId, list)
  }
  return rows.map((row) => ({
    customerId: row.id,
    registeredAt: row.registered_at,
    firstSeenAt: row.created_at,
    source: row.source,
    ...withFilled(row.attributes, row.filled ?? []),
    custom: custom.get(row.id) ?? [],
    isTest: row.is_test,
    isFakeSignUp: row.is_fake,
  }))
}
