import type { Pool, PoolClient } from 'pg'
import {
  type AttributeColumn,
  type AttributeDefinition,
  attributeField,
  type AttributeType,
  type AttributeValue,
} from '#collect/columns/attribute.ts'
import type { CustomerRow } from '#collect/import/customer-row-step.ts'
import type { CustomerOf, ImportPorts, ImportRun } from '#collect/import/import-ports.ts'
import type { CustomerFacts, Saying } from '#identity/identity-store.ts'
import { sealedAttribute } from '#identity/survivorship/seal-attribute.ts'
import { settleValues } from '#identity/survivorship/settle-values.ts'
import { FILES } from '#identity/survivorship/word.ts'
import { AppError } from '#kernel/app-error.ts'
import { unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { readAttributes } from './attributes-of-traits.ts'
import { IDENTITY_LOCK, readProfiles, writerOn } from './identifier-store.ts'
import { inTransaction } from './in-transaction.ts'
import { saySayings } from './statement-store.ts'

/** How many customers are changed in one transaction. */
const CUSTOMERS_A_STEP = 4_000

/** An attribute as people see it. */
export interface StoredAttribute extends AttributeDefinition {
  readonly label: string
  /** The column or trait it came from first, and the import of its file or the source of its event: the other is null. */
  readonly heading: string
  readonly importId: string | null
  readonly sourceId: string | null
  readonly createdAt: Date
  /** Customers of whom a value is known. */
  readonly customers: number
}

/** Attributes of customers beyond the fixed fields, in PostgreSQL; what is not personal goes on to analysis with the customer. */
export interface AttributeStore {
  definitions(): Promise<AttributeDefinition[]>
  record: ImportPorts['recordAttributes']
  /** Customers of whom the imports say something. */
  customersOf(importIds: readonly string[]): Promise<number>
  /** What the imports said goes; what others said holds again. An attribute of which no value is left goes too. */
  takeBack(importIds: readonly string[], now: Date, signal: AbortSignal | undefined): Promise<void>
  /** Writes the values that count of customers, and tells analysis. */
  settle(customerIds: readonly string[], now: Date): Promise<void>
  /** A value that a journey says of a customer: of several speakers, the rule of the attribute decides whose counts. Saying it again says nothing new. */
  say(customerId: string, name: string, value: AttributeValue, said: { readonly by: string; readonly at: Date }): Promise<void>
  list(): Promise<StoredAttribute[]>
  /** @throws AppError `attribute-not-found` */
  rename(name: string, label: string): Promise<void>
  /** Takes the attribute and all its values away; events do not bring it back. Call under the lock of imports. @throws AppError `attribute-not-found` */
  remove(name: string, now: Date): Promise<void>
  /** What comes from now on may bring an attribute back that was removed. @throws AppError `attribute-not-removed` */
  allow(name: string): Promise<void>
}

export function createAttributeStore(parts: {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly facts: Pick<CustomerFacts, 'saveCustomers'>
}): AttributeStore {
  const { pool, keyring, facts } = parts

  /** Settles the customers of records and tells analysis, before the commit: after a crash the same again ends the same. */
  const save = async (client: PoolClient, recordIds: readonly string[], now: Date): Promise<void> => {
    const { rows } = await client.query<{ id: string }>(
      'SELECT DISTINCT coalesce(merged_into, id) AS id FROM customers WHERE id = ANY ($1::uuid[])',
      [recordIds],
    )
    const ids = rows.map(({ id }) => id)
    await settleValues(writerOn(client), ids, { keyring, now })
    await facts.saveCustomers(await readProfiles(client, ids), now)
  }

  const change = <T>(work: (client: PoolClient) => Promise<T>): Promise<T> =>
    withEngineErrors('postgres', () =>
      inTransaction(pool, async (client) => {
        await client.query('SELECT pg_advisory_xact_lock($1)', [IDENTITY_LOCK])
        return await work(client)
      }),
    )

  /** Runs `work`, which answers whose values it changed, until it changes none. */
  async function inSteps(
    work: (client: PoolClient) => Promise<readonly string[]>,
    now: Date,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    for (;;) {
      signal?.throwIfAborted()
      const changed = await change(async (client) => {
        const ids = [...new Set(await work(client))]
        await save(client, ids, now)
        return ids.length
      })
      if (changed === 0) return
    }
  }

  async function record(rows: readonly CustomerOf<CustomerRow>[], columns: readonly AttributeColumn[], run: ImportRun): Promise<void> {
    await change(async (client) => {
      await define(client, columns, run)
      const saying = rows.filter(({ value }) => value.attributes.length > 0)
      const sayings = await sealed(client, saying, run.id, keyring)
      if (sayings.length === 0) return
      await saySayings(client, sayings)
      await save(client, [...new Set(sayings.map(({ recordId }) => recordId))], new Date(run.receivedAt))
    })
  }

  return {
    definitions: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<DefinitionRow>(
          'SELECT name, type, personal, by_traits FROM attribute_definitions WHERE removed_at IS NULL ORDER BY name',
        )
        return rows.map(({ name, type, personal, by_traits }) => ({ name, type: type as AttributeType, personal, isOfTraits: by_traits }))
      }),
    record,
    customersOf: (importIds) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ n: string }>(
          `SELECT count(DISTINCT coalesce(c.merged_into, c.id)) AS n FROM customer_statements s JOIN customers c ON c.id = s.customer_id
           WHERE s.said_by = ANY ($1::uuid[]) AND s.words - 'field:name' <> '{}'`,
          [importIds],
        )
        return Number(rows[0]?.n ?? 0)
      }),
    async takeBack(importIds, now, signal) {
      await inSteps(
        async (client) => {
          const { rows } = await client.query<{ customer_id: string }>(
            `DELETE FROM customer_statements WHERE (customer_id, said_by) IN (
               SELECT customer_id, said_by FROM customer_statements WHERE said_by = ANY ($1::uuid[]) LIMIT ${CUSTOMERS_A_STEP}
             ) RETURNING customer_id`,
            [importIds],
          )
          return rows.map(({ customer_id }) => customer_id)
        },
        now,
        signal,
      )
      // Under the lock: what an event says meanwhile counts.
      await change((client) =>
        client.query(
          `DELETE FROM attribute_definitions d
           WHERE NOT d.by_traits AND d.removed_at IS NULL AND NOT EXISTS (SELECT FROM customer_statements s WHERE s.words ? ('attribute:' || d.name))`,
        ),
      )
    },
    settle: (customerIds, now) => change((client) => save(client, customerIds, now)),
    say: (customerId, name, value, { by, at }) =>
      change(async (client) => {
        const { rowCount } = await client.query('SELECT FROM customers WHERE id = $1', [customerId])
        if (rowCount === 0) return
        const said = [{ fact: attributeField(name), value: { value }, at: at.getTime() }]
        await saySayings(client, [{ recordId: customerId, saidBy: by, source: by, said }])
        await save(client, [customerId], at)
      }),
    list: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<ListedRow>(LIST)
        return rows.map(({ created_at, customers, type, made_by, by_traits, ...row }) => ({
          ...row,
          importId: by_traits ? null : made_by,
          sourceId: by_traits ? made_by : null,
          type: type as AttributeType,
          createdAt: created_at,
          customers: Number(customers),
        }))
      }),
    rename: (name, label) =>
      withEngineErrors('postgres', async () => {
        const { rowCount } = await pool.query('UPDATE attribute_definitions SET label = $2 WHERE name = $1 AND removed_at IS NULL', [
          name,
          label,
        ])
        if (rowCount === 0) throw unknown()
      }),
    async remove(name, now) {
      // First, so that no event says more of it meanwhile. One whose removal was cut short may be removed again.
      const found = await change((client) =>
        client.query(
          `UPDATE attribute_definitions SET removed_at = $3 WHERE name = $1
             AND (removed_at IS NULL OR EXISTS (SELECT FROM customer_statements WHERE words ? $2))`,
          [name, attributeField(name), now],
        ),
      )
      if (found.rowCount === 0) throw unknown()
      await inSteps(
        async (client) => {
          const changed = await client.query<{ customer_id: string }>(
            `UPDATE customer_statements SET words = words - $1::text WHERE (customer_id, said_by, source) IN (
               SELECT customer_id, said_by, source FROM customer_statements WHERE words ? $1 LIMIT ${CUSTOMERS_A_STEP}
             ) RETURNING customer_id`,
            [attributeField(name)],
          )
          return changed.rows.map(({ customer_id }) => customer_id)
        },
        now,
        undefined,
      )
    },
    async allow(name) {
      const allowed = await change((client) =>
        client.query('DELETE FROM attribute_definitions WHERE name = $1 AND removed_at IS NOT NULL', [name]),
      )
      if (allowed.rowCount === 0) {
        throw new AppError('not-found', 'attribute-not-removed', 'No deleted attribute has this name: reload the list.')
      }
    },
  }
}

