import type { PoolClient } from 'pg'
import type { AttributeType } from '#collect/columns/attribute.ts'
import type { KnownAttribute, NewAttribute } from '#identity/plan-traits.ts'

/** All attributes, also those that somebody deleted. Cost: one row for each. */
export async function readAttributes(client: PoolClient): Promise<KnownAttribute[]> {
  const { rows } = await client.query<{ name: string; type: AttributeType; personal: boolean; by_traits: boolean; is_removed: boolean }>(
    'SELECT name, type, personal, by_traits, removed_at IS NOT NULL AS is_removed FROM attribute_definitions ORDER BY name',
  )
  return rows.map(({ by_traits, is_removed, ...row }) => ({ ...row, isOfTraits: by_traits, isRemoved: is_removed }))
}

/** Adds attributes that traits of events make. Under the identity lock, as everything that defines one. */
export async function addAttributesOfTraits(client: PoolClient, attributes: readonly NewAttribute[], now: Date): Promise<void> {
  if (attributes.length === 0) return
  await client.query(
    `INSERT INTO attribute_definitions (name, label, type, personal, heading, made_by, created_at, by_traits)
     SELECT name, left(heading, 100), type, personal, heading, made_by, $6, true
     FROM unnest($1::text[], $2::text[], $3::boolean[], $4::text[], $5::uuid[]) AS new (name, type, personal, heading, made_by)
     ON CONFLICT (name) DO NOTHING`,
    [
      attributes.map(({ name }) => name),
      attributes.map(({ type }) => type),
      attributes.map(({ personal }) => personal),
      attributes.map(({ heading }) => heading),
      attributes.map(({ madeBy }) => madeBy),
      now,
    ],
  )
}
