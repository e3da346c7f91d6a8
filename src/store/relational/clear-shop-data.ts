import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { Database } from './database.ts'

/** Everything that came of a shop's data: its people, their facts' counterparts, what was predicted, decided and sent. */
export const SHOP_TABLES: readonly string[] = [
  'customers',
  'identifiers',
  'identity_edges',
  'sign_up_places',
  'fake_sign_ups',
  'filled_values',
  'device_people',
  'settled_values',
  'identity_proposals',
  'identity_searches',
  'merge_snapshots',
  'consents',
  'consent_entries',
  'consent_changes',
  'suppressions',
  'channel_addresses',
  'address_subscriptions',
  'customer_notes',
  'customer_replies',
  'contact_stops',
  'attribute_definitions',
  'left_out_traits',
  'customer_statements',
  'account_statements',
  'account_values',
  'account_changes',
  'account_attributes',
  'partner_tags',
  'imports',
  'import_corrections',
  'imported_records',
  'import_customers',
  'sent_records',
  'answered_requests',
  'quarantine',
  'quality_flags',
  'quality_counts',
  'quality_looks',
  'quality_days',
  'quality_measured_days',
  'quality_anomalies',
  'profile_runs',
  'watched_messages',
  'plan_violations',
  'received_webhooks',
  'webhook_orders',
  'webhook_versions',
  'source_timeliness',
  'sync_runs',
  'sync_rows',
  'models',
  'churn_scorings',
  'churn_alerts',
  'alert_mail',
  'notices',
  'notice_words',
  'coupons',
  'decision_runs',
  'decision_previews',
  'contact_reservations',
  'send_ledger',
  'sent_messages',
  'send_leases',
  'unrecorded_sends',
  'early_receipts',
  'short_links',
  'piece_sends',
  'variant_sends',
  'send_hours',
  'offer_issues',
  'offer_uses',
  'tasks',
  'webhook_deliveries',
  'signals',
  'segment_sizes',
  'approvals',
  'broadcasts',
  'series_occurrences',
  'journeys',
  'journey_versions',
  'journey_dry_runs',
  'enrolments',
  'enrolment_steps',
  'enrolment_events',
  'refused_entries',
  'journey_causes',
  'journey_slots',
  'customer_touches',
  'questionnaire_links',
  'questionnaire_answers',
  'portrait_days',
  'portrait_accuracy_days',
]

/** What belongs to the house and stays: accounts, keys, settings, strategies, the audit log; and the inbox, of which only one source's part goes. */
export const HOUSE_TABLES: readonly string[] = [
  'schema_migrations',
  'users',
  'roles',
  'business_lines',
  'sessions',
  'api_keys',
  'audit_log',
  'settings',
  'uploads',
  'upload_parts',
  'rate_windows',
  'stranger_logins',
  'currency_rates',
  'identity_rules',
  'survivorship_rules',
  'quality_rules',
  'tier_schemes',
  'dictionary_owners',
  'contact_rules',
  'account_days',
  'installation',
  'channel_beats',
  'control_groups',
  'calendar_days',
  'series',
  'series_uploads',
  'tracking_plans',
  'strategies',
  'segments',
  'segment_versions',
  'segment_refreshes',
  'tags',
  'tag_versions',
  'tag_refreshes',
  'portrait_plans',
  'questionnaires',
  'questionnaire_versions',
  'contents',
  'content_versions',
  'link_targets',
  'content_pieces',
  'images',
  'piece_tags',
  'offers',
  'offer_versions',
  'offer_codes',
  'webhook_endpoints',
  'signal_readers',
  'jobs',
  'sources',
  'partner_agreements',
  'inbox',
  'intake_counts',
  'syncs',
  'webhook_receivers',
  'shop_polls',
  'channel_accounts',
  'provider_values',
  'provider_value_makers',
  'channel_tests',
  'bounce_mailboxes',
  'bounce_mails_aside',
  'team_phones',
]

export interface ClearOrder {
  /** Its messages, its counts and itself go too. */
  readonly sourceId: string | null
  /** Files that are no one else's data. */
  readonly fileNames: readonly string[]
  /** Called while nothing can be collected; empties the other store. */
  readonly clearFacts: () => Promise<void>
}

/**
 * Empties the tables of a shop's data when it is the only data there: false, and nothing changed, when another file or source brought some. Tracking
 * requests wait while it runs, so that none is lost in between.
 */
export async function clearShopData(db: Kysely<Database>, order: ClearOrder): Promise<boolean> {
  return await db.transaction().execute(async (trx) => {
    await sql`LOCK TABLE inbox, intake_counts IN EXCLUSIVE MODE`.execute(trx)
    if (await hasOtherData(trx, order)) return false
    await order.clearFacts()
    await sql`TRUNCATE ${sql.join(SHOP_TABLES.map((table) => sql.table(table)))}`.execute(trx)
    // Who is in a segment and has a tag is worked out anew and told to nobody, as of the first time.
    for (const table of ['segments', 'tags']) await sql`UPDATE ${sql.table(table)} SET filled_version = 0`.execute(trx)
    // What was given out to these people is there again.
    await sql`UPDATE offers SET issued = 0`.execute(trx)
    await sql`UPDATE offer_codes SET taken_by = NULL WHERE taken_by IS NOT NULL`.execute(trx)
    if (order.sourceId !== null) {
      await trx.deleteFrom('inbox').where('source', '=', order.sourceId).execute()
      await trx.deleteFrom('intake_counts').where('source', '=', order.sourceId).execute()
      await trx.deleteFrom('sources').where('id', '=', order.sourceId).execute()
    }
    return true
  })
}

/** Whether a file or a source other than these brought anything. With none given: whether the house holds any data at all. */
export async function hasOtherData(
  db: Kysely<Database>,
  { sourceId, fileNames }: Pick<ClearOrder, 'sourceId' | 'fileNames'>,
): Promise<boolean> {
  const files = [...fileNames]
  const source = sourceId ?? ''
  const result = await sql<{ other: boolean }>`
    SELECT EXISTS (SELECT FROM imports WHERE state <> 'undone' AND NOT (file_name = ANY(${files}::text[])))
      OR EXISTS (SELECT FROM intake_counts WHERE source <> ${source} AND received > 0)
      OR EXISTS (SELECT FROM inbox WHERE source <> ${source}) AS other`.execute(db)
  return result.rows[0]?.other === true
}