interface DefinitionRow {
  name: string
  type: string
  personal: boolean
  by_traits: boolean
}

interface ListedRow extends DefinitionRow {
  label: string
  heading: string
  made_by: string
  created_at: Date
  customers: string
}

/** Grain: one row per attribute, by label. Cost: all values, so it is for the list of attributes alone. */
const LIST = `
SELECT d.name, d.label, d.type, d.personal, d.heading, d.made_by, d.by_traits, d.created_at, coalesce(held.customers, 0) AS customers
FROM attribute_definitions d
LEFT JOIN (
  SELECT fact, count(DISTINCT coalesce(c.merged_into, c.id)) AS customers
  FROM customer_statements s JOIN customers c ON c.id = s.customer_id, jsonb_object_keys(s.words) AS fact GROUP BY fact
) held ON held.fact = 'attribute:' || d.name
WHERE d.removed_at IS NULL
ORDER BY lower(d.label), d.name`

/** A file brings an attribute back that somebody deleted. */
async function define(client: PoolClient, columns: readonly AttributeColumn[], run: ImportRun): Promise<void> {
  await client.query(
    `INSERT INTO attribute_definitions (name, label, type, personal, heading, made_by, created_at)
     SELECT name, heading, type, personal, heading, $5, $6
     FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) AS new (name, heading, type, personal)
     ON CONFLICT (name) DO UPDATE SET label = excluded.label, type = excluded.type, personal = excluded.personal, heading = excluded.heading,
       made_by = excluded.made_by, created_at = excluded.created_at, by_traits = false, removed_at = NULL
     WHERE attribute_definitions.removed_at IS NOT NULL`,
    [
      columns.map(({ name }) => name),
      columns.map(({ heading }) => heading),
      columns.map(({ type }) => type),
      columns.map(({ personal }) => personal),
      run.id,
      new Date(run.receivedAt),
    ],
  )
  const there = new Map((await readAttributes(client)).map((one) => [one.name, one]))
  const other = columns.find(({ name, type, personal }) => there.get(name)?.type !== type || there.get(name)?.personal !== personal)
  if (other === undefined) return
  throw new AppError(
    'conflict',
    'attribute-came-meanwhile',
    `An event made the attribute "${other.name}" while the file was read, and it is not what the column is: import the file again.`,
    { details: { name: other.name } },
  )
}

