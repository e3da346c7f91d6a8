import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { PlannedContact } from '#act/send-store.ts'
import type { Database } from './database.ts'

/** Writes planned contacts in one statement; those that are in the ledger already stay as they are. Returns how many are new. */
export async function planContacts(db: Kysely<Database>, contacts: readonly PlannedContact[]): Promise<number> {
  if (contacts.length === 0) return 0
  const column = <Value>(read: (contact: PlannedContact) => Value): Value[] => contacts.map(read)
  const timed = contacts.filter(({ hour }) => hour !== undefined && hour !== null)
  const { rows } = await sql<{ added: number }>`
    WITH added AS (INSERT INTO send_ledger (send_key, run_id, customer_id, source_kind, source_id, source_version, step, content_id, content_version, purpose,
      priority, channel, next_channels, not_before, expires_at, planned_at, cost_minor, bound_account, state, reason, finished_at)
    SELECT send_key, run_id, customer_id, source_kind, source_id, source_version, step, content_id, content_version, purpose, priority, channel,
      string_to_array(next_channels, ','), not_before, expires_at, planned_at, cost_minor, account_id,
      CASE WHEN suppressed IS NULL THEN 'planned' ELSE 'suppressed' END, coalesce(suppressed, ''),
      CASE WHEN suppressed IS NULL THEN NULL ELSE planned_at END
    FROM unnest(
      ${column((one) => one.sendKey)}::text[], ${column((one) => one.runId)}::uuid[], ${column((one) => one.customerId)}::uuid[],
      ${column((one) => one.source.kind)}::text[], ${column((one) => one.source.id)}::text[], ${column((one) => one.sourceVersion)}::integer[],
      ${column((one) => one.step)}::integer[], ${column((one) => one.content?.id ?? null)}::uuid[],
      ${column((one) => one.content?.version ?? null)}::integer[], ${column((one) => one.purpose)}::text[],
      ${column((one) => one.priority)}::integer[], ${column((one) => one.channel)}::text[],
      ${column((one) => one.nextChannels.join(','))}::text[], ${column((one) => one.notBefore)}::timestamptz[],
      ${column((one) => one.expiresAt)}::timestamptz[], ${column((one) => one.plannedAt)}::timestamptz[],
      ${column((one) => one.costMinor)}::bigint[], ${column((one) => one.accountId ?? null)}::uuid[], ${column((one) => one.suppressed)}::text[]
    ) AS planned (send_key, run_id, customer_id, source_kind, source_id, source_version, step, content_id, content_version, purpose, priority, channel,
      next_channels, not_before, expires_at, planned_at, cost_minor, account_id, suppressed)
    ON CONFLICT (send_key) DO NOTHING RETURNING send_key, state),
    hours AS (INSERT INTO send_hours (send_key, hour, kind, probability)
      SELECT h.send_key, h.hour, h.kind, h.probability FROM unnest(
        ${timed.map((one) => one.sendKey)}::text[], ${timed.map((one) => one.hour?.hour)}::smallint[], ${timed.map((one) => one.hour?.kind)}::text[],
        ${timed.map((one) => one.hour?.probability)}::double precision[]
      ) AS h (send_key, hour, kind, probability) JOIN added USING (send_key)),
    noted AS (INSERT INTO unrecorded_sends (send_key, state) SELECT send_key, state FROM added WHERE state = 'suppressed')
    SELECT count(*)::integer AS added FROM added`.execute(db)
  return rows[0]?.added ?? 0
}
