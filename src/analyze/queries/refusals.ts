import type { Kysely } from 'kysely'
import { IMPORT_FIELDS } from '#collect/import/import-fields.ts'
import type { Database } from '#store/relational/database.ts'
import type { FileReading } from '../analysis.ts'

/** Refused rows by reason and field, most first. Grain: one row per reason and field. */
export async function readRefusals(db: Kysely<Database>): Promise<FileReading['refusals']> {
  const rows = await db
    .selectFrom('quarantine')
    .select((eb) => ['reason', 'field', eb.fn.countAll<string>().as('rows')])
    .groupBy(['reason', 'field'])
    .orderBy('rows', 'desc')
    .orderBy('reason')
    .execute()
  const labels = new Map(IMPORT_FIELDS.orders.map((field) => [field.name, field.label]))
  return rows.map(({ reason, field, rows: count }) => ({
    reason,
    field: labels.get(field) ?? { zh: field, en: field },
    rows: Number(count),
  }))
}