/** What the rows say of their records, as of when their file was: also a row that was mended later. What is personal of an erased record is left out. */
async function sealed(
  client: PoolClient,
  rows: readonly CustomerOf<CustomerRow>[],
  importId: string,
  keyring: Keyring,
): Promise<readonly Saying[]> {
  const { rows: known } = await client.query<{ id: string; data_key: Buffer | null }>(
    'SELECT id, data_key FROM customers WHERE id = ANY ($1::uuid[])',
    [[...new Set(rows.map(({ originId }) => originId))]],
  )
  const { rows: runs } = await client.query<{ started_at: Date }>('SELECT started_at FROM imports WHERE id = $1', [importId])
  const at = runs[0]?.started_at.getTime()
  if (at === undefined) return []
  const keys = new Map(known.map(({ id, data_key }) => [id, data_key === null ? null : unwrapDataKey(keyring, id, data_key)]))
  return rows.flatMap(({ originId, value }): Saying[] => {
    const key = keys.get(originId)
    if (key === undefined) return []
    const said = value.attributes.flatMap((one): Saying['said'][number][] => {
      const fact = attributeField(one.name)
      if (!one.personal) return [{ fact, value: { value: one.value }, at }]
      if (key === null) return []
      return [{ fact, value: sealedAttribute(key, originId, fact, String(one.value), keyring), at }]
    })
    return [{ recordId: originId, saidBy: importId, source: FILES, said }]
  })
}

function unknown(): AppError {
  return new AppError('not-found', 'attribute-not-found', 'There is no such attribute: reload the list.')
}
