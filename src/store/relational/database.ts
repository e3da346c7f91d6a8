import type { Generated, GeneratedAlways, JSONColumnType } from 'kysely'
import type {
  ApiKeysTable,
  AuditLogTable,
  BusinessLinesTable,
  RateWindowsTable,
  RolesTable,
  SessionsTable,
  StrangerLoginsTable,
  UsersTable,
} from './access-tables.ts'
import type { TraitMeasure } from '#collect/tracking/trait-measure.ts'
import type { MessageVerdict } from '#collect/tracking/message-watch.ts'
import type { StepName } from '#collect/tracking/steps/step-result.ts'
import type { ConsentPurpose } from '#privacy/consent.ts'
import type { SignalReadersTable, SignalsTable } from './signals-table.ts'
import type { PlanViolationsTable, TrackingPlansTable } from './plan-tables.ts'
import type {
  AttributeDefinitionsTable,
  CustomerStatementsTable,
  LeftOutTraitsTable,
  DevicePeopleTable,
  IdentifiersTable,
  IdentityEdgesTable,
  IdentityRulesTable,
  SurvivorshipRulesTable,
} from './identity-tables.ts'
import type { ContactReservationsTable, DecisionPreviewsTable, DecisionRunsTable, SendTables } from './decision-tables.ts'
import type { ProfileRunsTable, TierSchemesTable } from './tier-tables.ts'

/** Rows of the relational store, one interface per table of the migrations. Mapped to domain types by the repositories. */

export interface CustomersTable {
  id: string
  data_key: Buffer | null
  display_name: Buffer | null
  masked_name: Generated<string>
  preferred_language: Generated<string>
  time_zone: Generated<string>
  attributes: JSONColumnType<object, string | undefined, string>
  source: string
  is_test: Generated<boolean>
  merged_into: string | null
  made_by: Generated<string | null>
  registered_at: Date | null
  created_at: Date
  updated_at: Date
}

/** The current state that the entries of a person come to. */
export interface ConsentsTable {
  customer_id: string
  purpose: string
  channel: string
  granted: boolean
  source: string
  evidence: Generated<string>
  changed_at: Date
}

export interface ConsentEntriesTable {
  id: Generated<number>
  customer_id: string
  purpose: string
  channel: string
  state: 'granted' | 'withdrawn' | 'void'
  source: string
  evidence: Generated<string>
  notice_version: Generated<string>
  actor: Generated<string>
  import_id: string | null
  line: number | null
  said_at: Date
}

export interface SuppressionsTable {
  id: GeneratedAlways<number>
  /** Of the identifiers, or `customer`: about the person. */
  kind: string
  blind_index: Buffer
  channel: string
  reason: string
  source: string
  actor: Generated<string>
  note: Generated<string>
  masked: Generated<string>
  created_at: Date
  until: Generated<Date | null>
}

export interface InboxTable {
  id: Generated<number>
  source: string
  payload: Buffer
  records: number
  bytes: number
  received_at: Date
}

export interface SourcesTable {
  id: string
  name: string
  kind: string
  user_id_kind: Generated<string>
  purpose: ConsentPurpose | null
  consent_required: Generated<boolean>
  consent_categories: Generated<string[]>
  write_key_hash: Buffer | null
  write_key_hint: Generated<string>
  created_at: Date
  last_seen_at: Date | null
  disabled_at: Date | null
  watched_until: Generated<Date | null>
  expected_minutes: Generated<number | null>
  late_since: Generated<Date | null>
  trait_measures: GeneratedAlways<TraitMeasure[]>
}

export interface WatchedMessagesTable {
  seq: GeneratedAlways<number>
  id: string
  source_id: string
  received_at: Date
  kept_at: Date
  type: string
  name: string
  user_masked: string
  user_codes: string[]
  verdict: MessageVerdict
  step: StepName | null
  reason: string
  customer_id: string | null
  content: Buffer
}

export interface IntakeCountsTable {
  source: string
  day: string
  received: Generated<number>
  stored: Generated<number>
  duplicates: Generated<number>
  quarantined: Generated<number>
  dropped_by_consent: Generated<number>
}

