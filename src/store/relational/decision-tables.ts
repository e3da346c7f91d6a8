import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely'

/** Runs, previews, reservations and the ledger of contacts. */
export interface DecisionRunsTable {
  id: string
  as_of: Date
  state: string
  settings: JSONColumnType<object, string, string>
  summary: JSONColumnType<object, string | undefined, string>
  created_by: string
  created_at: Date
  finished_at: Date | null
  reserved: Generated<boolean>
  job_id: string | null
  inputs: JSONColumnType<object | null, string | null | undefined, string | null>
}

export interface DecisionPreviewsTable {
  id: string
  run_id: string
  as_of: Date
  settings: JSONColumnType<object, string, string>
  marks: JSONColumnType<object, string, string>
  summary: JSONColumnType<object, string, string>
  created_by: string
  created_at: Date
  expires_at: Date
}

export interface ContactReservationsTable {
  customer_id: string
  decision_id: string
  run_id: string
  reserved_at: Date
  until: Date
  draw_unit: ColumnType<string | null, string | null | undefined, string | null>
  arm: ColumnType<string | null, string | null | undefined, string | null>
}

export interface SendLedgerTable {
  send_key: string
  decision_id: string | null
  run_id: string
  customer_id: string
  source_kind: Generated<string>
  source_id: string
  source_version: number
  step: Generated<number>
  content_id: ColumnType<string | null, string | null | undefined, string | null>
  content_version: ColumnType<number | null, number | null | undefined, number | null>
  purpose: Generated<string>
  priority: Generated<number>
  account_id: ColumnType<string | null, string | null | undefined, string | null>
  next_channels: Generated<string[]>
  expires_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  channel: string
  state: string
  reason: Generated<string>
  attempts: Generated<number>
  lease_owner: string | null
  lease_until: Date | null
  provider_id: string | null
  not_before: Date
  planned_at: Date
  handed_at: Date | null
  finished_at: Date | null
  variables: JSONColumnType<object, string | undefined, string>
  /** A bigint: arrives as text. */
  cost_minor: ColumnType<string | number | null, number | null | undefined, number | null>
  draw_unit: ColumnType<string | null, string | null | undefined, string | null>
  draw_holdout: ColumnType<number | null, number | null | undefined, number | null>
  accepted_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  address_hash: ColumnType<Buffer | null, Buffer | null | undefined, Buffer | null>
  repeat_until: ColumnType<Date | null, Date | null | undefined, Date | null>
  has_coupon: Generated<boolean>
  ask_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  asks: Generated<number>
  soft_failed: Generated<boolean>
  held_at: ColumnType<Date | null, Date | null | undefined, Date | null>
  held_reason: ColumnType<string | null, string | null | undefined, string | null>
  bound_account: ColumnType<string | null, string | null | undefined, string | null>
  waits_since: ColumnType<Date | null, Date | null | undefined, Date | null>
  /** Worked out from the state by the engine, for indexes: 0 on its way, 1 uncertain, 2 at an end. */
  phase: GeneratedAlways<number>
}

export interface SendLeasesTable {
  id: GeneratedAlways<string>
  owner: string
  until: Date
  send_keys: string[]
}

export interface UnrecordedSendsTable {
  send_key: string
  state: string
}

export interface SentMessagesTable {
  send_key: string
  sealed_for: string
  sealed: Buffer
  created_at: Date
}

export interface SendHoursTable {
  send_key: string
  hour: number
  kind: string
  probability: number
}

export interface VariantSendsTable {
  send_key: string
  variant: string
  name: string
  chosen_at: Date
}

export interface SendTables {
  send_ledger: SendLedgerTable
  sent_messages: SentMessagesTable
  send_leases: SendLeasesTable
  unrecorded_sends: UnrecordedSendsTable
  variant_sends: VariantSendsTable
  send_hours: SendHoursTable
}
