import type { HourKind } from '#act/send-time/choose-hour.ts'
import type { Selectable } from 'kysely'
import type { MessagePurpose } from '#act/outgoing-message.ts'
import type { SendFacts } from '#act/send-ledger.ts'
import type { SendSourceKind } from '#act/send-source.ts'
import type { ClaimedSend, SendSubject, SettledSend } from '#act/send-store.ts'
import type { SendState } from '#decide/decision.ts'
import type { Channel } from '#decide/strategy.ts'
import type { SendLedgerTable } from './decision-tables.ts'

/** A row of the ledger, as the rest of the product reads it. */
export type SendRow = Selectable<SendLedgerTable>

export function toFacts(row: Pick<SendRow, 'state' | 'attempts' | 'channel' | 'repeat_until'>): SendFacts {
  return { state: row.state as SendState, attempts: row.attempts, channel: row.channel as Channel, repeatUntil: row.repeat_until }
}

export function toSubject(
  row: Pick<SendRow, 'send_key' | 'decision_id' | 'customer_id' | 'source_kind' | 'source_id' | 'channel'>,
): SendSubject {
  return {
    sendKey: row.send_key,
    decisionId: row.decision_id,
    customerId: row.customer_id,
    source: { kind: row.source_kind as SendSourceKind, id: row.source_id },
    channel: row.channel as Channel,
  }
}

/** What a worker has to know of a send; the other columns need not be read for it. */
export const CLAIMED_COLUMNS = [
  'send_key',
  'decision_id',
  'run_id',
  'customer_id',
  'source_kind',
  'source_id',
  'source_version',
  'step',
  'content_id',
  'content_version',
  'purpose',
  'priority',
  'next_channels',
  'expires_at',
  'channel',
  'attempts',
  'repeat_until',
  'planned_at',
  'draw_unit',
  'draw_holdout',
  'variables',
] as const
export type ClaimedRow = Pick<SendRow, (typeof CLAIMED_COLUMNS)[number]>

/** What its next change depends on, and what follows from it. */
export const HELD_COLUMNS = [
  'send_key',
  'state',
  'attempts',
  'channel',
  'repeat_until',
  'decision_id',
  'run_id',
  'customer_id',
  'source_kind',
  'source_id',
  'lease_owner',
  'account_id',
] as const
export type HeldRow = Pick<SendRow, (typeof HELD_COLUMNS)[number]>

export function toClaimed(row: ClaimedRow): ClaimedSend {
  return {
    ...toSubject(row),
    runId: row.run_id,
    sourceVersion: row.source_version,
    step: row.step,
    content: row.content_id === null || row.content_version === null ? null : { id: row.content_id, version: row.content_version },
    purpose: row.purpose as MessagePurpose,
    priority: row.priority,
    nextChannels: row.next_channels as Channel[],
    expiresAt: row.expires_at,
    attempts: row.attempts,
    repeatUntil: row.repeat_until,
    plannedAt: row.planned_at,
    draw: row.draw_unit === null || row.draw_holdout === null ? null : { unit: row.draw_unit, holdout: row.draw_holdout },
    variables: { daysSinceLastOrder: null, favouriteCategory: '', ...row.variables },
  }
}

export const SETTLED_COLUMNS = [
  'send_key',
  'decision_id',
  'customer_id',
  'source_kind',
  'source_id',
  'source_version',
  'channel',
  'state',
  'reason',
  'has_coupon',
  'handed_at',
  'finished_at',
  'planned_at',
] as const

export function toSettled(row: Pick<SendRow, (typeof SETTLED_COLUMNS)[number]> & { readonly hour_kind: string | null }): SettledSend {
  return {
    ...toSubject(row),
    sourceVersion: row.source_version,
    state: row.state as SendState,
    reason: row.reason,
    hasCoupon: row.has_coupon,
    ...(row.hour_kind === null ? {} : { hourKind: row.hour_kind as HourKind }),
    handedAt: row.handed_at,
    finishedAt: row.finished_at ?? row.planned_at,
  }
}
