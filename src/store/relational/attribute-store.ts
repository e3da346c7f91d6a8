import type { Pool, PoolClient } from 'pg'
import { type AttributeColumn, type AttributeDefinition, attributeField, type AttributeType } from '#collect/columns/attribute.ts'
import type { CustomerRow } from '#collect/import/customer-row-step.ts'
import type { CustomerOf, ImportPorts, ImportRun } from '#collect/import/import-ports.ts'
import { UNDO_DAYS } from '#collect/import/undo-import.ts'
import type { CustomerFacts } from '#identity/identity-store.ts'
import { AppError } from '#kernel/app-error.ts'
import { encryptField, unwrapDataKey } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { mask } from '#privacy/mask.ts'
import { findPersonal } from '#privacy/personal-text.ts'
import { withEngineErrors } from '../engines/engine-error.ts'
import { IDENTITY_LOCK, readProfiles } from './identifier-store.ts'
import { inTransaction } from './in-transaction.ts'

/** How many customers are changed in one transaction. */
const CUSTOMERS_A_STEP = 4_000

/** An attribute as people see it. */
export interface StoredAttribute extends AttributeDefinition {
  readonly label: string
  /** The column it came from first, and the import of its file. */
  readonly heading: string
  readonly importId: string
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
  list(): Promise<StoredAttribute[]>
  /** @throws AppError `attribute-not-found` */
  rename(name: string, label: string): Promise<void>
  /** Takes the attribute and all its values away. Call under the lock of imports. @throws AppError `attribute-not-found` */
  remove(name: string, now: Date): Promise<void>
}

interface SealedValue {
  readonly masked: string
  readonly sealed: string
}

interface Said {
  readonly plain: Record<string, unknown>
  readonly personal: Record<string, SealedValue>
}

export function createAttributeStore(parts: {
  readonly pool: Pool
  readonly keyring: Keyring
  readonly facts: Pick<CustomerFacts, 'saveCustomers'>
}): AttributeStore {
  const { pool, keyring, facts } = parts

  /** Before the commit: after a crash the same again ends the same. */
  const save = async (client: PoolClient, customerIds: readonly string[], now: Date): Promise<void> =>
    facts.saveCustomers(await readProfiles(client, customerIds), now)

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
      const said = await sealed(client, saying, keyring)
      const ids = [...said.keys()]
      if (ids.length === 0) return
      await client.query(RECORD, [
        ids,
        [...said.values()].map(({ plain }) => JSON.stringify(plain)),
        [...said.values()].map(({ personal }) => JSON.stringify(personal)),
        run.id,
      ])
      await client.query(FORGET_OLD, [ids, run.id, UNDO_DAYS])
      await save(client, ids, new Date(run.receivedAt))
    })
  }

  return {
    definitions: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<DefinitionRow>('SELECT name, type, personal FROM attribute_definitions ORDER BY name')
        return rows.map(({ name, type, personal }) => ({ name, type: type as AttributeType, personal }))
      }),
    record,
    customersOf: (importIds) =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<{ n: string }>(
          'SELECT count(DISTINCT customer_id) AS n FROM customer_attributes WHERE import_id = ANY ($1::uuid[])',
          [importIds],
        )
        return Number(rows[0]?.n ?? 0)
      }),
    async takeBack(importIds, now, signal) {
      await inSteps(
        async (client) => {
          const { rows } = await client.query<{ customer_id: string }>(
            `DELETE FROM customer_attributes WHERE (customer_id, import_id) IN (
               SELECT customer_id, import_id FROM customer_attributes WHERE import_id = ANY ($1::uuid[]) LIMIT ${CUSTOMERS_A_STEP}
             ) RETURNING customer_id`,
            [importIds],
          )
          return rows.map(({ customer_id }) => customer_id)
        },
        now,
        signal,
      )
      await withEngineErrors('postgres', () =>
        pool.query(
          `DELETE FROM attribute_definitions d
           WHERE NOT EXISTS (SELECT FROM customer_attributes a WHERE a.plain ? d.name OR a.personal ? d.name)`,
        ),
      )
    },
    list: () =>
      withEngineErrors('postgres', async () => {
        const { rows } = await pool.query<ListedRow>(LIST)
        return rows.map(({ created_at, customers, type, made_by, ...row }) => ({
          ...row,
          importId: made_by,
          type: type as AttributeType,
          createdAt: created_at,
          customers: Number(customers),
        }))
      }),
    rename: (name, label) =>
      withEngineErrors('postgres', async () => {
        const { rowCount } = await pool.query('UPDATE attribute_definitions SET label = $2 WHERE name = $1', [name, label])
        if (rowCount === 0) throw unknown()
      }),
    async remove(name, now) {
      const { rows } = await withEngineErrors('postgres', () => pool.query('SELECT FROM attribute_definitions WHERE name = $1', [name]))
      if (rows.length === 0) throw unknown()
      await inSteps(
        async (client) => {
          const changed = await client.query<{ customer_id: string }>(
            `UPDATE customer_attributes SET plain = plain - $1::text, personal = personal - $1::text WHERE (customer_id, import_id) IN (
               SELECT customer_id, import_id FROM customer_attributes WHERE plain ? $1 OR personal ? $1 LIMIT ${CUSTOMERS_A_STEP}
             ) RETURNING customer_id`,
            [name],
          )
          return changed.rows.map(({ customer_id }) => customer_id)
        },
        now,
        undefined,
      )
      await withEngineErrors('postgres', () => pool.query('DELETE FROM attribute_definitions WHERE name = $1', [name]))
    },
  }
}

