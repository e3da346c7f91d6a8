import type { ClickHouseClient, ClickHouseSettings } from '@clickhouse/client'
import type { TagSpread } from '#segment/tags/tag-ports.ts'
import { tagHolds } from '../conditions/field-sources.ts'
import { IS_PERSON } from '../queries/customer-groups.ts'
import { readRows } from '../queries/read-rows.ts'
import type { ScopeSql } from '../scope-sql.ts'

/** Texts of one tag that are told by themselves. */
const MOST_VALUES = 20

interface SpreadRow {
  readonly tag: string
  readonly text: string
  readonly n: string
  readonly least: number | null
  readonly median: number | null
  readonly most: number | null
  readonly average: number | null
}

const FIGURES = 'min(amount) AS least, quantileExact(0.5)(amount) AS median, max(amount) AS most, avg(amount) AS average'

/** How each tag is spread over the customers in the scope. Grain: one row per tag and text. Cost: one pass over the values of customers. */
export async function readSpreads(client: ClickHouseClient, own: ScopeSql, now: Date): Promise<ReadonlyMap<string, TagSpread>> {
  const rows = await readRows<SpreadRow>(
    client,
    `SELECT toString(tag) AS tag, text, count() AS n, ${FIGURES} FROM customer_tags FINAL
     WHERE ${tagHolds("{now:DateTime64(3, 'UTC')}")} AND customer_id IN (SELECT customer_id FROM customers FINAL WHERE ${IS_PERSON}) AND ${own.where('customer_id')}
     GROUP BY tag, text ORDER BY n DESC, text`,
    { now, ...own.params },
  )
  const byTag = Map.groupBy(rows, ({ tag }) => tag)
  return new Map([...byTag].map(([tag, of]) => [tag, fromRows(of)]))
}

/** The same of one query of values. @param from What stands behind FROM, with the columns text and amount */
export async function spreadOf(
  client: ClickHouseClient,
  from: string,
  params: Readonly<Record<string, unknown>>,
  settings: ClickHouseSettings,
): Promise<TagSpread> {
  return fromRows(
    await readRows<SpreadRow>(
      client,
      `SELECT text, count() AS n, ${FIGURES} FROM ${from} GROUP BY text ORDER BY n DESC, text`,
      params,
      settings,
    ),
  )
}

function fromRows(rows: readonly SpreadRow[]): TagSpread {
  const texts = rows.filter(({ text }) => text !== '')
  const numbers = rows.find(({ text, least }) => text === '' && least !== null)
  return {
    customers: rows.reduce((sum, { n }) => sum + Number(n), 0),
    values: texts.slice(0, MOST_VALUES).map(({ text, n }) => ({ value: text, customers: Number(n) })),
    others: Math.max(0, texts.length - MOST_VALUES),
    numbers:
      numbers === undefined
        ? null
        : { least: numbers.least ?? 0, median: numbers.median ?? 0, most: numbers.most ?? 0, average: numbers.average ?? 0 },
  }
}
