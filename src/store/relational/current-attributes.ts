import { CompiledQuery, type Kysely } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import type { AttributeType, AttributeValue } from '#collect/columns/attribute.ts'
import type { Database } from './database.ts'

/** The latest word on one attribute of a customer. */
export interface CurrentAttribute {
  readonly customerId: string
  readonly name: string
  readonly label: string
  readonly type: AttributeType
  /** In clear, or masked with what opens it. */
  readonly value: { readonly plain: AttributeValue } | { readonly masked: string; readonly sealed: Buffer }
  readonly saidAt: Date
}

interface Row {
  customer_id: string
  name: string
  label: string
  type: string
  value: AttributeValue | { masked: string; sealed: string }
  said_at: Date
}

/** Grain: one row for each customer and attribute, by label. Cost: the customers' own keys. */
const CURRENT = `
SELECT DISTINCT ON (said.customer_id, lower(d.label), said.name) said.customer_id, said.name, d.label, d.type, said.value, said.said_at
FROM (
  SELECT a.customer_id, a.import_id, a.said_at, entry.key AS name, entry.value
  FROM customer_attributes a, jsonb_each(a.plain || a.personal) AS entry
  WHERE a.customer_id = ANY ($1::uuid[])
) said
JOIN attribute_definitions d ON d.name = said.name
ORDER BY said.customer_id, lower(d.label), said.name, said.said_at DESC, said.import_id DESC`

/** What is known of customers beyond the fixed fields. */
export async function readCurrentAttributes(
  db: Pool | PoolClient | Kysely<Database>,
  customerIds: readonly string[],
): Promise<CurrentAttribute[]> {
  if (customerIds.length === 0) return []
  const { rows } =
    'executeQuery' in db
      ? await db.executeQuery<Row>(CompiledQuery.raw(CURRENT, [customerIds]))
      : await db.query<Row>(CURRENT, [customerIds])
  return rows.map((row) => ({
    customerId: row.customer_id,
    name: row.name,
    label: row.label,
    type: row.type as AttributeType,
    value:
      typeof row.value === 'object' ? { masked: row.value.masked, sealed: Buffer.from(row.value.sealed, 'base64') } : { plain: row.value },
    saidAt: row.said_at,
  }))
}

/** As people see it: one of `value` and `masked` is null. */
export interface ShownAttribute {
  readonly name: string
  readonly label: string
  readonly type: AttributeType
  readonly value: AttributeValue | null
  readonly masked: string | null
  readonly saidAt: string
}

export function shownAttribute({ name, label, type, value, saidAt }: CurrentAttribute): ShownAttribute {
  return {
    name,
    label,
    type,
    value: 'plain' in value ? value.plain : null,
    masked: 'masked' in value ? value.masked : null,
    saidAt: saidAt.toISOString(),
  }
}
