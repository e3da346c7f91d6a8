import { sql } from 'kysely'
import type { Transaction } from 'kysely'
import { forgetsAttempt, nextSendState } from '#act/send-ledger.ts'
import type { SendChange, SendEvent } from '#act/send-ledger.ts'
import { sendSignals } from '#act/send-signals.ts'
import { appendSignals } from './append-signals.ts'
import { askKysely } from './ask.ts'
import type { Database } from './database.ts'
import { release } from './reservation-store.ts'
import { toFacts, toSubject } from './send-rows.ts'
import type { HeldRow } from './send-rows.ts'

/** Before a provider is asked about a send for the first time: its own records may lag behind. */
export const FIRST_ASK_MS = 60_000

interface Applied {
  readonly row: HeldRow
  readonly event: SendEvent
  readonly change: SendChange
}

/**
 * Applies what happened to sends that the caller has locked, by the rules of send-ledger.ts, with all that follows from it. Returns the keys that changed.
 * Cost: one statement, and one more each where places are given back or somebody reads the signals.
 */
export async function applyAll(
  trx: Transaction<Database>,
  happened: readonly { readonly row: HeldRow; readonly event: SendEvent }[],
  now: Date,
): Promise<ReadonlySet<string>> {
  const applied: Applied[] = []
  for (const { row, event } of happened) {
    const change = nextSendState(toFacts(row), event, now)
    if (change !== null) applied.push({ row, event, change })
  }
  if (applied.length === 0) return new Set()
  const column = <Value>(read: (one: Applied) => Value): Value[] => applied.map(read)
  const isOpen = ({ change }: Applied): boolean => change.state === 'planned'
  await sql`
    UPDATE send_ledger s SET
      state = u.state, attempts = u.attempts, reason = u.reason, lease_until = NULL, lease_owner = u.lease_owner, finished_at = u.finished_at,
      not_before = coalesce(u.not_before, s.not_before), provider_id = coalesce(u.provider_id, s.provider_id),
      accepted_at = coalesce(s.accepted_at, u.accepted_at), ask_at = u.ask_at,
      repeat_until = CASE WHEN u.forgets THEN NULL ELSE s.repeat_until END,
      waits_since = CASE WHEN u.state <> 'planned' OR u.reason = '' THEN NULL WHEN u.reason = s.reason THEN coalesce(s.waits_since, ${now}) ELSE ${now} END,
      -- An account belongs to one channel: on another one it is the account that the broadcast chose for that, or any.
      bound_account = CASE WHEN u.channel IS NULL THEN coalesce(u.bound_account, s.bound_account)
        ELSE (SELECT (b.definition -> 'accounts' ->> u.channel)::uuid FROM broadcasts b WHERE b.id = s.run_id AND s.source_kind = 'broadcast') END,
      channel = coalesce(u.channel, s.channel), next_channels = coalesce(string_to_array(u.next_channels, ','), s.next_channels)
    FROM unnest(
      ${column(({ row }) => row.send_key)}::text[], ${column(({ change }) => change.state)}::text[], ${column(({ change }) => change.attempts)}::integer[],
      ${column(({ change }) => change.reason)}::text[],
      -- Kept on an uncertain send: a late answer of the worker that handed it over still counts.
      ${column((one) => (isOpen(one) ? null : one.row.lease_owner))}::text[], ${column((one) => (isOpen(one) ? null : now))}::timestamptz[],
      ${column((one) => (isOpen(one) ? new Date(now.getTime() + one.change.delayMs) : null))}::timestamptz[],
      ${column(({ event }) => ('providerId' in event ? event.providerId : null))}::text[],
      ${column(({ event }) => (event.kind === 'accepted' ? now : null))}::timestamptz[],
      ${column(({ row, change }) => (change.state === 'uncertain' && row.account_id !== null ? new Date(now.getTime() + FIRST_ASK_MS) : null))}::timestamptz[],
      ${column(({ event }) => forgetsAttempt(event))}::boolean[],
      ${column(({ event }) => (event.kind === 'wait' ? (event.accountId ?? null) : null))}::uuid[],
      ${column(({ event }) => (event.kind === 'reroute' ? event.channel : null))}::text[],
      ${column(({ event }) => (event.kind === 'reroute' ? event.nextChannels.join(',') : null))}::text[]
    ) AS u (send_key, state, attempts, reason, lease_owner, finished_at, not_before, provider_id, accepted_at, ask_at, forgets, bound_account, channel, next_channels)
    WHERE s.send_key = u.send_key`.execute(trx)
  await noteUnrecorded(
    trx,
    applied.map((one) => ({ sendKey: one.row.send_key, state: isOpen(one) ? null : one.change.state })),
  )
  // A contact that did not go out burns nobody's cooldown; a held-out person stays in the trial.
  await release(
    trx,
    applied
      .filter(({ change }) => change.state === 'failed' || (change.state === 'suppressed' && change.reason !== 'held_out'))
      .map(({ row }) => row.decision_id),
  )
  const signals = applied.flatMap(({ row, change }) => sendSignals({ ...toSubject(row), runId: row.run_id }, change, now))
  if (signals.length > 0) await appendSignals(askKysely(trx), signals)
  return new Set(applied.map(({ row }) => row.send_key))
}

/** Settled sends wait for being written down; those that are open again do not. */
export async function noteUnrecorded(
  trx: Transaction<Database>,
  sends: readonly { readonly sendKey: string; readonly state: string | null }[],
): Promise<void> {
  const settled = sends.filter(({ state }) => state !== null)
  if (settled.length > 0)
    await sql`
      INSERT INTO unrecorded_sends (send_key, state)
      SELECT * FROM unnest(${settled.map(({ sendKey }) => sendKey)}::text[], ${settled.map(({ state }) => state)}::text[])
      ON CONFLICT (send_key) DO UPDATE SET state = excluded.state`.execute(trx)
  if (settled.length < sends.length) {
    const open = sends.filter(({ state }) => state === null).map(({ sendKey }) => sendKey)
    await sql`DELETE FROM unrecorded_sends WHERE send_key = ANY (${open}::text[])`.execute(trx)
  }
}
