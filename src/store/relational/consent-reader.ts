import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { ConsentHistoryEntry } from '#act/consent-history.ts'
import type { CurrentConsent } from '#privacy/current-consents.ts'
import type { Database } from './database.ts'

/** More entries than anyone reads; the state stands beside them whole. */
const MOST_ENTRIES = 500

interface HistoryRow extends Omit<ConsentHistoryEntry, 'file'> {
  readonly import_id: string | null
  readonly file_name: string | null
  readonly line: number | null
}

/** What one person agrees to, and the newest entries of all records that are this person. */
export async function readConsents(
  db: Kysely<Database>,
  customerId: string,
): Promise<{ readonly current: readonly CurrentConsent[]; readonly history: readonly ConsentHistoryEntry[] }> {
  const [current, history] = await Promise.all([
    sql<CurrentConsent>`
      SELECT purpose, channel, granted, source, evidence, changed_at AS "saidAt" FROM consents WHERE customer_id = ${customerId}
      ORDER BY purpose, channel`.execute(db),
    sql<HistoryRow>`
      SELECT e.id, e.said_at AS at, e.purpose, e.channel, e.state, e.source, e.evidence, e.notice_version AS "noticeVersion",
        coalesce(u.name, k.name, e.actor) AS by, e.import_id, i.file_name, e.line
      FROM consent_entries e
      LEFT JOIN users u ON e.actor = 'user:' || u.id::text
      LEFT JOIN api_keys k ON e.actor = 'key:' || k.id::text
      LEFT JOIN imports i ON i.id = e.import_id
      WHERE e.customer_id = ${customerId} OR e.customer_id IN (SELECT id FROM customers WHERE merged_into = ${customerId})
      ORDER BY e.said_at DESC, e.id DESC LIMIT ${MOST_ENTRIES}`.execute(db),
  ])
  return {
    current: current.rows,
    history: history.rows.map(({ import_id, file_name, line, ...entry }) => ({
      ...entry,
      file: import_id === null ? null : { importId: import_id, name: file_name ?? '', line },
    })),
  }
}