/** Files that wait for their import, in sealed parts. */
export interface UploadsTable {
  id: string
  owner: string
  file_name: string
  bytes: Generated<number>
  whole: Generated<boolean>
  kept_until: Date
}

export interface UploadPartsTable {
  upload_id: string
  position: number
  sealed: Buffer
}

export interface ImportsTable {
  id: string
  kind: string
  file_name: string
  file_sha256: string
  mapping: JSONColumnType<object, string, string>
  mapping_hash: string
  state: string
  rows: Generated<number>
  stored: Generated<number>
  duplicates: Generated<number>
  quarantined: Generated<number>
  customers: Generated<number>
  total_bytes: Generated<number>
  read_bytes: Generated<number>
  error: string | null
  started_at: Date
  finished_at: Date | null
  origin_id: Generated<string>
  reading: JSONColumnType<object, string | null, string | null> | null
  noted: Generated<boolean>
  undo: JSONColumnType<object, string | null, string | null> | null
  undone_at: Date | null
  undone_by: string | null
  mended: Generated<number>
}

export interface ImportCustomersTable {
  customer_id: string
  import_id: string
}

export interface QuarantineTable {
  id: string
  origin: string
  origin_id: string
  position: number
  stage: string
  reason: string
  field: Generated<string>
  message: string
  record: Buffer
  /** As the request of a refused message said; null for rows of files. */
  sent_at: Generated<string | null>
  state: Generated<string>
  created_at: Date
  resolved_at: Date | null
  resolution: Generated<string>
  resolved_by: Generated<string>
  outcome: Generated<string>
  mended_as: string | null
}

export interface ModelsTable {
  id: string
  version: number
  kind: string
  state: string
  card: JSONColumnType<object, string, string>
  body: JSONColumnType<object, string, string>
  trained_at: Date
  trigger: Generated<string>
  verdict: JSONColumnType<object | null, string | null | undefined, string | null>
  reference: JSONColumnType<object | null, string | null | undefined, string | null>
}

export interface ChurnScoringsTable {
  as_of: Date
  model_version: number
  horizon_days: number
  customers: number
  tiers: JSONColumnType<object, string, string>
  hindsight: boolean
  drift: JSONColumnType<object | null, string | null, string | null>
  accuracy: JSONColumnType<object | null, string | null | undefined, string | null>
  scored_at: Date
}

export interface ChurnAlertsTable {
  id: string
  customer_id: string
  tier: string
  from_tier: string | null
  probability: number
  value: number
  expected_loss: number
  cause: string
  reasons: JSONColumnType<object, string, string>
  raised_at: Date
  due_at: Date | null
  state: string
  owner: string | null
  outcome: string | null
  closed_at: Date | null
}

export interface StrategiesTable {
  id: string
  version: number
  definition: JSONColumnType<object, string, string>
  state: string
  created_by: string
  created_at: Date
}

export interface CustomerNotesTable {
  id: string
  customer_id: string
  sealed_for: string
  body: Buffer
  author: string
  created_at: Date
}

export interface CustomerRepliesTable {
  account_id: string
  reply_key: string
  channel: string
  blind_index: Buffer
  meaning: string
  replied_at: Date
  received_at: Date
  customers: number
}

export interface ContactStopsTable {
  customer_id: string
  reason: string
  actor: string
  created_at: Date
}

export interface TasksTable {
  id: string
  send_key: string | null
  customer_id: string
  strategy_id: string | null
  title: JSONColumnType<object, string, string>
  script: JSONColumnType<object, string, string>
  priority: number
  state: string
  assignee: string | null
  outcome: string | null
  note: Buffer | null
  words: Buffer | null
  sealed_for: string | null
  due_at: Date
  created_at: Date
  finished_at: Date | null
  placed_at: Date | null
  escalated_at: Date | null
  escalated_to: string | null
  offer: JSONColumnType<object, string | null, string> | null
}

export interface ChannelAddressesTable {
  id: string
  channel: string
  kind: string
  app: Generated<string>
  blind_index: Buffer
  customer_id: string | null
  origin_id: string | null
  sealed_for: string | null
  sealed: Buffer
  masked: string
  state: string
  reason: Generated<string>
  source: string
  since: Date
  changed_at: Date
  last_seen_at: Date
  window_until: Date | null
}