interface DefinitionRow {
  name: string
  type: string
  personal: boolean
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
SELECT d.name, d.label, d.type, d.personal, d.heading, d.made_by, d.created_at, coalesce(held.customers, 0) AS customers
FROM attribute_definitions d
LEFT JOIN (
  SELECT name, count(DISTINCT customer_id) AS customers FROM customer_attributes, jsonb_object_keys(plain || personal) AS name GROUP BY name
) held ON held.name = d.name
ORDER BY lower(d.label), d.name`

/** A row that was mended later still counts as said when its file was. */
const RECORD = `
INSERT INTO customer_attributes AS kept (customer_id, import_id, said_at, plain, personal)
SELECT said.id, i.id, i.started_at, said.plain, said.personal
FROM unnest($1::uuid[], $2::jsonb[], $3::jsonb[]) AS said (id, plain, personal) JOIN imports i ON i.id = $4
ON CONFLICT (customer_id, import_id) DO UPDATE SET
  plain = (kept.plain - array(SELECT jsonb_object_keys(excluded.personal))) || excluded.plain,
  personal = (kept.personal - array(SELECT jsonb_object_keys(excluded.plain))) || excluded.personal`

/** What an import said that can be undone no more, and that this one says too. */
const FORGET_OLD = `
DELETE FROM customer_attributes old USING customer_attributes new, imports i
WHERE old.customer_id = ANY ($1::uuid[]) AND new.customer_id = old.customer_id AND new.import_id = $2 AND i.id = $2
  AND old.said_at < i.started_at - make_interval(days => $3)
  AND (new.plain || new.personal) ?& array(SELECT jsonb_object_keys(old.plain || old.personal))`

async function define(client: PoolClient, columns: readonly AttributeColumn[], run: ImportRun): Promise<void> {
  await client.query(
    `INSERT INTO attribute_definitions (name, label, type, personal, heading, made_by, created_at)
     SELECT name, heading, type, personal, heading, $5, $6
     FROM unnest($1::text[], $2::text[], $3::text[], $4::boolean[]) AS new (name, heading, type, personal)
     ON CONFLICT (name) DO NOTHING`,
    [
      columns.map(({ name }) => name),
      columns.map(({ heading }) => heading),
      columns.map(({ type }) => type),
      columns.map(({ personal }) => personal),
      run.id,
      new Date(run.receivedAt),
    ],
  )
}

/** What the rows say, by the customer who holds it now; of several rows of one customer the last counts. What is personal of an erased customer is left out. */
async function sealed(client: PoolClient, rows: readonly CustomerOf<CustomerRow>[], keyring: Keyring): Promise<Map<string, Said>> {
  const { rows: found } = await client.query<{ id: string; survivor: string; data_key: Buffer | null }>(
    `SELECT c.id, s.id AS survivor, s.data_key FROM customers c JOIN customers s ON s.id = coalesce(c.merged_into, c.id)
     WHERE c.id = ANY ($1::uuid[])`,
    [[...new Set(rows.map(({ customerId }) => customerId))]],
  )
  const people = new Map(found.map((one) => [one.id, one]))
  const keys = new Map<string, Buffer>()
  const said = new Map<string, Said>()
  for (const { customerId, value } of rows) {
    const person = people.get(customerId)
    if (person === undefined) continue
    const { survivor, data_key: wrapped } = person
    const one = said.get(survivor) ?? { plain: {}, personal: {} }
    said.set(survivor, one)
    for (const attribute of value.attributes) {
      const { name } = attribute
      delete one.plain[name]
      delete one.personal[name]
      if (!attribute.personal) one.plain[name] = attribute.value
      else if (wrapped !== null) {
        const key = keys.get(survivor) ?? unwrapDataKey(keyring, survivor, wrapped)
        keys.set(survivor, key)
        const text = String(attribute.value)
        one.personal[name] = { masked: masked(text), sealed: encryptField(key, survivor, attributeField(name), text).toString('base64') }
      }
    }
  }
  return said
}

/** What people see of a personal value: of a phone, an email or a card as elsewhere, of anything else nothing. */
function masked(text: string): string {
  const [first, ...more] = findPersonal(text)
  if (first === undefined || more.length > 0 || first.start > 0 || first.end < text.length) return '****'
  return mask(first.kind, text)
}

function unknown(): AppError {
  return new AppError('not-found', 'attribute-not-found', 'There is no such attribute: reload the list.')
}
