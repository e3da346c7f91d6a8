import type { ClickHouseClient } from '@clickhouse/client'
import { Readable } from 'node:stream'
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from '#kernel/clock.ts'

/** The tables that may be written to: all there are. */
export const ANALYTICAL_TABLES = [
  'events',
  'event_copies',
  'order_lines',
  'line_versions',
  'order_statements',
  'service_tickets',
  'ticket_versions',
  'feedback',
  'feedback_versions',
  'measures',
  'measure_versions',
  'subscription_facts',
  'subscription_versions',
  'series_values',
  'touches',
  'customers',
  'customer_alias',
  'customer_overrides',
  'profiles',
  'profile_facts',
  'scores',
  'decisions',
  'decision_skips',
  'broadcast_arms',
  'value_predictions',
  'value_runs',
  'cluster_members',
  'cluster_runs',
  'demand_forecasts',
  'demand_accuracy',
  'recommendations',
  'consent_states',
  'accounts',
  'account_measures',
  'account_scores',
  'account_score_runs',
  'segment_snapshots',
  'segment_moves',
  'customer_tags',
  'tag_changes',
  'portrait_completeness',
  'cold_start_facts',
  'provisional_portraits',
  'item_neighbours',
  'basket_rules',
  'segment_favourites',
  'product_labels',
] as const
export type AnalyticalTable = (typeof ANALYTICAL_TABLES)[number]

/**
 * Writes one block and returns when it is on disk (fsync of the data and of its folder, a setting of every table). With a token, a block with the same token is stored once,
 * also after a restart; so a retry after an unknown outcome is harmless. An empty block is not sent.
 */
export async function insertRows(
  client: ClickHouseClient,
  table: AnalyticalTable,
  rows: readonly Record<string, unknown>[],
  token?: string,
): Promise<void> {
  if (rows.length === 0) return
  await client.insert({
    table,
    values: rows,
    format: 'JSONEachRow',
    clickhouse_settings: {
      date_time_input_format: 'best_effort',
      ...repeated(token),
    },
  })
}

/**
 * As `insertRows` for large blocks: rows are lines of tab-separated text, made with `tabSeparated`, with the columns in the order given.
 * An order line takes a quarter of the bytes it has as JSON. Lines of a generator are made as they are sent. `comment` is what the insert is known by while it runs.
 */
export async function insertLines(
  client: ClickHouseClient,
  table: AnalyticalTable,
  columns: readonly string[],
  lines: Iterable<string>,
  token?: string,
  comment?: string,
): Promise<void> {
  const [first, ...rest] = columns
  const sent = chunks(lines)
  const head = sent.next()
  if (head.done === true || first === undefined) return
  await client.insert({
    table,
    columns: [first, ...rest],
    values: Readable.from(startingWith(head.value, sent), { objectMode: false }),
    format: 'TabSeparated',
    clickhouse_settings: {
      date_time_input_format: 'basic',
      ...repeated(token),
      ...(comment === undefined ? {} : { log_comment: comment }),
    },
  })
}

function repeated(token: string | undefined) {
  return token === undefined ? { insert_deduplicate: 0 as const } : { insert_deduplication_token: token }
}

/** One line of values; null is the engine's \N. */
export function tabSeparated(values: readonly (string | number | bigint | null)[]): string {
  let [line, before] = ['', '']
  for (const value of values) {
    line += before
    before = '\t'
    line += value === null ? '\\N' : typeof value === 'string' ? escapeTab(value) : value.toString()
  }
  return `${line}\n`
}

const LINES_A_CHUNK = 2_000

function* chunks(lines: Iterable<string>): Generator<Buffer, undefined> {
  let chunk: string[] = []
  for (const line of lines) {
    if (chunk.push(line) < LINES_A_CHUNK) continue
    yield Buffer.from(chunk.join(''), 'utf8')
    chunk = []
  }
  if (chunk.length > 0) yield Buffer.from(chunk.join(''), 'utf8')
}

function* startingWith(head: Buffer, rest: Iterable<Buffer>): Generator<Buffer> {
  yield head
  yield* rest
}

function escapeTab(text: string): string {
  if (!/[\\\t\n\r\0\b\f]/.test(text)) return text
  return text
    .replaceAll('\\', '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\0', '\\0')
    .replaceAll('\b', '\\b')
    .replaceAll('\f', '\\f')
}

/** A cell of tab-separated text as the engine writes it. */
export function unescapeTab(text: string): string {
  if (!text.includes('\\')) return text
  return text.replaceAll(/\\(.)/gsu, (_, mark: string) => ESCAPES[mark] ?? mark)
}

const ESCAPES: Readonly<Record<string, string>> = { t: '\t', n: '\n', r: '\r', b: '\b', f: '\f', 0: '\0' }

/** Numbers below a thousand with three digits. */
const DIGITS = Array.from({ length: 1_000 }, (_, n) => String(n).padStart(3, '0'))

let [lastDay, lastDate] = [Number.NaN, '']

/** Epoch milliseconds as the engine reads a DateTime64(3, 'UTC'): `2026-01-31 08:00:00.000`. */
export function engineTime(time: number): string {
  const whole = Math.trunc(time)
  const day = Math.floor(whole / DAY_MS)
  // Rows of a block are of a few days.
  if (day !== lastDay) {
    lastDate = new Date(whole).toISOString().slice(0, 10)
    lastDay = day
  }
  const rest = whole - day * DAY_MS
  const two = (unit: number, most: number): string => (DIGITS[Math.floor(rest / unit) % most] as string).slice(1)
  return `${lastDate} ${two(HOUR_MS, 24)}:${two(MINUTE_MS, 60)}:${two(SECOND_MS, 60)}.${DIGITS[rest % SECOND_MS]}`
}