export interface AddressSubscriptionsTable {
  address_id: string
  template: string
  left_count: number
  changed_at: Date
  told: Generated<string[]>
}

export interface WebhookEndpointsTable {
  id: string
  name: string
  url: string
  secret: Buffer
  events: string[]
  created_at: Date
  disabled_at: Date | null
  disabled_reason: string | null
}

export interface WebhookDeliveriesTable {
  id: string
  endpoint_id: string
  message_id: string
  type: string
  body: JSONColumnType<object, string, string>
  state: string
  attempts: Generated<number>
  next_attempt_at: Date
  last_status: number | null
  last_error: string | null
  created_at: Date
  finished_at: Date | null
}

export interface SettingsTable {
  name: string
  value: JSONColumnType<object, string, string>
  updated_at: Date
}

export interface JobsTable {
  id: string
  kind: string
  state: string
  stage: Generated<string>
  done: Generated<number>
  total: Generated<number>
  place: GeneratedAlways<number>
  /** Sealed; null once the job is over. */
  payload: Buffer | null
  queues: string[]
  node: string | null
  bound_to: string | null
  fence: Generated<number>
  losses: Generated<number>
  lease_until: Date | null
  result: JSONColumnType<object | null, string | null | undefined, string | null>
  error: string | null
  cancel_requested: Generated<boolean>
  created_by: string
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
}

export interface CouponsTable {
  code: string
  send_key: string
  decision_id: string | null
  customer_id: string
  source_kind: Generated<string>
  source_id: string
  channel: string
  issued_at: Date
  used_at: Date | null
  order_id: string | null
  import_id: Generated<string | null>
}

export interface AlertMailTable {
  user_id: string
  sent_on: string | null
  waiting: Generated<string[]>
  signals: Generated<string[]>
}

export interface CurrencyRatesTable {
  currency: string
  base: string
  day: string
  rate: string
  entered_by: string
  entered_at: Date
}

export interface Database extends SendTables {
  currency_rates: CurrencyRatesTable
  customers: CustomersTable
  attribute_definitions: AttributeDefinitionsTable
  customer_statements: CustomerStatementsTable
  left_out_traits: LeftOutTraitsTable
  survivorship_rules: SurvivorshipRulesTable
  identifiers: IdentifiersTable
  identity_edges: IdentityEdgesTable
  identity_rules: IdentityRulesTable
  tier_schemes: TierSchemesTable
  profile_runs: ProfileRunsTable
  tracking_plans: TrackingPlansTable
  plan_violations: PlanViolationsTable
  device_people: DevicePeopleTable
  consents: ConsentsTable
  consent_entries: ConsentEntriesTable
  suppressions: SuppressionsTable
  inbox: InboxTable
  sources: SourcesTable
  watched_messages: WatchedMessagesTable
  intake_counts: IntakeCountsTable
  imports: ImportsTable
  import_customers: ImportCustomersTable
  quarantine: QuarantineTable
  models: ModelsTable
  churn_scorings: ChurnScoringsTable
  churn_alerts: ChurnAlertsTable
  alert_mail: AlertMailTable
  coupons: CouponsTable
  strategies: StrategiesTable
  decision_runs: DecisionRunsTable
  decision_previews: DecisionPreviewsTable
  contact_reservations: ContactReservationsTable
  tasks: TasksTable
  channel_addresses: ChannelAddressesTable
  address_subscriptions: AddressSubscriptionsTable
  customer_notes: CustomerNotesTable
  customer_replies: CustomerRepliesTable
  contact_stops: ContactStopsTable
  webhook_endpoints: WebhookEndpointsTable
  webhook_deliveries: WebhookDeliveriesTable
  signal_readers: SignalReadersTable
  signals: SignalsTable
  users: UsersTable
  roles: RolesTable
  business_lines: BusinessLinesTable
  sessions: SessionsTable
  api_keys: ApiKeysTable
  audit_log: AuditLogTable
  settings: SettingsTable
  uploads: UploadsTable
  upload_parts: UploadPartsTable
  rate_windows: RateWindowsTable
  stranger_logins: StrangerLoginsTable
  jobs: JobsTable
}
