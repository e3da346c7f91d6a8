import type { Pool, PoolClient } from 'pg'
import type { DevicePerson } from '#identity/device-people.ts'
import type { NewDevicePerson, OriginCustomer } from '#identity/identity-store.ts'
import { NO_CUSTOMER } from '#kernel/id.ts'

export async function readDevicePeople(db: Pool | PoolClient, deviceIds: readonly string[]): Promise<DevicePerson[]> {
  const { rows } = await db.query<{ device_id: string; person_id: string; customer_id: string }>(
    `SELECT d.device_id, d.person_id, coalesce(c.merged_into, c.id) AS customer_id
     FROM device_people d JOIN customers c ON c.id = d.person_id WHERE d.device_id = ANY ($1::uuid[])`,
    [deviceIds],
  )
  return rows.map(({ device_id, person_id, customer_id }) => ({ deviceId: device_id, personId: person_id, customerId: customer_id }))
}

export async function addDevicePeople(client: PoolClient, people: readonly NewDevicePerson[]): Promise<void> {
  if (people.length === 0) return
  await client.query(
    `INSERT INTO device_people (device_id, person_id, masked, source, seen_at)
     SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::timestamptz[])
     ON CONFLICT (device_id, person_id) DO NOTHING`,
    [
      people.map((one) => one.deviceId),
      people.map((one) => one.personId),
      people.map((one) => one.masked),
      people.map((one) => one.source),
      people.map((one) => one.seenAt),
    ],
  )
}

/** Merged records, known devices and settled shared values, with their customer. Grain: one row per origin. Cost: by key for some, a pass over both tables for all. */
export async function readMapping(db: Pool | PoolClient, originIds?: readonly string[]): Promise<OriginCustomer[]> {
  // Two texts: one condition for both would be answered by a pass over all for some, too.
  const [records, devices, values] =
    originIds === undefined
      ? ['', 'device_people', '']
      : [
          'AND id = ANY ($2)',
          `(
            SELECT device_id FROM device_people WHERE device_id = ANY ($2)
            UNION
            SELECT device_id FROM device_people WHERE person_id = ANY ($2)
          ) AS asked JOIN device_people USING (device_id)`,
          'WHERE v.origin_id = ANY ($2) OR v.person_id = ANY ($2)',
        ]
  const { rows } = await db.query<OriginCustomer>(
    `SELECT id AS "from", merged_into AS "to", false AS "isDevice"
     FROM customers WHERE merged_into IS NOT NULL ${records}
     UNION ALL
     SELECT device_id, CASE WHEN count(DISTINCT customer_id) = 1 THEN (array_agg(customer_id))[1] ELSE $1::uuid END, true
     FROM (
       SELECT device_id, coalesce(c.merged_into, c.id) AS customer_id
       FROM ${devices} JOIN customers c ON c.id = person_id
     ) AS seen
     GROUP BY device_id
     UNION ALL
     SELECT v.origin_id, coalesce(c.merged_into, c.id, $1::uuid), false
     FROM settled_values v LEFT JOIN customers c ON c.id = v.person_id
     ${values}`,
    originIds === undefined ? [NO_CUSTOMER] : [NO_CUSTOMER, originIds],
  )
  return rows
}
