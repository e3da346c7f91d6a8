import { sql } from 'kysely'
import type { Kysely, RawBuilder } from 'kysely'
import { ANSWERABLE } from '#act/send-ledger.ts'
import type { HandOver } from '#act/send-store.ts'
import type { Database } from './database.ts'

/** That a provider accepted a message, by the worker that handed it over. */
export interface Acceptance {
  readonly sendKey: string
  readonly owner: string
  readonly providerId: string | null
}

/**
 * Settles what was accepted, as send-ledger.ts says, and commits that other messages are about to leave, with their texts. Answers with the keys of what was settled and of what
 * may leave: the claims of the others were lost. Cost: one statement, which outside of a transaction is a commit of its own; that is what nearly every message needs.
 */
export async function commitSends(
  db: Kysely<Database>,
  { accepted, hand }: { readonly accepted: readonly Acceptance[]; readonly hand: readonly HandOver[] },
  now: Date,
  /** In SQL: one clock for all nodes. */
  moment: RawBuilder<Date>,
  leaseMs: number,
): Promise<{ readonly settled: ReadonlySet<string>; readonly handed: ReadonlySet<string> }> {
  if (accepted.length === 0 && hand.length === 0) return { settled: new Set(), handed: new Set() }
  // In the order in which receipts lock them too, so that two blocks wait for each other instead of blocking each other.
  const [answers, leaving] = [accepted.toSorted(byKey), hand.toSorted(byKey)]
  const answer = <Value>(read: (one: Acceptance) => Value): Value[] => answers.map(read)
  const column = <Value>(read: (one: HandOver) => Value): Value[] => leaving.map(read)
  // A text is kept exactly when its message is handed over, and never by a worker that lost its claim.
  const { rows } = await sql<{ send_key: string; is_handed: boolean }>`/* kept */
    WITH moment AS MATERIALIZED (SELECT ${moment} AS now), answered AS (
      SELECT * FROM unnest(
        ${answer((one) => one.sendKey)}::text[], ${answer((one) => one.owner)}::text[], ${answer((one) => one.providerId)}::text[]
      ) AS t (send_key, owner, provider_id)
    ), accepted AS (
      UPDATE send_ledger s SET state = 'accepted', reason = '', lease_until = NULL, finished_at = ${now}, provider_id = coalesce(answered.provider_id, s.provider_id),
        accepted_at = coalesce(s.accepted_at, ${now}), ask_at = NULL, waits_since = NULL
      FROM answered
      WHERE s.send_key = answered.send_key AND s.lease_owner = answered.owner AND s.state = ANY (${[...ANSWERABLE]}::text[])
      RETURNING s.send_key
    ), noted AS (
      INSERT INTO unrecorded_sends (send_key, state) SELECT send_key, 'accepted' FROM accepted
      ON CONFLICT (send_key) DO UPDATE SET state = excluded.state
    ), said AS (
      SELECT * FROM unnest(
        ${column((one) => one.sendKey)}::text[], ${column((one) => one.owner)}::text[], ${column((one) => one.accountId)}::uuid[],
        ${column((one) => one.addressHash)}::bytea[], ${column((one) => one.repeatMs)}::float8[], ${column((one) => one.hasCoupon)}::boolean[],
        ${column((one) => one.message?.sealedFor ?? null)}::uuid[], ${column((one) => one.message?.body ?? null)}::bytea[]
      ) AS t (send_key, owner, account_id, address_hash, repeat_ms, has_coupon, sealed_for, sealed)
    ), handed AS (
      UPDATE send_ledger s SET state = 'handed', handed_at = moment.now, lease_until = moment.now + ${leaseMs} * interval '1 millisecond', attempts = s.attempts + 1,
        account_id = said.account_id, address_hash = said.address_hash, repeat_until = coalesce(s.repeat_until, moment.now + said.repeat_ms * interval '1 millisecond'), has_coupon = said.has_coupon
      FROM said CROSS JOIN moment
      WHERE s.send_key = said.send_key AND s.state = 'claimed' AND s.lease_owner = said.owner AND s.lease_until > moment.now
        AND (s.expires_at IS NULL OR s.expires_at > moment.now) AND (s.repeat_until IS NULL OR s.repeat_until > moment.now)
      RETURNING s.send_key
    ), kept AS (
      INSERT INTO sent_messages (send_key, sealed_for, sealed, created_at)
      SELECT send_key, sealed_for, sealed, moment.now FROM said JOIN handed USING (send_key) CROSS JOIN moment WHERE sealed IS NOT NULL
      ON CONFLICT (send_key) DO UPDATE SET sealed_for = excluded.sealed_for, sealed = excluded.sealed, created_at = excluded.created_at
    )
    SELECT send_key, true AS is_handed FROM handed UNION ALL SELECT send_key, false FROM accepted`.execute(db)
  const keys = (isHanded: boolean): Set<string> => new Set(rows.flatMap((row) => (row.is_handed === isHanded ? [row.send_key] : [])))
  return { settled: keys(false), handed: keys(true) }
}

function byKey(a: { readonly sendKey: string }, b: { readonly sendKey: string }): number {
  return a.sendKey < b.sendKey ? -1 : 1
}
