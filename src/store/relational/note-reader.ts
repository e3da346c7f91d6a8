import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { CustomerNote } from '#act/customer-care.ts'
import { decryptField } from '#privacy/field-encryption.ts'
import type { Keyring } from '#privacy/keyring.ts'
import { readDataKeys } from './data-keys.ts'
import type { Database } from './database.ts'

/** A place in a timeline: ids of notes are compared as the timeline shows them, with this in front. */
export const NOTE_PREFIX = 'n:'

/** Up to `limit` notes about a customer, newest first; `after` is the entry of the timeline where the last page ended. */
export async function readNotes(
  db: Kysely<Database>,
  keyring: Keyring,
  customerId: string,
  page: { readonly limit: number; readonly after: { readonly at: Date; readonly id: string } | null },
): Promise<CustomerNote[]> {
  let query = db
    .selectFrom('customer_notes')
    .leftJoin('users', (join) => join.on(sql<boolean>`customer_notes.author = 'user:' || users.id::text`))
    .selectAll('customer_notes')
    .select('users.name')
    .where('customer_id', '=', customerId)
    .orderBy('customer_notes.created_at', 'desc')
    .orderBy('customer_notes.id', 'desc')
    .limit(page.limit)
  if (page.after !== null) {
    const { at, id } = page.after
    query = query.where(
      sql<boolean>`(customer_notes.created_at, ${NOTE_PREFIX} || customer_notes.id::text COLLATE "C") < (${at}, ${id} COLLATE "C")`,
    )
  }
  const rows = await query.execute()
  const keys = await readDataKeys(
    db,
    keyring,
    rows.map((row) => row.sealed_for),
  )
  return rows.flatMap((row) => {
    const key = keys.get(row.sealed_for)
    if (key === undefined) return []
    const text = decryptField(key, row.sealed_for, `note:${row.id}`, row.body)
    return [{ id: row.id, text, author: row.name ?? row.author, createdAt: row.created_at }]
  })
}
