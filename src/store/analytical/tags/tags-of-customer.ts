import type { ClickHouseClient } from '@clickhouse/client'
import type { TagChange, TagValue } from '#segment/tags/tag-ports.ts'
import { tagHolds } from '../conditions/field-sources.ts'
import { readRows } from '../queries/read-rows.ts'

const MOST_CHANGES = 200

interface ValueRow {
  readonly tag: string
  readonly text: string
  readonly amount: number | null
  readonly confidence: number | null
  readonly source: TagValue['source']
  readonly version: number
  readonly since: string
  readonly as_of: string
  readonly until: string | null
}

/** What the tags say of a customer now. Grain: one row per tag with a value. Cost: granules that may hold the customer, by the index. */
export async function readTagValues(client: ClickHouseClient, customerId: string, now: Date): Promise<TagValue[]> {
  const rows = await readRows<ValueRow>(
    client,
    `SELECT toString(tag) AS tag, text, amount, confidence, toString(source) AS source, version, since, as_of, until FROM customer_tags FINAL
     WHERE customer_id = {customerId:UUID} AND ${tagHolds("{now:DateTime64(3, 'UTC')}")} ORDER BY tag`,
    { customerId, now },
  )
  return rows.map(({ tag, text, amount, confidence, source, version, since, as_of, until }) => ({
    tag,
    value: amount ?? text,
    confidence,
    source,
    version,
    since: new Date(since),
    asOf: new Date(as_of),
    until: until === null ? null : new Date(until),
  }))
}

/** How the tags of a customer changed, the newest first. Grain: one row per change. Cost: as above. */
export async function readTagChanges(client: ClickHouseClient, customerId: string): Promise<TagChange[]> {
  const rows = await readRows<Pick<ValueRow, 'tag' | 'text' | 'amount' | 'as_of'> & { readonly is_there: number }>(
    client,
    `SELECT toString(tag) AS tag, is_there, text, amount, as_of FROM tag_changes FINAL
     WHERE customer_id = {customerId:UUID} AND is_change = 1 ORDER BY number DESC, tag LIMIT ${MOST_CHANGES}`,
    { customerId },
  )
  return rows.map(({ tag, is_there, text, amount, as_of }) => ({
    tag,
    value: is_there === 1 ? (amount ?? text) : null,
    at: new Date(as_of),
  }))
}
